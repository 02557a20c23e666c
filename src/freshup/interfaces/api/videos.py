"""`/v/<token>/`: a personal video as its customer sees it, without signing in, with or without a script (MSG-5).

Opening the page or fetching the file says nothing, since previews and scanners do both. What counts is that it was
played: the page's script says so, and a program that says it is none is kept apart.
"""

import logging
import re
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from freshup.bootstrap.intake import storage
from freshup.domain.conversations.machines import Fetch, machine
from freshup.domain.conversations.values import national
from freshup.interfaces.api.asking import client_address
from freshup.interfaces.api.limits import Buckets, network
from freshup.operations.conversations.videos import VIEW, watched
from freshup.ports.storage import MissingBytes
from freshup.queries.stores import settings_of
from freshup.queries.videos import VideoFacts, enter_store_of, find_video, video_of

log = logging.getLogger(__name__)

TOKEN_LENGTH_MAX: Final = 40
# One answer carries no more, so that a large video never lies in memory whole: a player asks for the next part itself.
PART_BYTES_MAX: Final = 2 * 1024 * 1024
ASKED_A_MINUTE: Final = 600
VIEWS_A_MINUTE: Final = 30
GUESSES_A_MINUTE: Final = 60
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


class Limits:
    """What one address may ask for; in memory, for each process."""

    def __init__(self) -> None:
        self.asked, self.views, self.guesses = (
            Buckets(ASKED_A_MINUTE),
            Buckets(VIEWS_A_MINUTE),
            Buckets(GUESSES_A_MINUTE),
        )


@cache
def video_limits() -> Limits:
    return Limits()


@require_safe
def video_page(request: HttpRequest, video: str) -> HttpResponse:
    """The video, whose it is, and how to answer."""
    if _waits(request, video_limits().asked):
        return _too_many()
    found = _found(request, video)
    if found is None:
        return _page({"unknown": True}, get_language() or "en", status=404)
    now = datetime.now(UTC)
    store = settings_of([found.rooftop_id])[found.rooftop_id]
    languages = dict(settings.LANGUAGES)
    language = found.language if found.language in languages else get_language() or store.language
    over = found.is_over(now)
    shown = {
        "over": over,
        "video": found,
        "store": store,
        "phone": national(store.phone_e164),
        "first_name": "" if over else found.by.partition(" ")[0],
    }
    return _page(shown, language, status=410 if over else 200)


@require_safe
def video_file(request: HttpRequest, video: str) -> HttpResponse:
    """The bytes, a part at a time as players ask for them."""
    if _waits(request, video_limits().asked):
        return _too_many()
    found = _found(request, video)
    if found is None or found.is_over(datetime.now(UTC)):
        return _unseen(HttpResponse(status=404 if found is None else 410))
    asked = request.headers.get("range", "")
    part = _part(asked, found.size) if asked else (0, found.size - 1)
    if part is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{found.size}"
        return _unseen(refused)
    first, last = part
    try:
        content = storage().part(found.stored_as, first, last - first + 1) if request.method == "GET" else b""
    except MissingBytes:
        log.error("the bytes of video %d are missing", found.id)
        return _unseen(HttpResponse(status=410))
    response = HttpResponse(content, status=206 if asked else 200, content_type=found.media_type)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Content-Disposition"] = "inline"
    if asked:
        response["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    return _unseen(response)


@require_safe
def video_poster(request: HttpRequest, video: str) -> HttpResponse:
    """One picture of it."""
    if _waits(request, video_limits().asked):
        return _too_many()
    found = _found(request, video)
    if found is None or found.is_over(datetime.now(UTC)) or not found.poster:
        return _unseen(HttpResponse(status=404))
    try:
        return _unseen(HttpResponse(storage().get(found.poster), content_type="image/jpeg"))
    except MissingBytes:
        return _unseen(HttpResponse(status=404))


# The page has no cookie and so no secret of a form; whoever holds the link may say that it was played.
@csrf_exempt
@require_POST
def video_views(request: HttpRequest, video: str) -> HttpResponse:
    """It was played. 204 whatever that counts for."""
    if _waits(request, video_limits().views):
        return _too_many()
    found = _found(request, video)
    if found is None:
        return _unseen(HttpResponse(status=404))
    now = datetime.now(UTC)
    # Whoever works at the store looks at it before it goes out: that is no customer.
    is_ours = found.rooftop_id in getattr(getattr(request, "access", None), "stores", ())
    if not found.is_over(now) and not is_ours:
        watched(found.id, why=_machine(request, found, now), now=now)
    return _unseen(HttpResponse(status=204))


def _machine(request: HttpRequest, video: VideoFacts, now: datetime) -> str:
    """Why no person watched; only what the request says of itself counts, since two seconds were played already."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    agent = headers.get("user-agent", "")
    long_ago = video.created_at - timedelta(days=1)
    return machine(Fetch(VIEW, now, "text", long_ago, agent, headers))


def _found(request: HttpRequest, token: str) -> VideoFacts | None:
    """The video of this link; from then on this request acts for its store alone."""
    found = find_video(token) if len(token) <= TOKEN_LENGTH_MAX and "\0" not in token else None
    if found is None:
        video_limits().guesses.take(_who(request), time.monotonic())
        return None
    # A signed-in visitor's own scope has no business here; what they work at is remembered in `request.access`.
    enter_store_of(found)
    return video_of(found.id)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range that was asked for, cut to what an answer may carry; None for no such."""
    match = _RANGE.match(asked.strip())
    if match is None or size <= 0 or not (match[1] or match[2]):
        return None
    if not match[1]:
        first, last = max(0, size - int(match[2])), size - 1
        if match[2].strip("0") == "":
            return None
    else:
        first, last = int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
    return (first, min(last, first + PART_BYTES_MAX - 1)) if first <= last else None


def _page(shown: dict[str, Any], language: str, *, status: int) -> HttpResponse:
    """Without the request: a signed-in visitor's context has no business on a public page."""
    with override(language):
        video = shown.get("video")
        title = (video.title if video else "") or gettext("A video for you")
        words = {"language": language, "title": title, **shown}
        response = HttpResponse(render_to_string("videos/video.html", words), status=status)
    return _unseen(response)


def _unseen(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _waits(request: HttpRequest, buckets: Buckets) -> bool:
    moment, who = time.monotonic(), _who(request)
    return bool(video_limits().guesses.seconds_to_wait(who, moment)) or not buckets.take(who, moment)


def _too_many() -> HttpResponse:
    response = HttpResponse(gettext("Too many at once. Please come back in a moment."), status=429)
    response["Retry-After"] = "2"
    return _unseen(response)


def _who(request: HttpRequest) -> str:
    forwarded = request.headers.get("x-forwarded-for", "")
    address = client_address(request.META.get("REMOTE_ADDR"), forwarded, settings.FRESHUP_TRUSTED_PROXIES)
    return network(address)
