from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from freshup.domain.intake.prospect import Phone, Prospect, SourceId, Vehicle
from freshup.domain.leads import (
    SENTENCES,
    EarlierLead,
    LeadMark,
    OpenOpportunity,
    OpportunityKind,
    attaches_to,
    content_hash,
    duplicate_of,
    lead_ids,
    lead_mark,
)

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
ANA = Prospect(
    first="Ana",
    last="Reyes",
    email="ana@example.com",
    emails=("ana@example.com",),
    phones=(Phone("305-555-0142", "+13055550142"),),
    vehicles=(Vehicle(year=2024, make="Honda", model="Civic"),),
    comments="Is it there?",
    provider="Listing",
    source_ids=(SourceId("", "778"),),
)
BEN = replace(
    ANA,
    first="Ben",
    last="Gray",
    email="ben@example.com",
    emails=("ben@example.com",),
    phones=(Phone("2", "+13055550143"),),
)


def mark(prospect: Prospect, after: timedelta = timedelta(), rooftop_id: int = 1) -> LeadMark:
    return lead_mark(prospect, rooftop_id=rooftop_id, received_at=NOON + after)


def rule(new: LeadMark, *old: LeadMark) -> str | None:
    found = duplicate_of(new, [EarlierLead(at, one) for at, one in enumerate(old)])
    return found.rule if found else None


class TestTheSameNumber:
    def test_from_the_same_person_is_a_repeat_at_any_time(self) -> None:
        again = replace(ANA, comments="Any news?")
        assert rule(mark(again, timedelta(days=200)), mark(ANA)) == "same_id"

    def test_from_another_person_is_a_lead(self) -> None:
        assert rule(mark(BEN), mark(ANA)) is None

    def test_from_another_store_is_a_lead(self) -> None:
        assert rule(mark(ANA, rooftop_id=2), mark(ANA)) is None

    def test_from_another_provider_is_a_lead(self) -> None:
        other = replace(ANA, provider="Other", comments="Hello")
        assert rule(mark(other), mark(ANA)) is None

    def test_with_a_corrected_phone_is_a_repeat(self) -> None:
        corrected = replace(ANA, phones=(Phone("3", "+13055550144"),), email=None, emails=(), comments=None)
        assert rule(mark(corrected), mark(ANA)) == "same_id"

    def test_with_other_contacts_and_a_merely_similar_name_is_a_lead(self) -> None:
        like = replace(ANA, first="A", email="b@example.com", emails=("b@example.com",), phones=())
        assert rule(mark(like), mark(ANA)) is None

    def test_without_names_or_shared_contacts_proves_nothing(self) -> None:
        nameless = replace(BEN, first=None, last=None)
        assert rule(mark(nameless), mark(ANA)) is None

    def test_of_nobodys_system_is_no_number(self) -> None:
        assert lead_ids(replace(ANA, provider=None)) == frozenset()
        assert lead_ids(replace(ANA, source_ids=(SourceId("Crm ", " A1"),))) == {("crm", "a1")}


class TestTheSameContent:
    @pytest.mark.parametrize(
        ("after", "expected"), [(timedelta(hours=24), "same_content"), (timedelta(hours=24, seconds=1), None)]
    )
    def test_is_a_repeat_for_a_day(self, after: timedelta, expected: str | None) -> None:
        renumbered = replace(ANA, source_ids=(SourceId("", "779"),), requested_at=NOON)
        assert rule(mark(renumbered, after), mark(ANA)) == expected

    def test_ignores_case_and_spacing(self) -> None:
        assert content_hash(replace(ANA, comments=" is it  THERE?")) == content_hash(ANA)

    @pytest.mark.parametrize(
        "other",
        [
            replace(ANA, comments="Sold?"),
            replace(ANA, first="Eva"),
            replace(ANA, vehicles=(Vehicle(year=2023, make="Honda", model="Civic"),)),
            replace(ANA, trade_ins=ANA.vehicles),
            replace(ANA, vehicles=(), trade_ins=ANA.vehicles),
        ],
    )
    def test_differs_where_the_inquiry_does(self, other: Prospect) -> None:
        assert content_hash(other) != content_hash(ANA)

    def test_takes_any_text_a_decoder_may_leave(self) -> None:
        assert len(content_hash(replace(ANA, comments="\ud800 broken"))) == 32

    def test_points_to_the_earliest(self) -> None:
        found = duplicate_of(mark(ANA), [EarlierLead(9, mark(ANA)), EarlierLead(4, mark(ANA))])
        assert found is not None
        assert (found.lead_id, SENTENCES[found.reason.code] != "") == (4, True)


class TestANewLead:
    def open(self, at: int, days: int, kind: OpportunityKind = OpportunityKind.PURCHASE) -> OpenOpportunity:
        return OpenOpportunity(at, kind, NOON - timedelta(days=days))

    def test_joins_the_open_opportunity_active_last(self) -> None:
        joined = attaches_to([self.open(1, 9), self.open(2, 3)], OpportunityKind.PURCHASE, NOON)
        assert (joined.opportunity_id, joined.reason.code) == (2, "attach.open")

    @pytest.mark.parametrize(("days", "joined"), [(30, 1), (31, None)])
    def test_joins_for_thirty_days(self, days: int, joined: int | None) -> None:
        assert attaches_to([self.open(1, days)], OpportunityKind.PURCHASE, NOON).opportunity_id == joined

    def test_about_something_else_begins_its_own(self) -> None:
        found = attaches_to([self.open(1, 1, OpportunityKind.SELL)], OpportunityKind.PURCHASE, NOON)
        assert (found.opportunity_id, found.reason.code) == (None, "attach.other_kind")

    def test_of_a_stranger_begins_its_own(self) -> None:
        assert attaches_to([], OpportunityKind.PURCHASE, NOON).reason.code == "attach.none"
