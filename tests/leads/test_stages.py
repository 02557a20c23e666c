import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.intake.prospect import Prospect
from freshup.domain.leads import (
    BAD_REASONS,
    CLOSED_STAGES,
    LOST_REASONS,
    OPEN_STAGES,
    SENTENCES,
    Fact,
    OpportunityKind,
    Stage,
    closing_problem,
    opportunity_kind,
    stage_after,
    stage_of,
)


class TestAStage:
    def test_follows_the_facts_of_a_sale(self) -> None:
        way = [
            Fact.ATTEMPTED,
            Fact.TWO_WAY_CONTACT,
            Fact.APPOINTMENT_SET,
            Fact.VISITED,
            Fact.PROPOSAL_MADE,
            Fact.SOLD,
        ]
        assert stage_of(way) is Stage.SOLD
        assert stage_of([*way, Fact.DELIVERED]) is Stage.DELIVERED

    def test_does_not_fall_back_when_a_visitor_is_called(self) -> None:
        assert stage_after(Fact.ATTEMPTED, Stage.VISITED) is Stage.VISITED
        assert stage_after(Fact.APPOINTMENT_SET, Stage.VISITED) is Stage.VISITED

    def test_falls_back_when_the_appointment_is_cancelled(self) -> None:
        assert stage_after(Fact.APPOINTMENT_CANCELLED, Stage.APPOINTMENT) is Stage.ENGAGED
        assert stage_after(Fact.APPOINTMENT_CANCELLED, Stage.PROPOSAL) is Stage.PROPOSAL

    def test_returns_to_the_desk_when_a_deal_unwinds(self) -> None:
        assert stage_after(Fact.UNWOUND, Stage.DELIVERED) is Stage.PROPOSAL

    @pytest.mark.parametrize("stage", [Stage.LOST, Stage.BAD, Stage.DUPLICATE])
    def test_once_closed_stays(self, stage: Stage) -> None:
        assert {stage_after(fact, stage) for fact in Fact} == {stage}

    def test_inactive_wakes_up_on_the_next_contact(self) -> None:
        assert stage_after(Fact.TWO_WAY_CONTACT, Stage.INACTIVE) is Stage.ENGAGED
        assert stage_after(Fact.INQUIRED_AGAIN, Stage.INACTIVE) is Stage.ENGAGED
        assert stage_after(Fact.WENT_QUIET, Stage.INACTIVE) is Stage.INACTIVE

    def test_is_open_or_closed(self) -> None:
        assert set(Stage) == OPEN_STAGES | CLOSED_STAGES
        assert not OPEN_STAGES & CLOSED_STAGES

    @given(st.lists(st.sampled_from(Fact)))
    def test_is_always_one_with_a_name(self, facts: list[Fact]) -> None:
        assert SENTENCES[f"stage.{stage_of(facts)}"]


class TestAClosing:
    @pytest.mark.parametrize(
        ("stage", "reason", "code"),
        [
            (Stage.LOST, None, "closing.reason_missing"),
            (Stage.LOST, "spam", "closing.reason_unknown"),
            (Stage.BAD, "price", "closing.reason_unknown"),
            (Stage.SOLD, "price", "closing.not_a_closing"),
        ],
    )
    def test_needs_a_reason_of_its_list(self, stage: Stage, reason: str | None, code: str) -> None:
        problem = closing_problem(stage, reason)
        assert problem is not None
        assert problem.code == code
        assert SENTENCES[code] % problem.params

    def test_with_its_reason_is_right(self) -> None:
        assert closing_problem(Stage.LOST, "price") is None
        assert closing_problem(Stage.BAD, "spam") is None

    def test_has_words_for_every_reason_and_kind(self) -> None:
        assert all(SENTENCES[f"lost.{code}"] for code in LOST_REASONS)
        assert all(SENTENCES[f"bad.{code}"] for code in BAD_REASONS)
        assert all(SENTENCES[f"kind.{kind}"] for kind in OpportunityKind)


class TestTheKindOfOpportunity:
    def test_follows_what_the_inquiry_is_about(self) -> None:
        assert opportunity_kind(Prospect(kind_hint="sell")) is OpportunityKind.SELL
        assert opportunity_kind(Prospect(kind_hint="parts")) is OpportunityKind.PARTS
        assert opportunity_kind(Prospect(kind_hint="general")) is OpportunityKind.PURCHASE
