"""How far a message came, in a word: delivered, opened, its link followed; and what a machine did with it."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy

DELIVERIES: Final = {
    "delivered": lazy("Delivered"),
    "read": lazy("Read"),
    "undelivered": lazy("Not delivered"),
    "bounced": lazy("Came back"),
    "complained": lazy("Reported as spam"),
}
OPENED: Final = lazy("Opened")
CLICKED: Final = lazy("Link followed")
DEEDS: Final = {"opened": OPENED, "clicked": CLICKED, "view": lazy("Video watched")}
WHY_A_MACHINE: Final = {
    "prefetch": lazy("the program fetched it before anybody asked"),
    "at_once": lazy("within seconds of the delivery"),
    "all_links": lazy("every link of the message within moments"),
    "proxy": lazy("a service that fetches every picture at the delivery"),
    "program": lazy("a program known to fetch by itself"),
    "no_name": lazy("a program that does not give its name"),
}


def reached(delivery: str, opened_at: datetime | None, clicked_at: datetime | None) -> str:
    """The most that is known; empty while nothing is."""
    if delivery in ("undelivered", "bounced", "complained"):
        return str(DELIVERIES[delivery])
    if clicked_at is not None:
        return str(CLICKED)
    if opened_at is not None:
        return str(OPENED)
    return str(DELIVERIES.get(delivery, ""))


def deed(kind: str, machine: bool, why: str) -> dict[str, Any]:
    """One thing that was done with a message, for its page."""
    return {
        "words": DEEDS.get(kind, kind),
        "machine": machine,
        "why": WHY_A_MACHINE.get(why, "") if machine else "",
    }
