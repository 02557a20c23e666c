"""A provider that only pretends: what it will report of a message, and after how long."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One report, so many seconds after the message was taken."""

    after_seconds: float
    delivery: str
    code: str = ""


# What becomes of a message, by its channel and the id the provider gave it.
Behaviour = Callable[[str, str], tuple[Turn, ...]]
