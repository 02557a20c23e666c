"""A week as a form: several stretches a day, past midnight too, what is wrong said at its row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from django.utils.translation import gettext

from freshup.domain.stores import HoursRow, clock_time, entered_hours, hours_problems
from freshup.interfaces.web.stores.words import mistake, weekday

STRETCHES_MAX = 4


@dataclass(slots=True)
class Stretch:
    """One pair of times as typed."""

    name: str
    opens: str = ""
    closes: str = ""
    past_midnight: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not self.opens and not self.closes

    def minutes(self) -> tuple[int, int] | None:
        """What was typed, in minutes; None (and an error) where it is no pair of times."""
        if not self.opens or not self.closes:
            self.errors.append(gettext("Give both times, or neither."))
            return None
        try:
            opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        except ValueError:
            self.errors.append(gettext("Write times like 09:00."))
            return None
        return entered_hours(opens, closes, past_midnight=self.past_midnight)

    @classmethod
    def from_minutes(cls, name: str, opens_minute: int, closes_minute: int) -> "Stretch":
        opens, _past = clock_time(opens_minute)
        closes, past = clock_time(closes_minute)
        # 0 to 1440 would read 00:00 to 00:00, which is no opening at all unless the tick says the next day.
        past = past or (opens_minute == 0 and closes_minute == 1440)
        return cls(name, f"{opens:%H:%M}", f"{closes:%H:%M}", past)

    @classmethod
    def from_post(cls, name: str, data: Mapping[str, str]) -> "Stretch":
        return cls(
            name,
            data.get(f"{name}.opens", "").strip(),
            data.get(f"{name}.closes", "").strip(),
            f"{name}.past" in data,
        )


@dataclass(slots=True)
class Weekday:
    number: int
    stretches: list[Stretch]

    @property
    def label(self) -> str:
        return weekday(self.number)

    @property
    def is_off(self) -> bool:
        return all(stretch.is_blank for stretch in self.stretches)


class WeekForm:
    """Seven days of stretches. `rows` is complete only when `is_valid()`."""

    def __init__(self, days: Sequence[Weekday], *, shifts: bool = False) -> None:
        self.days = days
        self.rows: list[HoursRow] = []
        self._shifts = shifts

    @classmethod
    def from_rows(cls, rows: Iterable[HoursRow], *, shifts: bool = False) -> "WeekForm":
        days = []
        for number in range(7):
            held = sorted(row for row in rows if row[0] == number)
            stretches = [
                Stretch.from_minutes(f"d{number}.{at}", opens, closes)
                for at, (_, opens, closes) in enumerate(held)
            ]
            days.append(Weekday(number, _with_blank(number, stretches)))
        return cls(days, shifts=shifts)

    @classmethod
    def from_post(cls, data: Mapping[str, str], *, shifts: bool = False) -> "WeekForm":
        days = []
        for number in range(7):
            typed = [Stretch.from_post(f"d{number}.{at}", data) for at in range(STRETCHES_MAX)]
            given = [stretch for stretch in typed if not stretch.is_blank]
            for at, stretch in enumerate(given):
                stretch.name = f"d{number}.{at}"
            days.append(Weekday(number, _with_blank(number, given)))
        return cls(days, shifts=shifts)

    def is_valid(self) -> bool:
        """Reads the rows, and hangs what is wrong on the stretch it is wrong with."""
        self.rows, owners = [], []
        for day in self.days:
            for stretch in day.stretches:
                if stretch.is_blank:
                    continue
                stretch.errors.clear()
                minutes = stretch.minutes()
                if minutes is not None:
                    self.rows.append((day.number, *minutes))
                    owners.append(stretch)
        for problem in hours_problems(self.rows):
            # Of two equal rows the later one is at fault.
            at = max(n for n, row in enumerate(self.rows) if row == problem.row)
            owners[at].errors.append(mistake(problem, shifts=self._shifts))
        return not self.has_errors

    @property
    def has_errors(self) -> bool:
        return any(stretch.errors for day in self.days for stretch in day.stretches)


def _with_blank(number: int, stretches: list[Stretch]) -> list[Stretch]:
    """The last one is empty, so that an opening more can be typed without asking for a row first."""
    if len(stretches) < STRETCHES_MAX:
        stretches.append(Stretch(f"d{number}.{len(stretches)}"))
    return stretches
