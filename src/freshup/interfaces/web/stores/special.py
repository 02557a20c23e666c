"""Special days as a form: a date, a name, and closed or its own hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from freshup.domain.stores import SpecialRow, hours_problems
from freshup.interfaces.web.stores.week import Stretch
from freshup.interfaces.web.stores.words import mistake

BLANK_ROWS = 2
ROWS_MAX = 100


@dataclass(slots=True)
class SpecialRowForm:
    name: str
    on: str = ""
    label: str = ""
    stretch: Stretch = field(default_factory=lambda: Stretch(""))
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not self.on and not self.label and self.stretch.is_blank


class SpecialDaysForm:
    """Rows of special days; a row whose date is emptied is removed."""

    def __init__(self, rows: list[SpecialRowForm]) -> None:
        self.rows = rows + [_blank(len(rows) + n) for n in range(BLANK_ROWS)]
        self.days: list[SpecialRow] = []

    @classmethod
    def from_rows(cls, days: Iterable[SpecialRow]) -> "SpecialDaysForm":
        return cls([_of_day(at, *day) for at, day in enumerate(days)])

    @classmethod
    def from_post(cls, data: Mapping[str, str]) -> "SpecialDaysForm":
        rows = []
        for at in range(ROWS_MAX):
            name = f"s{at}"
            if f"{name}.on" not in data:
                break
            stretch = Stretch.from_post(name, data)
            row = SpecialRowForm(
                name, data[f"{name}.on"], data.get(f"{name}.label", "").strip()[:60], stretch
            )
            if not row.is_blank:
                rows.append(row)
        for at, row in enumerate(rows):
            row.name = row.stretch.name = f"s{at}"
        return cls(rows)

    def is_valid(self) -> bool:
        self.days = []
        for row in self.rows:
            if not row.is_blank:
                self._take(row)
        return not self.has_errors

    @property
    def has_errors(self) -> bool:
        return any(row.errors or row.stretch.errors for row in self.rows)

    def _take(self, row: SpecialRowForm) -> None:
        if not row.on:
            row.errors.append(gettext("Give the date."))
            return
        try:
            on = date.fromisoformat(row.on)
        except ValueError:
            row.errors.append(gettext("This is no date."))
            return
        if any(day[0] == on for day in self.days):
            row.errors.append(gettext("This date is given twice."))
            return
        if row.stretch.is_blank:
            self.days.append((on, row.label, None, None))
            return
        minutes = row.stretch.minutes()
        if minutes is None:
            return
        row.errors += [mistake(problem) for problem in hours_problems([(on.weekday(), *minutes)])]
        self.days.append((on, row.label, *minutes))


def _blank(at: int) -> SpecialRowForm:
    return SpecialRowForm(f"s{at}", stretch=Stretch(f"s{at}"))


def _of_day(at: int, on: date, label: str, opens: int | None, closes: int | None) -> SpecialRowForm:
    stretch = (
        Stretch(f"s{at}")
        if opens is None or closes is None
        else Stretch.from_minutes(f"s{at}", opens, closes)
    )
    return SpecialRowForm(f"s{at}", on.isoformat(), label, stretch)
