"""The other side: the customer's phone and mailbox as the sandbox sees them, and words put into their mouth."""

import re
import secrets
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from freshup.bootstrap.calling import pretended
from freshup.bootstrap.intake import storage
from freshup.bootstrap.sandbox import is_sandbox
from freshup.domain.intake.phones import canonical_phone
from freshup.domain.people.keys import canonical_email
from freshup.interfaces.web.inbox import words
from freshup.interfaces.web.leads.words import MESSAGE_STATES
from freshup.interfaces.web.scope import Asked, managing, redirected
from freshup.operations.calls.sandbox import NoSuchNumber, PretendedCall, sandbox_call
from freshup.operations.conversations.playing import (
    NotInSandbox,
    customer_mails,
    customer_texts,
    plays,
    sandbox_of,
)
from freshup.queries.sandbox_phone import OnThePhone, lately, phone_of
from freshup.queries.stores import StoreSettings, settings_of

WORDS_LENGTH_MAX: Final = 2_000
# Invented people: numbers and domains that belong to nobody.
INVENTED: Final = re.compile(r"\+1\d{3}55501\d\d|.+@(.+\.)?example(\.(com|net|org))?", re.IGNORECASE)
SECONDS: Final = {"answered": 95, "voicemail": 14}


@require_GET
@managing
def sandbox_phone(request: Asked) -> HttpResponse:
    """`?who=` a number or address: what it got, what it sent; without one, whose phone to look at."""
    store = _store(request)
    who = _who(request.GET.get("who", ""))
    found = phone_of(store.id, store.group_id, who) if who else []
    return render(
        request,
        "sandbox/phone.html",
        {
            "who": who,
            "typed": request.GET.get("who", ""),
            "strange": bool(request.GET.get("who", "").strip()) and not who,
            "is_phone": who.startswith("+"),
            "zone": store.zone,
            "store_named": store.name,
            "lately": [{"one": one, "url": _url(one.who)} for one in lately(store.id)],
            "entries": [_shown(one) for one in found],
        },
    )


@require_POST
@managing
def texts(request: Asked) -> HttpResponse:
    """The customer writes a text."""
    store = _store(request)
    who = _who(request.POST.get("who", ""), number=True)
    typed = _words(request)
    if not who:
        messages.error(
            request, _("Only a number of a customer, or one that is invented: 555-01 and two digits.")
        )
    elif not typed:
        messages.error(request, _("It has no words yet. Nothing was received."))
    else:
        _play(
            request,
            lambda id: customer_texts(
                request.access,
                store.id,
                who,
                typed,
                id=id,
                secrets=_secrets,
                storage=storage(),
                now=request.now,
            ),
        )
    return redirected(_url(who))


@require_POST
@managing
def mails(request: Asked) -> HttpResponse:
    """The customer writes a mail: an answer in its thread where there is one."""
    store = _store(request)
    who = _who(request.POST.get("who", ""), number=False)
    typed = _words(request)
    if not who:
        messages.error(request, _("Only an address of a customer, or one that is invented: at example.com."))
    elif not typed:
        messages.error(request, _("It has no words yet. Nothing was received."))
    else:
        known = phone_of(store.id, store.group_id, who)
        _play(
            request,
            lambda id: customer_mails(
                request.access,
                store.id,
                _mail(request, store, who, typed, known, id),
                id=id,
                secrets=_secrets,
                storage=storage(),
                now=request.now,
            ),
        )
    return redirected(_url(who))


@require_POST
@managing
def calls(request: Asked) -> HttpResponse:
    """The customer calls: `outcome` answered, or voicemail with their words."""
    store = _store(request)
    who = _who(request.POST.get("who", ""), number=True)
    outcome = request.POST.get("outcome", "")
    if not who or outcome not in SECONDS:
        messages.error(
            request, _("Only a number of a customer, or one that is invented: 555-01 and two digits.")
        )
        return redirected(_url(who))

    def call(id: str) -> None:
        connector = sandbox_of(request.access, store.id, secrets=_secrets, now=request.now)
        sandbox_call(
            store.id,
            connector,
            PretendedCall(
                id, who, store.phone_e164, outcome == "answered", SECONDS[outcome], _words(request)
            ),
            reports=pretended,
            storage=storage(),
            now=request.now,
            scope=request.access,
        )

    _play(request, call)
    return redirected(_url(who))


def _play(request: Asked, act: Any) -> None:
    try:
        act(secrets.token_hex(12))
        messages.success(request, _("On its way, as if the customer had done it."))
    except NotInSandbox:
        messages.error(request, _("This store is connected to a real provider. Nothing was received."))
    except NoSuchNumber:
        messages.error(request, _("That number can't be called back. Nothing was received."))


def _store(request: Asked) -> StoreSettings:
    """The one store whose customer is played: the chosen one, else the first that may be. None is no such page."""
    if not is_sandbox():
        raise Http404
    for rooftop_id in request.stores:
        if plays(request.access, rooftop_id):
            return settings_of([rooftop_id])[rooftop_id]
    raise Http404


def _who(typed: str, *, number: bool | None = None) -> str:
    """A number in E.164 or an address; empty for what is neither, or is neither invented nor a customer's."""
    typed = typed.replace("\0", "").strip()[:254]
    if "@" in typed:
        found = "" if number is True else (canonical_email(typed) or "")
    else:
        found = "" if number is False else (canonical_phone(typed)[0] or "")
    return found if INVENTED.fullmatch(found) else ""


def _mail(request: Asked, store: StoreSettings, who: str, typed: str, known: Any, id: str) -> bytes:
    last: OnThePhone | None = next((one for one in known if one.channel == "email" and one.mail_id), None)
    mail = EmailMessage()
    mail["From"] = who
    mail["To"] = store.mail_from or "sales@example.com"
    subject = " ".join(request.POST.get("subject", "").split())[:200]
    mail["Subject"] = subject or (f"Re: {last.subject}" if last else _("A question"))
    mail["Date"] = format_datetime(request.now)
    mail["Message-ID"] = f"<{id}@example.com>"
    if last is not None:
        mail["In-Reply-To"] = mail["References"] = f"<{last.mail_id}>"
    mail.set_content(typed)
    return mail.as_bytes()


def _words(request: Asked) -> str:
    return request.POST.get("words", "").replace("\0", "").strip()[:WORDS_LENGTH_MAX]


def _secrets() -> tuple[str, str]:
    return secrets.token_urlsafe(24), secrets.token_urlsafe(24)


def _url(who: str) -> str:
    page = reverse("sandbox_phone")
    return f"{page}?{urlencode({'who': who})}" if who else page


def _shown(one: OnThePhone) -> dict[str, Any]:
    icon, channel = words.CHANNELS.get(one.channel, words.OTHER_CHANNEL)
    state = words.DELIVERIES.get(one.delivery) or MESSAGE_STATES.get(one.state, one.state)
    return {
        "one": one,
        "theirs": one.direction == "in",
        "icon": icon,
        "channel": channel,
        "state": state if one.direction == "out" else "",
        "bad": one.delivery in words.FAILED or one.state in ("failed", "refused"),
        "lead_url": reverse("lead_conversation", args=[one.opportunity_id]),
    }
