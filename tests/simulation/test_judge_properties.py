"""A lawful week stays lawful however it is told; one thing wrong in it is found, wherever it is put."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.interfaces.console.simulation.judge import judged
from tests.simulation.logs import GRAIN, NOON, Line, call, end, line, queued, sent, week
from tests.simulation.mutations import MUTATIONS, by_kind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALL_KEYS = ("lead", "task", "opportunity", "person", "vehicle", "shopper")


def whats(lines: list[Line]) -> list[str]:
    return [one.what for one in judged(lines).violations]


class TestALawfulWeek:
    @given(st.data())
    @settings(max_examples=40, deadline=None)
    def test_may_be_told_with_other_names_and_its_facts_in_any_order(self, data: st.DataObject) -> None:
        shift = data.draw(st.integers(1, 1_000_000))
        lines = []
        for one in week():
            named = {
                name: value + shift if name in ALL_KEYS and value is not None else value
                for name, value in one.items()
            }
            if "tasks" in named:
                named["tasks"] = [task + shift for task in named["tasks"]]
            if "repeat_of" in named and named["repeat_of"] is not None:
                named["repeat_of"] += shift
            lines.append(dict(data.draw(st.permutations(list(named.items())))))
        assert whats(lines) == []

    @given(st.integers(0, 20), st.sampled_from([0, 2, 3, 6, 7, 9]))
    @settings(max_examples=40, deadline=None)
    def test_may_happen_in_another_week_and_a_little_later(self, weeks: int, minutes: int) -> None:
        by = timedelta(weeks=weeks, minutes=minutes)
        lines = []
        for one in week():
            moved = {
                name: (datetime.fromisoformat(value) + by).isoformat()
                if name == "at" or name.endswith("_at")
                else value
                for name, value in one.items()
                if value is not None
            }
            lines.append({**one, **moved})
        assert whats(lines) == []

    @given(st.lists(st.tuples(st.integers(1, 6 * 24), st.integers(0, 2)), max_size=30))
    @settings(max_examples=40, deadline=None)
    def test_may_have_other_people_in_it(self, others: list[tuple[int, int]]) -> None:
        """Strangers who are called and mailed in another group change nothing for these two."""
        lines = week()
        del lines[-1]
        first = NOON.isoformat()
        lines.insert(
            4, line("person", person=9, region="TX", postal_code="75201", phones=[], emails=["x@example.net"])
        )
        for n, (hours, what) in enumerate(others):
            at = NOON + hours * HOUR
            their = {"person": 9, "opportunity": 29}
            mail = {**their, "channel": "email", "address": "x@example.net", "store": 2}
            more = {
                0: [call(at, store=2, verified=False, **their)],
                1: [queued(at, f"x{n}", channel="email", **their), sent(at, f"x{n}", **mail)],
                2: [line("fault", at, what="slow", store=2, until=(at + HOUR).isoformat())],
            }[what]
            lines += more
        lines.sort(key=lambda one: one["at"])
        assert lines[0]["at"] == first
        assert whats([*lines, end(NOON + 6 * DAY, *lines)]) == []


class TestOneThingWrong:
    @given(st.sampled_from(sorted(MUTATIONS)), st.integers(0, 5_000))
    @settings(max_examples=250, deadline=None)
    def test_is_found(self, what: str, n: int) -> None:
        name, made = MUTATIONS[what]
        assert name in whats(made(n))

    def test_is_found_each_by_itself(self) -> None:
        assert {what: name for what, (name, made) in MUTATIONS.items() if name not in whats(made(1))} == {}

    @given(st.integers(2, 40))
    @settings(max_examples=30, deadline=None)
    def test_is_found_however_little_too_late_past_the_grain(self, minutes: int) -> None:
        """An acknowledgement is owed a minute and a grain after the inquiry, and not a second later."""
        lines = week()
        at = NOON + MINUTE + GRAIN + timedelta(seconds=minutes - 2)
        for kind in ("queued", "sent"):
            i = by_kind(lines, kind, key="a1")
            lines.append({**lines.pop(i), "at": at.isoformat()})
        i = by_kind(lines, "clock", lead=11)
        lines[i] = {**lines[i], "acknowledged_at": at.isoformat()}
        last = lines.pop(by_kind(lines, "end"))
        del lines[by_kind(lines, "delivered")]
        lines.sort(key=lambda one: one["at"])
        assert whats([*lines, last]) == ([] if minutes == 2 else ["not_acknowledged"])
