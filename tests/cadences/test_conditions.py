from datetime import timedelta

import pytest

from freshup.domain.cadences import (
    CALL_OUTCOMES,
    HABITS_NONE,
    SHIPPED,
    Habits,
    Step,
    Tally,
    fits_now,
    habits_of,
    kind_now,
    learn,
    on_event,
    retires,
)
from freshup.domain.cadences.conditions import voicemail_key
from freshup.domain.leads import outcomes

from .laying_out import TUESDAY, case

TEXT = Step("text", "text", 0, template="t")
EITHER = Step("text", "text", 0, template="t", or_kind="email")


class TestFitsNow:
    @pytest.mark.parametrize(
        ("step", "facts", "code"),
        [
            (TEXT, case(), None),
            (TEXT, case(answered=True), "cadence.answered"),
            (Step("text", "text", 0, unanswered=False), case(answered=True), None),
            (Step("text", "text", 0, tiers=("hot",)), case("low"), "cadence.not_tier"),
            (Step("text", "text", 0, source_kinds=("phone",)), case(), "cadence.not_source"),
            (Step("text", "text", 0, after_outcomes=("left_message",)), case(), "cadence.not_outcome"),
            (Step("call", "call", 0), case(has_phone=False), "cadence.no_phone"),
            (Step("mail", "email", 0), case(has_email=False), "cadence.no_email"),
            (TEXT, case(can_text=False), "cadence.no_text"),
            (EITHER, case(can_text=False), None),
            (EITHER, case(can_text=False, has_email=False), "cadence.no_text"),
            (Step("task", "task", 0), case(has_phone=False, has_email=False, can_text=False), None),
        ],
    )
    def test_says_why_not(self, step: Step, facts: object, code: str | None) -> None:
        reason = fits_now(step, facts)  # type: ignore[arg-type]
        assert (reason.code if reason else None) == code


class TestKindNow:
    def test_a_text_goes_by_e_mail_where_no_text_can_go(self) -> None:
        assert kind_now(EITHER, case(can_text=False), HABITS_NONE) == "email"

    def test_the_channel_that_is_answered_wins(self) -> None:
        assert kind_now(EITHER, case(), Habits(by_channel={"text": 0.1, "email": 0.3})) == "email"
        assert kind_now(EITHER, case(), Habits(by_channel={"text": 0.3, "email": 0.1})) == "text"

    def test_a_step_that_names_no_other_keeps_its_own(self) -> None:
        assert kind_now(TEXT, case(), Habits(by_channel={"text": 0.1, "email": 0.3})) == "text"


def test_a_call_has_the_outcomes_people_can_log() -> None:
    assert set(CALL_OUTCOMES) == {str(one) for one in outcomes.CALL_OUTCOMES}


def test_voicemails_are_never_the_same_twice() -> None:
    keys = [voicemail_key(left) for left in range(8)]
    assert len(set(keys)) == 8
    assert voicemail_key(8) is None


class TestExits:
    @pytest.mark.parametrize("event", ["opt_out", "sold", "lost", "bad"])
    @pytest.mark.parametrize("key", sorted(SHIPPED))
    def test_these_stop_everything(self, key: str, event: str) -> None:
        found = on_event(SHIPPED[key], event)
        assert found is not None
        assert found.action == "stop"

    @pytest.mark.parametrize("event", ["reply", "contact", "appointment", "visit", "bad_number", "no_show"])
    def test_the_default_ends_on_whatever_the_customer_does(self, event: str) -> None:
        found = on_event(SHIPPED["internet"], event)
        assert found is not None
        assert found.action in ("stop", "switch")

    def test_thirty_silent_days_retire(self) -> None:
        cadence = SHIPPED["internet"]
        assert retires(None, TUESDAY, TUESDAY + timedelta(days=30), cadence)
        assert not retires(TUESDAY + timedelta(days=1), TUESDAY, TUESDAY + timedelta(days=30), cadence)
        assert not retires(TUESDAY, TUESDAY + timedelta(days=9), TUESDAY + timedelta(days=30), cadence)


class TestHabits:
    def test_nothing_tried_is_the_prior(self) -> None:
        assert learn(0, 0, 0.2) == pytest.approx(0.2)

    def test_a_few_tries_move_it_little_and_many_a_lot(self) -> None:
        assert learn(3, 3, 0.2) < 0.3
        assert learn(3000, 1500, 0.2) == pytest.approx(0.5, abs=0.01)

    def test_stays_a_rate(self) -> None:
        assert 0 <= learn(2, 9, 1.0) <= 1
        assert 0 <= learn(-1, -1, 0.0) <= 1

    def test_the_source_moves_the_store_and_the_person_both(self) -> None:
        store = [Tally("call", "morning", 500, 50), Tally("text", "evening", 500, 100)]
        source = [Tally("call", "morning", 100, 60)]
        person = [Tally("text", "evening", 4, 4)]
        assert habits_of(store).by_part["evening"] > habits_of(store).by_part["morning"]
        assert habits_of(store, source).by_part["morning"] > habits_of(store).by_part["morning"]
        both = habits_of(store, source, person)
        assert both.by_channel["text"] > habits_of(store, source).by_channel["text"]

    def test_a_store_without_figures_prefers_nothing(self) -> None:
        assert len(set(habits_of([]).by_part.values())) == 1
