from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.cadences import (
    DAY_PARTS,
    HABITS_NONE,
    SHIPPED,
    Cadence,
    Finished,
    Habits,
    Planned,
    Standing,
    Step,
    day_part,
    next_step,
    released_at,
    released_by,
    step_after,
    too_late_at,
)
from freshup.domain.stores import Calendar, is_open

from .laying_out import CLOSED, NEW_YORK, SATURDAY_NIGHT, STORE, TUESDAY, case, is_attempt, plan

MINUTE = timedelta(minutes=1)
DAY = 1440


def first_of(step: Step, arrived_at: datetime = TUESDAY, **more: object) -> Planned:
    steps, _ = plan(Cadence("one", "One", steps=(step,)), arrived_at, **more)  # type: ignore[arg-type]
    return steps[0]


class TestClocks:
    def test_a_call_at_night_waits_for_the_store_to_open(self) -> None:
        planned = first_of(Step("call", "call", 0), SATURDAY_NIGHT)
        assert planned.at.astimezone(NEW_YORK) == datetime(2026, 3, 9, 9, 0, tzinfo=NEW_YORK)

    def test_business_minutes_count_while_it_is_open(self) -> None:
        planned = first_of(Step("text", "text", 9, template="t"), SATURDAY_NIGHT)
        assert planned.at.astimezone(NEW_YORK) == datetime(2026, 3, 9, 9, 9, tzinfo=NEW_YORK)

    def test_wall_minutes_count_at_night_too(self) -> None:
        planned = first_of(Step("mail", "email", 30, "wall", template="t"), SATURDAY_NIGHT)
        assert planned.at == SATURDAY_NIGHT + 30 * MINUTE

    def test_the_second_day_of_a_saturday_night_is_tuesday(self) -> None:
        planned = first_of(Step("call", "call", DAY, "wall", day_part="morning"), SATURDAY_NIGHT)
        assert planned.at.astimezone(NEW_YORK).strftime("%a %d") == "Tue 10"

    def test_a_store_that_never_opens_falls_back_to_the_wall(self) -> None:
        planned = first_of(Step("call", "call", 90), TUESDAY, calendar=CLOSED)
        assert planned.at == TUESDAY + 90 * MINUTE

    def test_a_store_that_never_opens_still_finishes_its_cadence(self) -> None:
        steps, finished = plan(SHIPPED["internet"], TUESDAY, calendar=CLOSED)
        assert steps
        assert finished.then == "nurture"
        assert steps[-1].at - TUESDAY < timedelta(days=40)

    def test_moments_are_utc(self) -> None:
        assert all(one.at.tzinfo is UTC for one in plan(SHIPPED["internet"], SATURDAY_NIGHT)[0])


class TestDayParts:
    @pytest.mark.parametrize(
        ("hour", "minute", "part"),
        [
            (0, 0, "morning"),
            (11, 59, "morning"),
            (12, 0, "afternoon"),
            (16, 59, "afternoon"),
            (17, 0, "evening"),
        ],
    )
    def test_where_they_begin(self, hour: int, minute: int, part: str) -> None:
        assert day_part(datetime(2026, 3, 3, hour, minute, tzinfo=NEW_YORK)) == part

    def test_the_next_try_is_at_another_part(self) -> None:
        for hour in range(9, 20):
            steps, _ = plan(SHIPPED["internet"], TUESDAY.replace(hour=hour))
            tries = {one.step.key: day_part(one.at.astimezone(NEW_YORK)) for one in steps}
            assert tries["text_2"] != tries["text_1"]
            assert tries["call_2"] != tries["call_1"]

    def test_a_store_without_evenings_gets_another_part(self) -> None:
        mornings = Calendar.from_rows("America/New_York", [(day, 9 * 60, 12 * 60) for day in range(7)])
        planned = first_of(Step("call", "call", DAY, "wall", day_part="evening"), calendar=mornings)
        assert day_part(planned.at.astimezone(NEW_YORK)) == "morning"
        assert is_open(mornings, planned.at)

    def test_the_hours_that_are_answered_are_preferred_and_still_rotate(self) -> None:
        evening = Habits({"morning": 0.1, "afternoon": 0.1, "evening": 0.4})
        parts = [
            day_part(one.at.astimezone(NEW_YORK))
            for one in plan(SHIPPED["internet"], TUESDAY, habits=evening)[0]
            if is_attempt(one) and one.step.day_part
        ]
        assert set(parts) == set(DAY_PARTS)
        assert parts.count("evening") > parts.count("morning")

    def test_people_are_not_all_called_at_the_same_minute(self) -> None:
        step = Step("call", "call", DAY, "wall", day_part="morning")
        assert len({first_of(step, seed=seed).at for seed in range(50)}) > 20

    def test_the_same_seed_is_planned_the_same(self) -> None:
        assert plan(SHIPPED["internet"], TUESDAY) == plan(SHIPPED["internet"], TUESDAY)

    def test_days_are_days_of_the_store_over_the_change_of_clocks(self) -> None:
        before = datetime(2026, 3, 7, 10, 0, tzinfo=NEW_YORK)
        planned = first_of(Step("mail", "email", 2 * DAY, "wall", day_part="morning", template="t"), before)
        local = planned.at.astimezone(NEW_YORK)
        assert local.strftime("%a %d") == "Mon 09"
        assert 9 <= local.hour < 11


