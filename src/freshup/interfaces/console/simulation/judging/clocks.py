"""Clocks run forwards, count people and not robots, hear every customer, and only what happened (CLK, PLT-5)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from freshup.interfaces.console.simulation.judging.known import Effort, Inquiry, Known
from freshup.interfaces.console.simulation.judging.reading import Line, moment, moment_if_any
from freshup.interfaces.console.simulation.judging.watching import Looks

MILESTONES: Final = ("acknowledged_at", "attempted_at", "contacted_at")
SPOKE: Final = "spoke"
# A wrong number reaches nobody's phone.
TRIED: Final = (SPOKE, "no_answer", "left_message")
# The customer is there, and so is somebody of the store.
FACE_TO_FACE: Final = ("phone", "walk_in", "chat")
BY_PHONE: Final = ("text", "call")
TOGETHER: Final = ("call", "visit", "chat")


class Read(NamedTuple):
    """A clock as it last stood."""

    received_at: datetime
    acknowledged_at: datetime | None
    attempted_at: datetime | None
    contacted_at: datetime | None


def explained(known: Known, at: datetime, moments: Iterable[datetime], store: int | None) -> bool:
    """Whether one of these is what a clock shows; what was broken is noted down when somebody looks again."""
    blur, faults = known.blur_at(at), known.faults
    return any(
        abs(at - one) <= blur or one <= at <= faults.excused_until(one, one + blur, store) for one in moments
    )


class Clocks:
    """The four moments of each lead, against what people did and customers said."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.read: dict[int, Read] = {}
        self._leads: dict[int, list[int]] = {}
        self.looks: Mapping[str, Looks] = {
            "call": self._call,
            "sent": self._sent,
            "contact": self._contact,
            "clock": self._clock,
        }

    def of(self, opportunity: int) -> list[Read]:
        """How the clocks of this effort last stood."""
        return [self.read[lead] for lead in self._leads.get(opportunity, ())]

    def _call(self, line: Line, at: datetime) -> None:
        effort = self._known.effort(line["opportunity"])
        effort.acts.append((at, line["verified"]))
        if line["outcome"] in TRIED:
            effort.attempts.append(at)
        if line["outcome"] == SPOKE:
            effort.spoke.append(at)

    def _sent(self, line: Line, at: datetime) -> None:
        if not line["automatic"] and line["opportunity"] is not None:
            self._known.effort(line["opportunity"]).acts.append((at, True))

    def _contact(self, line: Line, at: datetime) -> None:
        if line["opportunity"] is not None:
            self._known.effort(line["opportunity"], line["person"]).contacts.append((at, line))

    def _clock(self, line: Line, at: datetime) -> None:
        before = self.read.get(line["lead"])
        now = Read(moment(line, "received_at"), *(moment_if_any(line, name) for name in MILESTONES))
        if before is None:
            self._leads.setdefault(line["opportunity"], []).append(line["lead"])
        self.read[line["lead"]] = now
        if self._runs_backwards(before, now, at):
            self._known.wrong("clock_backwards", line)
        inquiry = None if line["inquiry"] is None else self._known.inquiries.get(line["inquiry"])
        if inquiry is not None and abs(now.received_at - inquiry.at) > self._known.grain:
            self._known.wrong("received_at_another_time", line)
        self._happened(line, before, now, inquiry)

    def _runs_backwards(self, before: Read | None, now: Read, at: datetime) -> bool:
        """A moment before the inquiry, one that changed or vanished, or one that is yet to come."""
        if any(one is not None and not now.received_at <= one <= at + self._known.blur for one in now[1:]):
            return True
        return before is not None and any(
            then is not None and then != later for then, later in zip(before, now, strict=True)
        )

    def _happened(self, line: Line, before: Read | None, now: Read, inquiry: Inquiry | None) -> None:
        """Whether each milestone that is new has something behind it."""
        effort = self._known.effort(line["opportunity"])
        talks = [at for at, one in effort.contacts if one["how"] in TOGETHER]
        acts = [at for at, _ in effort.acts]
        said = [at for at, _ in effort.contacts]
        if now.contacted_at is not None and (before is None or before.contacted_at is None):
            said += self._said_by_their_phone(effort)
        if inquiry is not None and inquiry.line["channel"] in FACE_TO_FACE:
            return
        evidence = (
            ("acknowledged_at", "acknowledged_by_nobody", [*effort.acknowledged, *effort.spoke, *talks]),
            ("attempted_at", "robot_counted_as_person", [*acts, *talks]),
            ("contacted_at", "contact_unheard", [*said, *effort.spoke]),
        )
        for name, what, moments in evidence:
            at = getattr(now, name)
            is_news = at is not None and (before is None or getattr(before, name) is None)
            if is_news and not explained(self._known, at, moments, effort.store):
                self._known.wrong(what, line)
        if line["attempt_verified"] and not talks and not any(sure for _, sure in effort.acts):
            self._known.wrong("claim_counted_as_verified", line)

    def _said_by_their_phone(self, effort: Effort) -> list[datetime]:
        sharing = [self._known.efforts[id] for id in self._known.of_the_same_phone(effort.person)]
        return [at for other in sharing for at, one in other.contacts if one["how"] in BY_PHONE]
