"""What the qualifying rules may know of an inquiry. Nothing else reaches a grade or a score.

QUA-9: the fields of `ScoreFacts` are the whitelist. No age, sex, marital status, origin, surname, language or
birthday is among them, and a place counts only as its distance to the store.
"""

from __future__ import annotations

from dataclasses import dataclass

from freshup.domain.intake.prospect import Prospect, Vehicle

# CAP-12.
SOURCE_KINDS = ("first_party", "third_party", "phone", "chat", "walk_in", "service", "equity", "referral")
# Longer comments are boilerplate and tracking; an intent is stated early or not at all.
COMMENT_CHARACTERS_READ = 4000


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """One inquiry as the lead-or-not tests and the grade see it.

    `vehicle` is none, some, model or specific.
    """

    first: str | None = None
    last: str | None = None
    company: str | None = None
    phones: tuple[str, ...] = ()
    phones_raw: tuple[str, ...] = ()
    email: str | None = None
    email_masked: bool = False
    comments: str | None = None
    timeframe: str | None = None
    timeframe_days: tuple[int | None, int | None] | None = None
    vehicle: str = "none"
    has_trade_in: bool = False
    wants_finance: bool = False
    wants_test_drive: bool = False
    kind: str = "general"
    source_kind: str = "first_party"
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the person has done so far, counted; machines' opens and clicks are left out before this."""

    site_visits: int = 0
    vehicle_pages: int = 0
    mail_clicks: int = 0
    replies: int = 0
    calls_in: int = 0
    repeat_inquiries: int = 0
    showroom_visits: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One lead to be qualified, or qualified again.

    Distances in whole miles; None where the place is unknown.
    """

    id: int
    inquiry: InquiryFacts
    distance_miles: int | None = None
    radius_miles: int = 30
    behaviour: Behaviour = Behaviour()


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """The whitelist (QUA-9): everything a score may be made of.

    `distance_percent` is of the store's radius.
    """

    timeframe_days: int | None = None
    just_looking: bool = False
    vehicle_specific: bool = False
    vehicle_model: bool = False
    wants_finance: bool = False
    has_trade_in: bool = False
    wants_test_drive: bool = False
    wants_appointment: bool = False
    asks_price: bool = False
    distance_percent: int | None = None
    distance_miles: int | None = None
    pre_approved: bool = False
    money_down: bool = False
    phone_and_email: bool = False
    site_visits: int = 0
    vehicle_pages: int = 0
    mail_clicks: int = 0
    replies: int = 0
    calls_in: int = 0
    repeat_inquiries: int = 0
    showroom_visits: int = 0
    source_kind: str = "first_party"


def inquiry_facts(prospect: Prospect, *, source_kind: str, duplicate: bool = False) -> InquiryFacts:
    """What a decoded prospect tells the rules; a vehicle offered for sale counts as the one the inquiry is
    about.
    """
    about = prospect.trade_ins if prospect.kind_hint == "sell" else prospect.vehicles
    return InquiryFacts(
        first=prospect.first,
        last=prospect.last,
        company=prospect.company,
        phones=tuple(phone.e164 for phone in prospect.phones if phone.reaches_a_person and phone.e164),
        phones_raw=tuple(phone.raw for phone in prospect.phones),
        email=prospect.email,
        email_masked=prospect.email_masked,
        comments=prospect.comments[:COMMENT_CHARACTERS_READ] if prospect.comments else None,
        timeframe=prospect.timeframe,
        timeframe_days=prospect.timeframe_days,
        vehicle=vehicle_detail(about or prospect.vehicles),
        has_trade_in=bool(prospect.trade_ins) and prospect.kind_hint != "sell",
        wants_finance=bool(prospect.wants_finance),
        wants_test_drive=any(one.interest == "test-drive" for one in prospect.vehicles),
        kind=prospect.kind_hint,
        source_kind=source_kind,
        duplicate=duplicate,
    )


def vehicle_detail(vehicles: tuple[Vehicle, ...]) -> str:
    """How exactly the best-described vehicle is named.

    Specific is year, make and model, or a VIN, or a stock number.
    """
    best = "none"
    for one in vehicles:
        if one.vin or one.stock or (one.year and one.make and one.model):
            return "specific"
        if one.make and one.model:
            best = "model"
        elif best == "none" and (one.make or one.model or one.body or one.year):
            best = "some"
    return best
