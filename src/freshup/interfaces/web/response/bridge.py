"""One's own call through the store's number, as the call screen shows it while it goes on."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.interfaces.web.leads.words import OUTCOMES
from freshup.queries.calls import OwnCall

# How far it is, by the customer's leg, else the agent's; (words, tone).
CUSTOMER: Final = {
    "ringing": (lazy("It rings at the customer's"), "accent"),
    "answered": (lazy("You are on the line"), "good"),
}
AGENT: Final = {
    "": (lazy("Your phone is about to ring"), "accent"),
    "ringing": (lazy("Your phone rings: pick up"), "accent"),
    "answered": (lazy("The customer is being dialed"), "accent"),
}
ENDS: Final = {
    "refused": (lazy("Not dialed: the rules do not allow it now"), "bad"),
    "failed": (lazy("The call did not come about"), "bad"),
    "done": (lazy("The call is over"), ""),
}
LIVE: Final = "calling"


def shown(call: OwnCall | None, opportunity_id: int) -> dict[str, Any]:
    """`bridge`: how far it is, or nothing; `suggested`: the outcome the provider's report speaks for."""
    if call is None:
        return {"bridge": None, "suggested": "", "opportunity_id": opportunity_id}
    words, tone = _state(call)
    live = call.state == LIVE
    return {
        "bridge": {
            "words": words,
            "tone": tone,
            "live": live,
            "on_the_line": live and call.customer == "answered",
            "seconds": call.seconds,
            "failure": _(call.failure) if call.failure else "",
            "since": call.began_at,
            "suggested": OUTCOMES.get(call.suggested, "") if not live else "",
        },
        "suggested": "" if live else call.suggested,
        "opportunity_id": opportunity_id,
    }


def _state(call: OwnCall) -> tuple[Any, str]:
    if call.state != LIVE:
        return ENDS.get(call.state, ENDS["done"])
    return CUSTOMER.get(call.customer) or AGENT.get(call.agent, AGENT[""])
