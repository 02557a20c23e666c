"""`/l/<token>/` and `/o/<token>.gif`: a link in our message is followed, its picture is fetched.

Scanners follow every link before a customer sees it, so a GET changes nothing but what is known of the message: no
sign-in, nothing filled in, and the target is the one that was fixed when the message went.
"""

import logging
import time
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from freshup.domain.conversations.machines import EARLY_HEADERS, Fetch
from freshup.interfaces.api.asking import client_address
from freshup.interfaces.api.limits import IntakeLimits
from freshup.operations.conversations.engaging import CLICKED, OPENED, fetched
from freshup.queries import access
from freshup.queries.tracking import TrackedLinkFacts, found_link, link_facts

log = logging.getLogger(__name__)

TOKEN_LENGTH_MAX: Final = 40
# By this a visit on the store's own site is known to be the customer's who followed the link (CAP-6).
FOLLOWED: Final = "fu"
PIXEL: Final = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


@require_safe
def tracked_link(request: HttpRequest, link: str) -> HttpResponse:
    """On to the target, which is counted; a link that has ended or never was leads nowhere."""
    address = _address(request)
    turn = link_limits().ask(link[:TOKEN_LENGTH_MAX], address, time.monotonic())
    if turn.is_refused:
        return _too_many(turn.wait_seconds)
    now = datetime.now(UTC)
    found = _found(link, "link")
    if found is None:
        link_limits().guessed(link[:TOKEN_LENGTH_MAX], address, time.monotonic())
        return _nowhere(404)
    link_limits().found(link)
    if now >= found.expires_at or not _is_web(found.target):
        return _nowhere(410)
    target = found.target
    if request.method == "GET" and not _counted(request, found, CLICKED, now):
        target = recognisable(target, found.token, found.website)
    response = HttpResponse(status=302)
    response["Location"] = target
    return _unseen(response)


@require_safe
def mail_pixel(request: HttpRequest, link: str) -> HttpResponse:
    """The same picture whatever happens: it tells nobody anything."""
    turn = pixel_limits().ask(link[:TOKEN_LENGTH_MAX], _address(request), time.monotonic())
    if request.method == "GET" and not turn.is_refused:
        now = datetime.now(UTC)
        found = _found(link, "pixel")
        if found is None:
            pixel_limits().guessed(link[:TOKEN_LENGTH_MAX], _address(request), time.monotonic())
        elif now < found.expires_at:
            _counted(request, found, OPENED, now)
    return _unseen(HttpResponse(PIXEL, content_type="image/gif"))


def recognisable(target: str, token: str, website: str) -> str:
    """The target with the token of its link, where it is the store's own site and nobody else's."""
    parts = urlsplit(target)
    if not parts.hostname or _bare(parts.hostname) != _bare(urlsplit(website).hostname or ""):
        return target
    query = "&".join(part for part in (parts.query, urlencode({FOLLOWED: token})) if part)
    return urlunsplit(parts._replace(query=query))


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _is_web(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc) and target.isprintable()


def _found(token: str, kind: str) -> TrackedLinkFacts | None:
    """The link of this kind, and the scope of its store entered."""
    if not token.isascii() or not token.isalnum() or len(token) > TOKEN_LENGTH_MAX:
        return None
    where = found_link(token)
    if where is None:
        return None
    access.enter(access.of_stores([where[1]], [where[2]]))
    link = link_facts(where[0])
    return link if link is not None and link.kind == kind else None


def _counted(request: HttpRequest, link: TrackedLinkFacts, kind: str, now: datetime) -> str:
    """Why it was a machine, if it was. A customer gets on whatever becomes of the count."""
    fetch = Fetch(
        kind=kind,
        at=now,
        channel=link.channel,
        reached_at=link.reached_at,
        user_agent=request.headers.get("user-agent", "")[:400],
        headers={name: request.headers.get(name, "")[:100] for name in EARLY_HEADERS},
    )
    try:
        with transaction.atomic():
            return fetched(link, fetch, now=now)
    except OperationalError as busy:
        log.warning("a link was followed and not counted: %s", type(busy).__name__)
        return "not_counted"


def _nowhere(status: int) -> HttpResponse:
    """Without the request: a signed-in visitor's context has no business on a public page."""
    words = {"language": get_language(), "ended": status == 410}
    return _unseen(HttpResponse(render_to_string("links/nowhere.html", words), status=status))


def _too_many(seconds: float) -> HttpResponse:
    response = HttpResponse(gettext("Too many at once. Please come back in a moment."), status=429)
    response["Retry-After"] = str(int(seconds) + 1)
    return _unseen(response)


def _unseen(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _address(request: HttpRequest) -> str | None:
    forwarded = request.headers.get("x-forwarded-for", "")
    return client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.FRESHUP_TRUSTED_PROXIES)


@cache
def link_limits() -> IntakeLimits:
    """Of this process. A filter of a large mail system follows many links from one address."""
    return IntakeLimits(soft=120, hard=600, per_address=600, guesses=60)


@cache
def pixel_limits() -> IntakeLimits:
    """Pictures of whole cities are fetched by a few services."""
    return IntakeLimits(soft=600, hard=6_000, per_address=6_000, guesses=600)
