"""What the provider's report suggests came of a call of ours; the person who spoke says so with one tap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """How the customer's leg ended, as the provider told: `state` of a CallReport, talk in seconds.

    `dropped`: the agent had a prepared message played into a machine.
    """

    state: str
    seconds: int | None = None
    dropped: bool = False


def suggested(told: Told) -> str:
    """An outcome of domain.leads.outcomes, or "" where nothing can be guessed.

    A second of talk is enough: the agent is on the line before the customer is dialled, so whoever answers is heard.
    """
    if told.dropped:
        return "left_message"
    if told.state in ("busy", "no_answer", "cancelled"):
        return "no_answer"
    if told.state == "failed":
        return "bad_number"
    if told.state in ("answered", "completed") and (told.seconds or 0) >= 1:
        return "spoke"
    return "no_answer" if told.state == "completed" else ""


def borne_out(outcome: str, *, rang: bool, suggested: str) -> bool:
    """Whether the provider's report agrees with what somebody says came of a call.

    That somebody spoke needs a phone that was picked up; any other outcome, one that rang.
    """
    if outcome == "spoke":
        return rang and suggested == "spoke"
    return rang
