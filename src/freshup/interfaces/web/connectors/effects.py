"""What a connector does for its store, and what is different once one is connected, changed or taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from freshup.domain.connectors import Provider, provider_of
from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.connectors.texting import needs_registration
from freshup.interfaces.web.connectors.words import DOES, effect_words
from freshup.queries.connectors import ConnectorRow
from freshup.queries.numbers import texting_of
from freshup.queries.stores import StoreSettings

CHANNELS: Final = ("email_out", "email_in", "text", "voice", "lead_forms", "model")
# Of these one account does it for the store; of the others every account works beside the others.
ONE_ONLY: Final = ("email_out", "text", "voice", "model")


@dataclass(frozen=True, slots=True)
class Way:
    """How one channel of a store goes now. `connector_id` None: by the installation itself, or not at all."""

    what: str
    label: str
    through: str
    is_sandbox: bool
    connector_id: int | None = None
    note: str = ""
    url: str = ""


def ways(rows: Sequence[ConnectorRow]) -> list[Way]:
    """One for each channel and account that serves it."""
    found: list[Way] = []
    for what in CHANNELS:
        doing = [row for row in rows if row.does(what) and _carries(row, what)]
        used = doing[-1:] if what in ONE_ONLY else [one for one in doing if one.provider != SANDBOX] or doing
        found += [Way(what, str(DOES[what]), one.name, one.provider == SANDBOX, one.id) for one in used] or [
            _without(what)
        ]
    return found


def _carries(row: ConnectorRow, what: str) -> bool:
    """The sandbox takes no mail away from a mail server that the installation has."""
    return row.provider != SANDBOX or what != "email_out" or settings.FRESHUP_EMAIL == SANDBOX


def _without(what: str) -> Way:
    """What happens on a channel to which nothing is connected."""
    label, is_sandbox = str(DOES[what]), settings.FRESHUP_EMAIL == SANDBOX
    if what == "email_out":
        through = _("the sandbox") if is_sandbox else _("this installation's mail server")
        note = _("Set for all stores by FRESHUP_EMAIL.")
        return Way(what, label, through, is_sandbox, note=note)
    if what == "email_in":
        note = _("Inquiries by e-mail come to the addresses of the intake keys.")
        return Way(what, label, _("the built-in listener"), False, note=note, url=reverse("keys"))
    if what == "text":
        return Way(what, label, _("the sandbox"), True, note=_("Nothing leaves this machine."))
    if what == "voice":
        return Way(what, label, _("your people's own phones"), False, note=_("Calls are noted by hand."))
    if what == "lead_forms":
        return Way(what, label, _("nothing"), False, note=_("Meta and Google can hand in their forms."))
    return Way(what, label, _("nothing"), False, note=_("Chat answers from its own script."))


def effects(provider: Provider, rows: Sequence[ConnectorRow], *, itself: int | None = None) -> list[str]:
    """In words, channel by channel, what connecting or changing this account does. `itself`: its id, if it is there."""
    now = {one.what: one for one in ways(rows)}
    said = []
    for what in provider.does:
        way = now[what]
        if itself is not None and what in ONE_ONLY:
            said.append(_staying(what, way, itself))
        else:
            said.append(effect_words(what, new=_(provider.name), old=way.through))
    return said


def _staying(what: str, way: Way, itself: int) -> str:
    if way.connector_id == itself:
        return _("%(what)s: the next message already goes with what you save here.") % {"what": DOES[what]}
    return _("%(what)s: nothing changes, since “%(name)s” does this for the store.") % {
        "what": DOES[what],
        "name": way.through,
    }


def effects_of_leaving(row: ConnectorRow, rows: Sequence[ConnectorRow]) -> list[str]:
    """What happens on its channels once this account is disconnected."""
    provider = provider_of(row.provider)
    others = {one.what: one for one in ways([one for one in rows if one.id != row.id])}
    return [
        _("%(what)s: from then on through %(other)s.") % {"what": DOES[what], "other": others[what].through}
        for what in (provider.does if provider else ())
    ]


def registration_is_missing(
    store: StoreSettings, provider: Provider, plain: Mapping[str, Any] | None = None
) -> bool:
    """Carriers drop texts of ordinary numbers that nobody has registered, so ours wait until that is done."""
    if "text" not in provider.does:
        return False
    texting = texting_of([store.id])
    number = texting.lines.get(store.id) or store.phone_e164
    needed = needs_registration(provider.key, {**(plain or {})}, number)
    return needed and texting.statuses.get(store.id) != "approved"
