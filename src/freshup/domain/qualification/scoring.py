"""How warm is it? Points in four capped dimensions, a total of 0–100 and a tier (QUA-3, QUA-4)."""

from __future__ import annotations

from dataclasses import dataclass

from freshup.domain.qualification.facts import Case, ScoreFacts
from freshup.domain.qualification.rules import QualificationRules, Tiers
from freshup.domain.qualification.signals import Signals, read_signals, time_frame
from freshup.domain.qualification.tables import PointRow
from freshup.domain.reasons import Reason

TIERS = ("low", "medium", "high", "hot")


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the ledger.

    `limit` is set where the dimension's cap cut the points, and says from how many.
    """

    dimension: str
    code: str
    points: int
    reason: Reason
    limit: Reason | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The total is the sum of the points, cap included."""

    total: int
    tier: str
    points: tuple[Point, ...] = ()


def score(facts: ScoreFacts, rules: QualificationRules) -> Score:
    """The points these facts earn, in the order of the table.

    A score never decides whether a lead is answered.
    """
    ledger: list[Point] = []
    given = {"intent": 0, "local": 0, "behaviour": 0, "source": 0}
    caps = {"intent": rules.caps.intent, "local": rules.caps.local, "behaviour": rules.caps.behaviour}
    bands: set[str] = set()
    for row in rules.points:
        value = getattr(facts, row.fact)
        if not value and (value is None or row.at_least > 0):
            continue
        if value < row.at_least or (row.at_most is not None and value > row.at_most) or row.band in bands:
            continue
        if row.band:
            bands.add(row.band)
        earned = row.points * (value - row.at_least + 1) if row.each else row.points
        _add(ledger, given, caps[row.dimension], row.dimension, row.code, earned, _reason(row, value, facts))
    _add_source(ledger, given, facts, rules)
    total = sum(given.values())
    return Score(total, tier_of(total, rules.tiers), tuple(ledger))


def tier_of(total: int, tiers: Tiers) -> str:
    """The tier a total falls in."""
    if total >= tiers.hot:
        return "hot"
    if total >= tiers.high:
        return "high"
    return "medium" if total >= tiers.medium else "low"


def score_facts(case: Case, rules: QualificationRules, signals: Signals | None = None) -> ScoreFacts:
    """The whitelist's facts of one lead: what the form says, what the words say, and what was done since."""
    inquiry, did = case.inquiry, case.behaviour
    heard = read_signals(inquiry, rules) if signals is None else signals
    frame, said = time_frame(inquiry, heard), heard.said
    return ScoreFacts(
        timeframe_days=frame.days,
        just_looking=frame.looking,
        vehicle_specific=inquiry.vehicle == "specific",
        vehicle_model=inquiry.vehicle == "model",
        wants_finance=inquiry.wants_finance or "wants_finance" in said,
        has_trade_in=inquiry.has_trade_in or "has_trade_in" in said,
        wants_test_drive=inquiry.wants_test_drive or "wants_test_drive" in said,
        wants_appointment="wants_appointment" in said,
        asks_price="asks_price" in said,
        distance_percent=_percent(case.distance_miles, case.radius_miles),
        distance_miles=case.distance_miles,
        pre_approved="pre_approved" in said,
        money_down="money_down" in said,
        phone_and_email=bool(inquiry.phones and inquiry.email),
        site_visits=did.site_visits,
        vehicle_pages=did.vehicle_pages,
        mail_clicks=did.mail_clicks,
        replies=did.replies,
        calls_in=did.calls_in,
        repeat_inquiries=did.repeat_inquiries,
        showroom_visits=did.showroom_visits,
        source_kind=inquiry.source_kind,
    )


def _percent(miles: int | None, radius: int) -> int | None:
    """The distance in percent of the store's radius, rounded up: a mile beyond the radius is beyond it."""
    return None if miles is None else -(-miles * 100 // max(radius, 1))


def _reason(row: PointRow, value: int, facts: ScoreFacts) -> Reason:
    if row.fact == "distance_percent":
        return Reason("points.distance_percent", {"miles": facts.distance_miles or 0})
    if isinstance(value, bool):
        return Reason(f"points.{row.fact}")
    return Reason(f"points.{row.fact}", {"value": value})


def _add_source(
    ledger: list[Point], given: dict[str, int], facts: ScoreFacts, rules: QualificationRules
) -> None:
    kind = facts.source_kind
    points = rules.source_points.get(kind, 0)
    _add(
        ledger, given, rules.caps.source, "source", f"source.{kind}", points, Reason(f"points.source_{kind}")
    )


def _add(
    ledger: list[Point],
    given: dict[str, int],
    cap: int,
    dimension: str,
    code: str,
    earned: int,
    reason: Reason,
) -> None:
    """Write the line down, cut to what the cap leaves; nothing where nothing is left."""
    counted = min(earned, cap - given[dimension])
    if counted <= 0:
        return
    given[dimension] += counted
    limit = Reason(f"points.limit_{dimension}", {"full": earned, "cap": cap}) if counted < earned else None
    ledger.append(Point(dimension, code, counted, reason, limit))
