"""How a call is answered, what may be recorded, and what a call comes to, by rule alone."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.calls import (
    CallFacts,
    CallPlan,
    Ended,
    Ring,
    Say,
    StoreFacts,
    Told,
    Voicemail,
    Worth,
    recording_consent,
    route,
    spoken,
    suggested,
    worth,
)

STORE = StoreFacts("Gulf Honda", True, here=(1, 2, 3), phones={1: "+1", 2: "+2", 3: "+3"})


def ring_of(call: CallFacts, store: StoreFacts = STORE, plan: CallPlan | None = None) -> Ring | None:
    return next((one for one in route(call, store, plan or CallPlan()) if isinstance(one, Ring)), None)


class TestRouting:
    def test_the_owner_alone_and_then_the_others(self) -> None:
        first, second = ring_of(CallFacts(owner=2)), ring_of(CallFacts(owner=2, stage=1))
        assert first is not None
        assert second is not None
        assert (first.phones, first.then) == (((2, "+2"),), 1)
        assert (second.phones, second.then) == (((1, "+1"), (3, "+3")), 2)

    def test_an_owner_without_a_phone_or_off_shift_costs_the_caller_no_time(self) -> None:
        for store in (
            StoreFacts("Gulf", True, (1, 2), {1: "+1"}),
            StoreFacts("Gulf", True, (1,), {1: "+1", 2: "+2"}),
        ):
            found = ring_of(CallFacts(owner=2), store)
            assert found is not None
            assert found.phones == ((1, "+1"),)

    def test_people_who_share_a_phone_ring_it_once(self) -> None:
        found = ring_of(CallFacts(), StoreFacts("Gulf", True, (1, 2), {1: "+1", 2: "+1"}))
        assert found is not None
        assert len(found.phones) == 1

    @given(
        owner=st.none() | st.integers(1, 5),
        here=st.sets(st.integers(1, 5)),
        phones=st.sets(st.integers(1, 5)),
        group=st.sets(st.integers(1, 5)),
        is_open=st.booleans(),
    )
    def test_every_caller_ends_at_a_person_or_at_the_tone(
        self, owner: int | None, here: set[int], phones: set[int], group: set[int], is_open: bool
    ) -> None:
        store = StoreFacts("Gulf", is_open, tuple(here), {one: f"+{one}" for one in phones})
        plan, stage = CallPlan(group=tuple(group)), 0
        for _ in range(4):
            steps = route(CallFacts(owner, stage=stage), store, plan)
            assert isinstance(steps[-1], Ring | Voicemail)
            if isinstance(steps[-1], Voicemail):
                assert isinstance(steps[-2], Say)
                return
            assert steps[-1].phones
            assert steps[-1].then > stage
            stage = steps[-1].then
        raise AssertionError("the caller goes round in circles")


class TestThePlan:
    def test_of_a_line_differs_where_it_says_so_and_never_about_what_the_store_decides(self) -> None:
        plan = CallPlan.read(
            {"record": True, "recording_days": 90}, {"owner_seconds": 10, "recording_days": 700}
        )
        assert (plan.record, plan.owner_seconds, plan.recording_days) == (True, 10, 90)

    @given(
        st.dictionaries(
            st.sampled_from(list(CallPlan().to_json())), st.none() | st.integers() | st.text() | st.booleans()
        )
    )
    def test_whatever_is_stored_makes_one_that_holds(self, stored: dict[str, object]) -> None:
        plan = CallPlan.read(stored)
        assert plan.problems() == []
        assert CallPlan.read(plan.to_json()) == plan

    def test_says_what_is_wrong_with_it(self) -> None:
        plan = CallPlan(owner_seconds=2, group=tuple(range(11)), greeting="x" * 500)
        assert [one.field for one in plan.problems()] == ["owner_seconds", "group", "greeting"]


class TestRecording:
    @pytest.mark.parametrize(
        ("announce", "states", "consent"),
        [
            (True, ["FL", ""], "announced"),
            (False, ["TX", "GA"], "one_party"),
            (False, ["TX", "FL"], ""),
            (False, ["TX", "MI"], ""),
            (False, ["TX", ""], ""),
            (False, [], ""),
        ],
    )
    def test_rests_on_the_announcement_or_on_the_law_of_both_places(
        self, announce: bool, states: list[str], consent: str
    ) -> None:
        assert recording_consent(record=True, announce=announce, states=states) == consent
        assert recording_consent(record=False, announce=announce, states=states) == ""


class TestWorth:
    @pytest.mark.parametrize(
        ("call", "lead", "contact", "call_back"),
        [
            (Ended(False, True, 95), True, True, False),
            (Ended(False, False, 45), True, False, True),
            (Ended(False, False, None), True, False, True),
            (Ended(False, False, 19), False, False, False),
            (Ended(False, True, 19), False, False, False),
            (Ended(False, False, 12, voicemail=True), True, False, True),
            (Ended(True, False, 3), False, False, True),
            (Ended(True, True, 3), False, True, False),
            (Ended(False, False, 300, "parts"), False, False, False),
            (Ended(True, False, 300, "service"), False, False, False),
        ],
    )
    def test_is_decided(self, call: Ended, lead: bool, contact: bool, call_back: bool) -> None:
        assert worth(call) == Worth(lead, contact, call_back)

    def test_is_never_both_a_conversation_and_a_call_to_be_returned(self) -> None:
        for known, answered, seconds, department in product(
            (True, False), (True, False), (None, 0, 20, 500), ("sales", "service", "parts")
        ):
            found = worth(Ended(known, answered, seconds, department))
            assert not (found.contact and found.call_back)
            assert not (found.lead and known)


class TestWords:
    def test_are_spanish_for_whoever_speaks_it_and_english_for_all_others(self) -> None:
        assert "Gracias" in spoken("welcome", "es-MX", store="Gulf")
        assert "Thank you" in spoken("welcome", "vi", store="Gulf")

    def test_leave_no_blank_and_take_braces_as_they_are(self) -> None:
        assert spoken("whisper_known", "en", name="{store}", store="Gulf").startswith("Gulf is calling")


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (Told("completed", 1), "spoke"),
        (Told("completed", 0), "no_answer"),
        (Told("ringing"), ""),
        (Told("cancelled"), "no_answer"),
        (Told("completed", 31, dropped=True), "left_message"),
    ],
)
def test_what_the_provider_says_suggests_an_outcome(told: Told, outcome: str) -> None:
    assert suggested(told) == outcome
