"""What a call that is over comes to: a conversation, a customer to be called back, a lead, or nothing (CAP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Shorter than this is a wrong number or a misdial.
SHORT_SECONDS: Final = 20
# What callers want of these is no purchase.
OTHER_DEPARTMENTS: Final = frozenset({"service", "parts"})


@dataclass(frozen=True, slots=True)
class Ended:
    """A customer's call that is over. `seconds`: of the talk when a person answered, else of the whole call.

    None where the provider never said how long it was.
    """

    known: bool
    answered: bool
    seconds: int | None
    department: str = "sales"
    voicemail: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """`lead`: a stranger becomes one. `contact`: a person of ours spoke with them. `call_back`: somebody must."""

    lead: bool
    contact: bool
    call_back: bool


def worth(call: Ended) -> Worth:
    """A missed call of a possible buyer is a lead and the most urgent thing there is; of a stranger who hung up at
    once, or who wants the workshop, it is neither. A customer the store knows is called back however short it was."""
    short = call.seconds is not None and call.seconds < SHORT_SECONDS and not call.voicemail
    buys = call.department not in OTHER_DEPARTMENTS
    if not buys or (short and not call.known):
        return Worth(lead=False, contact=False, call_back=False)
    if call.known:
        return Worth(lead=False, contact=call.answered, call_back=not call.answered)
    return Worth(lead=True, contact=call.answered, call_back=not call.answered)
