"""What an alert says: in the page, on a locked screen, in a text to one's own phone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.domain.reasons import N_ as _

# What happened, and what to do about it.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "new_lead": (_("New lead"), _("The clock is running: call now.")),
    "tier_up": (_("A lead got hotter"), _("A good moment to call.")),
    "reply": (_("A customer replied"), _("They are there now.")),
    "callback": (_("A promised call is due"), _("The customer expects it now.")),
    "escalated": (_("A lead still waits for its first answer"), _("It is past its time.")),
    "reassigned": (_("A lead was handed to you"), _("Have a look and call.")),
    "skated": (_("Somebody else worked your lead"), _("See who, and when.")),
    "manager": (_("A lead wants a manager"), _("See what is asked of you.")),
    "calling": (_("A customer is calling"), _("Your phone rings: their page is here.")),
    "missed_call": (_("A call was missed"), _("Call back now.")),
    "chat": (_("A visitor asks for a person"), _("They wait in the chat on your site.")),
    "watched": (_("A customer watched your video"), _("They think of it right now.")),
}
OTHER: Final = (_("Something happened to a lead"), _("Have a look."))
CALL: Final = _("Call")
OPEN: Final = _("Open the lead")
# A lead that nobody heard of for so long has gone up the ladder by now; buzzing in the night helps nobody.
PUSHED_FOR: Final = timedelta(minutes=15)
TRIES_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """One alert as it is delivered; `name` is the customer's, for those who chose to see it on a locked screen."""

    id: int
    kind: str
    opportunity_id: int
    name: str = ""


def headline(kind: str) -> tuple[str, str]:
    """(What happened, what to do), to be translated."""
    return KINDS.get(kind, OTHER)


def call_path(opportunity_id: int) -> str:
    """The call screen: one tap on the alert, one on the number."""
    return f"/opportunities/{opportunity_id}/call/"


def notification(alert: AlertFacts, *, show_name: bool, say: Callable[[str], str]) -> dict[str, Any]:
    """What the service worker shows; no name and no number unless this person chose it.

    One tag an opportunity: a newer alert takes the place of the older one.
    """
    what, todo = headline(alert.kind)
    title = say(what)
    return {
        "id": alert.id,
        "title": f"{title}: {alert.name}" if show_name and alert.name else title,
        "body": say(todo),
        "tag": f"opportunity-{alert.opportunity_id}",
        "call": call_path(alert.opportunity_id),
        "lead": f"/opportunities/{alert.opportunity_id}/",
        "actions": [say(CALL), say(OPEN)],
    }


def text_of(alert: AlertFacts, base_url: str, *, show_name: bool, say: Callable[[str], str]) -> str:
    """The same as a text to one's own phone, with the address of the call screen."""
    said = notification(alert, show_name=show_name, say=say)
    return f"{said['title']}. {base_url}{said['call']}"


def is_worth_pushing(at: datetime, now: datetime) -> bool:
    return now - at < PUSHED_FOR


def wait_after(tries: int) -> timedelta:
    """How long to wait before the next try, longer each time: 5 s, 10, 20, 40, 80."""
    return timedelta(seconds=5 * 2 ** max(0, tries - 1))
