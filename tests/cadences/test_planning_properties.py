"""Plans of follow-up, whatever the hours, the zone, the habits and the hour of arrival."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.cadences import (
    DAY_PARTS,
    HABITS_NONE,
    SHIPPED,
    Cadence,
    Habits,
    Planned,
    Standing,
    Step,
    day_part,
    next_step,
    too_late_at,
)
from freshup.domain.cadences.planning import needs_open
from freshup.domain.stores import Calendar, is_open

from .laying_out import case, is_attempt, plan

MINUTE, DAY, WEEK = timedelta(minutes=1), 1440, timedelta(days=7)
ZONES = [
    ZoneInfo(f"America/{city}") for city in ("New_York", "Chicago", "Los_Angeles", "Phoenix", "Puerto_Rico")
] + [ZoneInfo("Pacific/Honolulu")]  # fmt: skip
# Two and a half years, so that every change of clocks is among them.
arrivals = st.one_of(
    st.integers(0, 900 * DAY).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE),
    st.integers(0, 4 * DAY).map(lambda n: datetime(2026, 3, 6, tzinfo=UTC) + n * MINUTE),
    st.integers(0, 4 * DAY).map(lambda n: datetime(2026, 10, 30, tzinfo=UTC) + n * MINUTE),
)
zones = st.sampled_from(ZONES)
rates = st.floats(0.02, 0.40)


def habits_of(morning: float, afternoon: float, evening: float) -> Habits:
    return Habits(dict(zip(DAY_PARTS, (morning, afternoon, evening), strict=True)))


habits = st.one_of(st.just(HABITS_NONE), st.builds(habits_of, rates, rates, rates))
# Hours with a lunch that the store closes for, or not, a short Saturday, a Sunday in three.
hours = st.builds(
    lambda opens, lunch, pause, closes, days: [
        (day, start, end) for day in range(days) for start, end in ((opens, lunch), (lunch + pause, closes))
    ],
    st.integers(7 * 60, 10 * 60),
    st.integers(11 * 60, 13 * 60),
    st.sampled_from([0, 60]),
    st.integers(16 * 60, 21 * 60),
    st.integers(1, 7),
)
steps = st.builds(
    lambda kind, after, clock, part, automatic: Step(
        "s", kind, after, clock, day_part=part, template="t", automatic=automatic
    ),
    st.sampled_from(["call", "text", "email", "task"]),
    st.one_of(st.integers(0, 600), st.integers(1, 30).map(lambda days: days * DAY)),
    st.sampled_from(["business", "wall"]),
    st.sampled_from(["", "", "", "rotate", *DAY_PARTS]),
    st.booleans(),
)
seeds = st.integers(0, 2**31)


def calendar_of(rows: list[tuple[int, int, int]], zone: ZoneInfo) -> Calendar:
    return Calendar.from_rows(zone.key, rows)


class TestOneStep:
    @settings(max_examples=150, deadline=None)
    @given(steps, arrivals, zones, hours, habits, seeds)
    def test_is_never_planned_before_the_lead_came(self, step, arrived_at, zone, rows, habit, seed) -> None:
        calendar = calendar_of(rows, zone)
        planned = first_of(step, arrived_at, calendar, zone, habit, seed)
        assert planned.at >= arrived_at
        assert planned.at.tzinfo is UTC
        assert too_late_at(step, planned.at) > planned.at
        if step.clock == "wall" and step.after_minutes < DAY:
            assert planned.at >= arrived_at + step.after_minutes * MINUTE
        elif step.clock == "wall":
            # Days count by the store's own midnights, one of which may be an hour short.
            assert (
                planned.at >= arrived_at + (step.after_minutes // DAY - 1) * timedelta(days=1) - 60 * MINUTE
            )

    @settings(max_examples=150, deadline=None)
    @given(steps, arrivals, zones, hours, habits, seeds)
    def test_that_wants_an_answer_is_planned_while_somebody_is_there(
        self, step, arrived_at, zone, rows, habit, seed
    ) -> None:
        calendar = calendar_of(rows, zone)
        planned = first_of(step, arrived_at, calendar, zone, habit, seed)
        personal = step.kind not in ("email", "text") or not step.automatic
        if step.clock == "business" or personal or (step.day_part and needs_open(step)):
            # Business minutes may end with the very minute at which the store closes.
            assert is_open(calendar, planned.at) or is_open(calendar, planned.at - MINUTE)

    @settings(max_examples=100, deadline=None)
    @given(arrivals, zones, hours, st.sampled_from(DAY_PARTS), st.integers(1, 20), seeds)
    def test_for_a_part_of_the_day_is_in_that_part_or_the_store_has_none(
        self, arrived_at, zone, rows, part, days, seed
    ) -> None:
        calendar = calendar_of(rows, zone)
        step = Step("call", "call", days * DAY, "wall", day_part=part)
        local = first_of(step, arrived_at, calendar, zone, HABITS_NONE, seed).at.astimezone(zone)
        opens, closes = {"morning": (0, 720), "afternoon": (720, 1020), "evening": (1020, 1440)}[part]
        room = max(min(end, closes) - max(start, opens) for _, start, end in rows)
        if room >= 20:
            assert opens <= local.hour * 60 + local.minute < closes
        assert is_open(calendar, local)


class TestAPlan:
    @settings(max_examples=120, deadline=None)
    @given(arrivals, zones, hours, habits, st.sampled_from(sorted(SHIPPED)), seeds)
    def test_keeps_the_order_of_its_steps_in_time(self, arrived_at, zone, rows, habit, key, seed) -> None:
        laid, _ = plan(
            SHIPPED[key],
            arrived_at,
            case("hot"),
            calendar=calendar_of(rows, zone),
            zone=zone,
            habits=habit,
            seed=seed,
        )
        assert [arrived_at, *(one.at for one in laid)] == sorted([arrived_at, *(one.at for one in laid)])
        assert [(one.position, one.visit) for one in laid] == sorted(
            (one.position, one.visit) for one in laid
        )
        assert len({(one.position, one.visit) for one in laid}) == len(laid)

    @settings(max_examples=80, deadline=None)
    @given(arrivals, zones, hours, habits, st.sampled_from(sorted(SHIPPED)), seeds, st.integers(0, 60 * DAY))
    def test_made_again_later_is_the_same(self, arrived_at, zone, rows, habit, key, seed, later) -> None:
        standing = Standing(0, 0, arrived_at, None, seed)
        calendar = calendar_of(rows, zone)
        now_and_later = [
            next_step(SHIPPED[key], standing, case(), calendar=calendar, zone=zone, habits=habit, now=now)
            for now in (arrived_at, arrived_at + later * MINUTE)
        ]
        assert now_and_later[0] == now_and_later[1]

    @settings(max_examples=80, deadline=None)
    @given(arrivals, hours, habits, st.sampled_from(sorted(SHIPPED)), seeds, st.integers(1, 60))
    def test_of_the_same_hour_weeks_later_is_the_same_plan_weeks_later(
        self, arrived_at, rows, habit, key, seed, weeks
    ) -> None:
        zone = ZoneInfo("America/Phoenix")  # no clock is changed there
        more = {"calendar": calendar_of(rows, zone), "zone": zone, "habits": habit, "seed": seed}
        laid, _ = plan(SHIPPED[key], arrived_at, case("hot"), **more)
        moved, _ = plan(SHIPPED[key], arrived_at + weeks * WEEK, case("hot"), **more)
        assert [one.at + weeks * WEEK for one in laid] == [one.at for one in moved]

    @settings(max_examples=80, deadline=None)
    @given(arrivals, zones, habits, seeds)
    def test_never_tries_the_same_part_of_the_day_three_times_running(
        self, arrived_at, zone, habit, seed
    ) -> None:
        calendar = Calendar.from_rows(zone.key, [(day, 8 * 60, 20 * 60) for day in range(7)])
        daily = tuple(
            Step(f"call_{n}", "call", n * DAY, "wall", day_part="rotate", tiers=(), unanswered=False)
            for n in range(1, 9)
        )
        laid, _ = plan(
            Cadence("c", "C", steps=daily), arrived_at, calendar=calendar, zone=zone, habits=habit, seed=seed
        )
        parts = [day_part(one.at.astimezone(zone)) for one in laid if is_attempt(one)]
        assert len(parts) == 8
        assert all(len(set(parts[n : n + 3])) > 1 for n in range(6))

    def test_of_many_leads_at_a_store_without_evenings_does_not_come_due_when_it_opens(self) -> None:
        zone = ZONES[0]
        calendar = Calendar.from_rows(zone.key, [(day, 9 * 60, 16 * 60) for day in range(5)])
        step = Step("call", "call", DAY, "wall", day_part="evening")
        arrived_at = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
        due = Counter(first_of(step, arrived_at, calendar, zone, HABITS_NONE, id).at for id in range(120))
        assert max(due.values()) <= 10

    @settings(max_examples=25, deadline=None)
    @given(arrivals, zones, hours, st.sampled_from(DAY_PARTS), st.integers(0, 2**30))
    def test_of_many_leads_does_not_come_due_when_the_store_opens(
        self, arrived_at, zone, rows, part, first
    ) -> None:
        calendar = calendar_of(rows, zone)
        step = Step("call", "call", DAY, "wall", day_part=part)
        due = Counter(
            first_of(step, arrived_at, calendar, zone, HABITS_NONE, first + id).at for id in range(120)
        )
        # Twenty minutes are the least that a part of a day has; it is not used otherwise.
        assert max(due.values()) <= 20
        assert len(due) >= 15


@settings(max_examples=150, deadline=None)
@given(
    steps,
    arrivals,
    zones,
    hours,
    st.one_of(st.integers(1, 15), st.integers(-20, 20), st.integers(0, 14 * DAY)),
    seeds,
)
def test_a_step_after_another_comes_after_it(step, arrived_at, zone, rows, late, seed) -> None:
    """However long the step before was held, and if it was only a minute late."""
    calendar = calendar_of(rows, zone)
    alone = first_of(step, arrived_at, calendar, zone, HABITS_NONE, seed).at
    last_at = max(arrived_at, alone + late * MINUTE)
    found = next_step(
        Cadence("c", "C", steps=(step,), gap_minutes=90), Standing(0, 0, arrived_at, last_at, seed), case(),
        calendar=calendar, zone=zone, habits=HABITS_NONE, now=last_at,
    )  # fmt: skip
    assert isinstance(found, Planned)
    assert found.at >= last_at
    assert found.at >= alone or step.day_part


def first_of(
    step: Step, arrived_at: datetime, calendar: Calendar, zone: ZoneInfo, habit: Habits, seed: int
) -> Planned:
    found = next_step(
        Cadence("one", "One", steps=(step,)), Standing(0, 0, arrived_at, None, seed), case(), calendar=calendar,
        zone=zone, habits=habit, now=arrived_at,
    )  # fmt: skip
    assert isinstance(found, Planned)
    return found