class TestHeldSteps:
    def test_what_a_hold_pushed_together_is_spaced_out_again(self) -> None:
        cadence = Cadence("c", "C", steps=(Step("mail", "email", 0, "wall", template="t"),), gap_minutes=90)
        held_until = TUESDAY + timedelta(hours=5)
        found = next_step(
            cadence, Standing(0, 0, TUESDAY, held_until, 1), case(), calendar=STORE, zone=NEW_YORK,
            habits=HABITS_NONE, now=held_until,
        )  # fmt: skip
        assert isinstance(found, Planned)
        assert found.at == held_until + 90 * MINUTE

    def test_a_worker_a_minute_behind_is_no_hold(self) -> None:
        steps, _ = plan(SHIPPED["internet"], TUESDAY, late=4 * MINUTE)
        assert steps[2].step.key == "email_1"
        assert steps[2].at - TUESDAY < 20 * MINUTE

    def test_a_plan_in_the_past_stays_there(self) -> None:
        cadence = Cadence("c", "C", steps=(Step("mail", "email", 5, "wall", template="t"),))
        found = next_step(
            cadence, Standing(0, 0, TUESDAY, None, 1), case(), calendar=STORE, zone=NEW_YORK,
            habits=HABITS_NONE, now=TUESDAY + timedelta(days=3),
        )  # fmt: skip
        assert isinstance(found, Planned)
        assert found.at == TUESDAY + 5 * MINUTE


class TestWhichStep:
    def test_steps_for_other_tiers_are_passed_over(self) -> None:
        keys = {one.step.key for one in plan(SHIPPED["internet"], TUESDAY, case("medium"))[0]}
        assert "manager_1" not in keys
        assert "call_4" not in keys

    def test_no_calls_without_a_phone(self) -> None:
        steps, _ = plan(SHIPPED["internet"], TUESDAY, case(has_phone=False, can_text=False))
        assert {one.step.kind for one in steps if not one.step.or_kind} == {"email"}

    def test_nothing_for_somebody_who_can_not_be_reached(self) -> None:
        nobody = case(has_phone=False, can_text=False, has_email=False)
        steps, finished = plan(SHIPPED["internet"], TUESDAY, nobody)
        assert steps == []
        assert finished.reason.code == "cadence.nothing_fits"

    def test_the_end_names_what_follows(self) -> None:
        found = next_step(
            SHIPPED["internet"], Standing(99, 0, TUESDAY, None, 1), case(), calendar=STORE, zone=NEW_YORK,
            habits=HABITS_NONE, now=TUESDAY,
        )  # fmt: skip
        assert isinstance(found, Finished)
        assert (found.reason.code, found.then) == ("cadence.finished", "nurture")

    def test_a_step_may_be_repeated(self) -> None:
        step = Step("mail", "email", 10, "wall", template="t", times=3, every_minutes=60)
        steps, _ = plan(Cadence("c", "C", steps=(step,)), TUESDAY)
        assert [one.at - TUESDAY for one in steps] == [10 * MINUTE, 70 * MINUTE, 130 * MINUTE]
        assert [one.visit for one in steps] == [0, 1, 2]

    def test_then_goes_on_with_a_later_step(self) -> None:
        steps = (Step("a", "task", 0, then="c"), Step("b", "task", 1), Step("c", "task", 2))
        assert step_after(Cadence("c", "C", steps=steps), 0, 0) == (2, 0)

    def test_an_outcome_releases_the_text(self) -> None:
        text = SHIPPED["internet"].steps[1]
        assert released_by(text, "no_answer")
        assert released_by(text, "left_message")
        assert not released_by(text, "spoke")
        assert released_at(TUESDAY) == TUESDAY + MINUTE
        assert too_late_at(text, TUESDAY) == TUESDAY + text.too_late_minutes * MINUTE


ARRIVALS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + minutes * MINUTE
)
ZONES = st.sampled_from(
    [NEW_YORK, ZoneInfo("America/Los_Angeles"), ZoneInfo("America/Phoenix"), ZoneInfo("Pacific/Honolulu")]
)


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, ZONES, st.sampled_from(sorted(SHIPPED)), st.integers(0, 10_000))
def test_no_plan_goes_back_in_time(arrived_at: datetime, zone: ZoneInfo, key: str, seed: int) -> None:
    calendar = Calendar.from_rows(zone.key, [(day, 8 * 60, 19 * 60) for day in range(6)])
    steps, _ = plan(SHIPPED[key], arrived_at, case("hot"), calendar=calendar, zone=zone, seed=seed)
    moments = [arrived_at, *(one.at for one in steps)]
    assert moments == sorted(moments)


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, ZONES, st.sampled_from(DAY_PARTS), st.integers(0, 20), st.integers(0, 10_000))
def test_a_part_of_the_day_is_that_part(
    arrived_at: datetime, zone: ZoneInfo, part: str, days: int, seed: int
) -> None:
    calendar = Calendar.from_rows(zone.key, [(day, 8 * 60, 19 * 60) for day in range(6)])
    step = Step("call", "call", days * DAY, "wall" if days else "business", day_part=part)
    planned = first_of(step, arrived_at, calendar=calendar, zone=zone, seed=seed)
    assert day_part(planned.at.astimezone(zone)) == part
    assert is_open(calendar, planned.at)
