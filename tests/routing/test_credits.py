"""Splits add to a whole; the latest ruling stands."""

from datetime import UTC, datetime, timedelta

from freshup.domain.routing.credits import Recorded, Share, credit_problem, standing

AT = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class TestASplit:
    def test_must_add_to_a_hundred(self) -> None:
        assert credit_problem("sold", [Share(1, 50), Share(2, 50)]) is None
        problem = credit_problem("sold", [Share(1, 50), Share(2, 40)])
        assert problem is not None
        assert problem.params == {"sum": 90}

    def test_names_nobody_twice_and_somebody_at_least(self) -> None:
        assert credit_problem("sold", [Share(1, 50), Share(1, 50)]) is not None
        assert credit_problem("sold", []) is not None
        assert credit_problem("dreamt", [Share(1)]) is not None


class TestWhatStands:
    def test_is_the_latest_record_whole(self) -> None:
        rows = [
            Recorded("sold", 1, 100, AT, id=1),
            Recorded("sold", 2, 50, AT + HOUR, id=2),
            Recorded("sold", 3, 50, AT + HOUR, id=3),
        ]
        assert standing(rows) == {"sold": (Share(2, 50), Share(3, 50))}

    def test_is_the_ruling_whatever_is_recorded_after(self) -> None:
        rows = [
            Recorded("set", 1, 100, AT, ruling_id=9, id=1),
            Recorded("set", 2, 100, AT + HOUR, id=2),
        ]
        assert standing(rows) == {"set": (Share(1, 100),)}
