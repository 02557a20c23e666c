"""A cadence laid out for a sample customer who never answers: what would come when, and what the gate would say.

Pure: the gate comes in as `may`, so that the same laying out serves the editor, the console and a test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from freshup.domain.cadences.conditions import fits_now, kind_now
from freshup.domain.cadences.moments import day_part
from freshup.domain.cadences.planning import next_step, step_after
from freshup.domain.cadences.steps import Cadence, CaseFacts, Finished, Habits, Standing, Step
from freshup.domain.reasons import Reason
from freshup.domain.stores import Calendar

ROWS_MAX: Final = 200
# A step that is held again when its time comes is asked again so often; three attempts a day never need more.
HOLDS_MAX: Final = 10
ATTEMPTS_COUNT_FOR: Final = timedelta(hours=24)
# What counts as an attempt for a daily cap.
COUNTED: Final = ("call", "voicemail", "text")
ASKED: Final = (*COUNTED, "email")
# Whoever never answers: every call of the calendar comes to this.
UNANSWERED: Final = "no_answer"


@dataclass(frozen=True, slots=True)
class Asking:
    """One step before the gate. `attempts`: calls and texts of the calendar so far, `automated` those by machine."""

    kind: str
    automatic: bool
    at: datetime
    attempts: tuple[datetime, ...]
    automated: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`until`: not before then; without it and with a `reason`: not at all."""

    until: datetime | None = None
    reason: Reason | None = None


May = Callable[[Asking], Answer]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One step of the calendar. `planned_at` is what the plan wants, `at` when it would be done.

    `reason` is why it is held (then `at` lies later) or, with `refused`, why it never goes. `attempts` is how many
    calls and texts the customer has had in the 24 hours before, this one included.
    """

    step: Step
    visit: int
    kind: str
    automatic: bool
    planned_at: datetime
    at: datetime
    reason: Reason | None = None
    refused: bool = False
    attempts: int = 0

    @property
    def held(self) -> bool:
        return self.reason is not None and not self.refused


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The calendar, in order, and why it ends."""

    steps: tuple[Rehearsed, ...]
    then: str = ""

    def count(self, kind: str) -> int:
        """How many of this kind would be done."""
        return Counter(one.kind for one in self.steps if not one.refused)[kind]

    @property
    def by_hand(self) -> int:
        return sum(not one.automatic and not one.refused for one in self.steps)

    @property
    def held(self) -> int:
        return sum(one.held for one in self.steps)

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.steps)


def rehearse(
    cadence: Cadence,
    case: CaseFacts,
    *,
    anchor_at: datetime,
    seed: int,
    calendar: Calendar,
    zone: ZoneInfo,
    habits: Habits,
    may: May,
) -> Rehearsal:
    """Every step as it would come if nobody answered, each asked of the gate at its own moment.

    What runs differs in one way: steps held until an opening are spread over the minutes after it.
    """
    rows: list[Rehearsed] = []
    standing = Standing(0, 0, anchor_at, None, seed)
    while len(rows) < ROWS_MAX:
        planned = next_step(
            cadence, standing, case, calendar=calendar, zone=zone, habits=habits, now=standing.anchor_at
        )
        if isinstance(planned, Finished):
            return Rehearsal(tuple(rows), planned.then)
        position, visit = step_after(cadence, planned.position, planned.visit)
        standing = replace(standing, position=position, visit=visit)
        if fits_now(planned.step, case) is not None:
            continue
        row = _row(planned.step, planned.visit, planned.at, case, habits, may, rows)
        if planned.step.kind != "wait":
            rows.append(row)
        if row.refused:
            continue
        standing = replace(standing, last_at=row.at)
        if row.kind in COUNTED:
            used = (*standing.parts_used, day_part(row.at.astimezone(zone)))
            standing = replace(standing, parts_used=used[-4:])
        if row.kind in ("call", "voicemail"):
            case = replace(case, last_outcome=UNANSWERED)
    return Rehearsal(tuple(rows))


def _row(
    step: Step,
    visit: int,
    planned_at: datetime,
    case: CaseFacts,
    habits: Habits,
    may: May,
    before: list[Rehearsed],
) -> Rehearsed:
    kind = kind_now(step, case, habits)
    automatic = step.automatic and kind in ("email", "text")
    row = Rehearsed(step, visit, kind, automatic, planned_at, planned_at)
    if kind not in ASKED:
        return row
    for _ in range(HOLDS_MAX):
        made = [one for one in before if not one.refused and one.kind in COUNTED and _counts(one, row.at)]
        answer = may(
            Asking(
                kind,
                automatic,
                row.at,
                tuple(one.at for one in made),
                tuple(one.at for one in made if one.automatic),
            )
        )
        counted = len(made) + 1 if kind in COUNTED else 0
        if answer.reason is None:
            return replace(row, attempts=counted)
        if answer.until is None:
            return replace(row, at=planned_at, reason=answer.reason, refused=True, attempts=len(made))
        row = replace(row, at=max(answer.until, row.at), reason=row.reason or answer.reason, attempts=counted)
    return row


def _counts(one: Rehearsed, at: datetime) -> bool:
    return at - one.at < ATTEMPTS_COUNT_FOR


@dataclass(frozen=True, slots=True)
class Moved:
    """One step of two calendars, by when it comes before and after; None: it is not there."""

    step: Step
    visit: int
    before: Rehearsed | None
    after: Rehearsed | None


def moves(before: Rehearsal, after: Rehearsal) -> tuple[Moved, ...]:
    """What a change does to the calendar: what comes, what goes, what lies elsewhere or goes another way."""
    was = _by_step(before)
    will = _by_step(after)
    found = []
    for name in dict.fromkeys((*will, *was)):
        old, new = was.get(name), will.get(name)
        if old is not None and new is not None and _same(old, new):
            continue
        shown = new or old
        assert shown is not None
        found.append(Moved(shown.step, shown.visit, old, new))
    return tuple(found)


def _by_step(calendar: Rehearsal) -> Mapping[tuple[str, int], Rehearsed]:
    return {(one.step.key, one.visit): one for one in calendar.steps}


def _same(old: Rehearsed, new: Rehearsed) -> bool:
    return (old.at, old.kind, old.automatic, old.refused, old.step.template) == (
        new.at,
        new.kind,
        new.automatic,
        new.refused,
        new.step.template,
    )
