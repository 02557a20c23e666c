"""What the judge keeps in mind, and what it forgets, so that a long log costs no more than a short one."""

from datetime import timedelta

from freshup.interfaces.console.simulation.judge import Judge
from freshup.interfaces.console.simulation.judging.memory import Agenda, Faults, Recent
from tests.simulation.logs import NOON, PAT, begin, call, person, stores, went

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class TestRecent:
    def test_forgets_what_is_older_than_it_keeps(self) -> None:
        recent: Recent[str, int] = Recent(DAY)
        recent.note("old", 1, NOON)
        recent.note("young", 2, NOON + DAY)
        assert (recent.get("old"), len(recent)) == (1, 2)
        recent.note("last", 3, NOON + DAY + MINUTE)
        assert (recent.get("old"), recent.get("young")) == (None, 2)

    def test_keeps_what_is_noted_again(self) -> None:
        recent: Recent[str, int] = Recent(DAY)
        recent.note("again", 1, NOON)
        recent.note("other", 2, NOON + HOUR)
        recent.note("again", 3, NOON + DAY)
        recent.note("last", 4, NOON + DAY + 2 * HOUR)
        assert (recent.get("again"), recent.get("other")) == (3, None)


class TestAnAgenda:
    def test_is_gone_through_in_order_once_the_moment_is_over(self) -> None:
        agenda, looked = Agenda(), []
        agenda.add(NOON + HOUR, lambda by: looked.append("later"))
        agenda.add(NOON, lambda by: looked.append("sooner"))
        agenda.pass_to(NOON)
        assert looked == []
        agenda.pass_to(NOON + HOUR + MINUTE)
        assert looked == ["sooner", "later"]

    def test_may_put_off_what_it_looks_at(self) -> None:
        agenda, looked = Agenda(), []
        agenda.add(NOON, lambda by: agenda.add(NOON + HOUR, looked.append))
        agenda.pass_to(NOON + 2 * HOUR)
        assert looked == [NOON + HOUR]


class TestFaults:
    def test_excuse_until_a_quarter_of_an_hour_after_their_end(self) -> None:
        faults = Faults()
        faults.note("crash", NOON, NOON + HOUR, None, now=NOON)
        assert faults.excused_until(NOON, NOON + MINUTE, 0) == NOON + 75 * MINUTE
        assert faults.excused_until(NOON + 76 * MINUTE, NOON + 2 * HOUR, 0) == NOON + 2 * HOUR

    def test_follow_one_upon_another(self) -> None:
        faults = Faults()
        faults.note("crash", NOON, NOON + HOUR, None, now=NOON)
        faults.note("database", NOON + 70 * MINUTE, NOON + 2 * HOUR, 3, now=NOON)
        assert faults.excused_until(NOON, NOON + MINUTE, 3) == NOON + 135 * MINUTE
        assert faults.excused_until(NOON, NOON + MINUTE, 4) == NOON + 75 * MINUTE

    def test_are_no_excuse_for_what_was_due_before_them(self) -> None:
        faults = Faults()
        faults.note("crash", NOON, NOON + HOUR, None, now=NOON)
        assert faults.excused_until(NOON - HOUR, NOON - MINUTE, 0) == NOON - MINUTE

    def test_are_forgotten_when_they_excuse_nothing_any_more(self) -> None:
        faults = Faults()
        for day in range(100):
            faults.note("clock", NOON + day * DAY, NOON + day * DAY + HOUR, None, now=NOON + day * DAY)
        assert (len(faults._spans), len(faults._jumps)) == (11, 10)


class TestALongLog:
    def test_leaves_no_more_behind_than_a_short_one(self) -> None:
        """A year of one person who is called and written to every day: only the last hundred days of keys are kept."""
        judge = Judge()
        for one in [begin(), *stores(), person()]:
            judge.look(one)
        for day in range(365):
            at = NOON + day * DAY
            for one in [call(at), *went(at + HOUR, f"m{day}", channel="email", address=PAT)]:
                judge.look(one)
        assert judge.violations == []
        assert len(judge._outbox._sent) == 101
        assert len(judge._outbox._queued) == 0
        assert len(judge._outbox._limits.attempts(1)) <= 4
        assert len(judge._known.agenda) <= 3
