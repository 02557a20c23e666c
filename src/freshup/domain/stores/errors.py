"""What can be wrong with a store's hours, each by its name."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

# One row of hours as it is stored or typed in: weekday (0 = Monday), opens, closes, minutes from midnight.
HoursRow = tuple[int, int, int]


class HoursError(Exception):
    """A question about a store's hours that has no answer."""


class NeverOpens(HoursError):
    """No opening within `LOOK_AHEAD_DAYS` of the moment asked about."""


class NeverCloses(HoursError):
    """Open without a break for `LOOK_AHEAD_DAYS`, so there is no *next* opening to name."""


class SpanTooLong(HoursError):
    """More years between two moments than any lead lives: one of them is surely wrong."""


class UnknownZone(HoursError):
    """No such name in the time zone database."""


class UnknownHolidayCountry(HoursError):
    """The `holidays` library has no calendar for this country."""


class InvalidHours(HoursError):
    """Hours that somebody typed and that mean nothing. `row` says which, `reason` says why, in words."""

    code = "hours.invalid"

    def __init__(self, row: HoursRow, **params: str | int) -> None:
        super().__init__(f"{self.code}: {row}")
        self.row = row
        self.reason = Reason(self.code, params)


class UnknownWeekday(InvalidHours):
    code = "hours.unknown_weekday"


class MinuteOutOfRange(InvalidHours):
    code = "hours.out_of_range"


class ClosesBeforeOpening(InvalidHours):
    code = "hours.closes_before_opening"


class OpenTooLong(InvalidHours):
    code = "hours.too_long"


class OverlappingHours(InvalidHours):
    code = "hours.overlap"


SENTENCES: dict[str, str] = {
    "hours.invalid": _("These hours can't be used."),
    "hours.unknown_weekday": _("There is no such day of the week."),
    "hours.out_of_range": _("Opening must lie between 00:00 and 23:59."),
    "hours.closes_before_opening": _(
        "Closing (%(closes)s) is not after opening (%(opens)s). If you close after midnight, say so."
    ),
    "hours.too_long": _("One opening can last 24 hours at most."),
    "hours.overlap": _("These hours overlap with %(opens)s to %(closes)s."),
}
