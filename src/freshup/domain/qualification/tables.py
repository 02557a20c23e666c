"""The points table and the list of phrases: what their rows may say, and the rows a store starts with."""

from __future__ import annotations

from dataclasses import dataclass

from freshup.domain.qualification import defaults

DIMENSIONS = ("intent", "local", "behaviour", "source")
# What a row of the points table may look at: the whitelist of QUA-9 less the source, which has a table of its
# own.
FACTS = (
    "timeframe_days", "just_looking", "vehicle_specific", "vehicle_model", "wants_finance", "has_trade_in",
    "wants_test_drive", "wants_appointment", "asks_price", "distance_percent", "pre_approved",
    "money_down", "phone_and_email", "site_visits", "vehicle_pages", "mail_clicks", "replies", "calls_in",
    "repeat_inquiries", "showroom_visits",
)  # fmt: skip
# Of these, zero is a value like any other; of all the rest it means "no".
MEASURED = ("timeframe_days", "distance_percent")
# Only what is counted can earn points for each one more.
COUNTED = FACTS[FACTS.index("site_visits") :]
# What a phrase in the comments may say; `soon` and `looking` speak of time, the others are facts of the
# whitelist.
SIGNALS = (
    "soon", "looking", "wants_finance", "has_trade_in", "wants_test_drive", "wants_appointment", "asks_price",
    "pre_approved", "money_down",
)  # fmt: skip
KINDS = ("vehicle", "sell", "service", "parts", "hiring", "vendor", "general")


@dataclass(frozen=True, slots=True)
class PointRow:
    """Points for one fact from `at_least` up to `at_most`; with `each`, for every one from `at_least` on.

    Of the rows sharing a `band` only the first that fits counts.
    """

    code: str
    dimension: str
    points: int
    fact: str
    at_least: int = 1
    at_most: int | None = None
    each: bool = False
    band: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What words in the comments stand for; `days` is how soon, for the signal `soon`."""

    signal: str
    phrases: tuple[str, ...]
    days: int | None = None


POINT_ROWS = (
    PointRow("timeframe.week", "intent", 20, "timeframe_days", 0, 7, band="timeframe"),
    PointRow("timeframe.month", "intent", 15, "timeframe_days", 0, 30, band="timeframe"),
    PointRow("timeframe.quarter", "intent", 8, "timeframe_days", 0, 90, band="timeframe"),
    PointRow("timeframe.looking", "intent", 2, "just_looking", band="timeframe"),
    PointRow("vehicle.specific", "intent", 10, "vehicle_specific", band="vehicle"),
    PointRow("vehicle.model", "intent", 5, "vehicle_model", band="vehicle"),
    PointRow("finance", "intent", 8, "wants_finance"),
    PointRow("trade_in", "intent", 8, "has_trade_in"),
    PointRow("test_drive", "intent", 6, "wants_test_drive"),
    PointRow("appointment", "intent", 6, "wants_appointment"),
    PointRow("price", "intent", 4, "asks_price"),
    PointRow("distance.local", "local", 20, "distance_percent", 0, 100, band="distance"),
    PointRow("distance.near", "local", 8, "distance_percent", 0, 200, band="distance"),
    PointRow("pre_approved", "local", 10, "pre_approved"),
    PointRow("money_down", "local", 8, "money_down"),
    PointRow("phone_and_email", "local", 5, "phone_and_email"),
    PointRow("site_visits", "behaviour", 5, "site_visits", 2, each=True),
    PointRow("vehicle_pages", "behaviour", 10, "vehicle_pages", 8),
    PointRow("mail_clicks", "behaviour", 3, "mail_clicks"),
    PointRow("replies", "behaviour", 8, "replies"),
    PointRow("calls_in", "behaviour", 8, "calls_in"),
    PointRow("repeat_inquiries", "behaviour", 5, "repeat_inquiries"),
    PointRow("showroom_visits", "behaviour", 15, "showroom_visits"),
)

PHRASES = (
    Phrases("soon", defaults.TODAY, 7),
    Phrases("soon", defaults.THIS_MONTH, 29),
    Phrases("soon", defaults.THIS_QUARTER, 90),
    Phrases("looking", defaults.JUST_LOOKING),
    Phrases("wants_finance", defaults.FINANCE),
    Phrases("has_trade_in", defaults.TRADE_IN),
    Phrases("wants_test_drive", defaults.TEST_DRIVE),
    Phrases("wants_appointment", defaults.APPOINTMENT),
    Phrases("asks_price", defaults.PRICE),
    Phrases("pre_approved", defaults.PRE_APPROVED),
    Phrases("money_down", defaults.MONEY_DOWN),
)
