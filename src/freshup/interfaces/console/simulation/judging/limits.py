"""Nobody is called or texted at the wrong hour of any place they may be at, or too often in a day (LAW-1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from freshup.interfaces.console.simulation.judging.atlas import Place, places
from freshup.interfaces.console.simulation.judging.known import Known
from freshup.interfaces.console.simulation.judging.law import (
    DAY,
    MARKETING_BY_MACHINE_MAX,
    most_in_a_day,
    too_early_or_late,
)
from freshup.interfaces.console.simulation.judging.memory import Recent
from freshup.interfaces.console.simulation.judging.reading import Line
from freshup.interfaces.console.simulation.judging.watching import Looks

# What an appointment needs and what answers a refusal is not chasing anybody.
UNCAPPED: Final = ("appointment", "confirmation", "staff")
# The customer's own wish, or our own people: the hour is theirs.
ANY_HOUR: Final = ("confirmation", "staff")
# An attempt counts for a day; it is kept for three so that a message given up can be looked back upon.
ATTEMPTS_KEPT: Final = 3 * DAY


BY_PHONE: Final = ("text", "call")


class Attempt(NamedTuple):
    at: datetime
    automatic: bool


class Limits:
    """Calls and texts together, by person, whoever made them."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._attempts: Recent[int, list[Attempt]] = Recent(ATTEMPTS_KEPT)
        self._wrote: Recent[int, datetime] = Recent(DAY)
        self.looks: Mapping[str, Looks] = {"sent": self._sent, "call": self._call, "contact": self._contact}

    def _contact(self, line: Line, at: datetime) -> None:
        if line["person"] is not None:
            others = self._known.sharing_a_phone(line["person"]) if line["how"] in BY_PHONE else set()
            for one in {line["person"], *others}:
                self._wrote.note(one, at, at)

    def _sent(self, line: Line, at: datetime) -> None:
        if line["channel"] != "text" or line["person"] is None:
            return
        where = self.places_of(line["person"], line["address"])
        if line["purpose"] not in ANY_HOUR:
            self._in_hours(line, where, at)
        if line["purpose"] not in UNCAPPED and not self._answers(line, at):
            self._within_cap(line, where, at)
        if line["purpose"] != "confirmation":
            self._note(line["person"], Attempt(at, line["automatic"]))

    def _call(self, line: Line, at: datetime) -> None:
        """What somebody dials by themselves nobody can hold back; what the product dials passes its gate.

        An hour that the customer named is theirs to choose.
        """
        person = self._known.people.get(line["person"])
        named = line.get("named", False)
        if line["verified"] and not named and person is not None and len(person.phones) == 1:
            where = self.places_of(line["person"], person.phones[0])
            self._in_hours(line, where, at, what="called_in_quiet_hours")
        self._note(line["person"], Attempt(at, False))

    def _in_hours(
        self, line: Line, where: tuple[Place, ...], at: datetime, *, what: str = "sent_in_quiet_hours"
    ) -> None:
        if wrong := too_early_or_late(where, at):
            self._known.wrong(what, line, place=wrong)

    def _answers(self, line: Line, at: datetime) -> bool:
        """Whether a person answers what the customer said within a day: a conversation has no cap."""
        said = self._wrote.get(line["person"])
        return (
            line["purpose"] == "reply"
            and not line["automatic"]
            and said is not None
            and at - said <= DAY + self._known.blur
        )

    def _within_cap(self, line: Line, where: tuple[Place, ...], at: datetime) -> None:
        recent = [one for one in self.attempts(line["person"]) if at - one.at < DAY - self._known.blur]
        by_machine = sum(one.automatic for one in recent)
        too_many = len(recent) >= most_in_a_day(where, line["purpose"])
        if line["purpose"] == "marketing" and line["automatic"]:
            too_many = too_many or by_machine >= MARKETING_BY_MACHINE_MAX
        if too_many:
            self._known.wrong("over_the_cap", line, made=len(recent))

    def attempts(self, person: int) -> list[Attempt]:
        return self._attempts.get(person) or []

    def _note(self, person: int, attempt: Attempt) -> None:
        kept = [one for one in self.attempts(person) if attempt.at - one.at < ATTEMPTS_KEPT]
        self._attempts.note(person, [*kept, attempt], attempt.at)

    def places_of(self, person: int, address: str) -> tuple[Place, ...]:
        known = self._known.people.get(person)
        return places(known.region, known.postal_code, address) if known else places("", "", address)
