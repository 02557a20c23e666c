from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.domain.cadences import HABITS_NONE, Cadence, CaseFacts, Step
from freshup.domain.cadences.rehearsal import Answer, Asking, May, Rehearsal, moves, rehearse
from freshup.domain.reasons import Reason
from freshup.domain.stores import Calendar

ZONE = ZoneInfo("America/New_York")
# A Wednesday, 11:00 in Florida; the store is open every day from 9 to 20.
AT = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
OPEN = Calendar.from_rows("America/New_York", [(day, 540, 1200) for day in range(7)])
ANA = CaseFacts("hot", "A", "first_party", "purchase", True, True, True, False)
DAY = Cadence(
    "day",
    "Day",
    steps=(
        Step("call", "call", 0),
        Step("text", "text", 10, template="a"),
        Step("again", "call", 60, after_outcomes=("no_answer",)),
        Step("reached", "text", 90, template="b", after_outcomes=("spoke",)),
        Step("mail", "email", 120, template="c"),
    ),
    finally_="nurture",
)
TOO_MANY = Reason("consent.attempts_made")


def always(asking: Asking) -> Answer:
    return Answer()


def at_most(most: int) -> May:
    """A day later when so many calls and texts have been made."""

    def may(asking: Asking) -> Answer:
        if asking.kind == "email" or len(asking.attempts) < most:
            return Answer()
        return Answer(asking.attempts[-most] + timedelta(days=1), TOO_MANY)

    return may


def laid_out(may: May = always, cadence: Cadence = DAY, case: CaseFacts = ANA) -> Rehearsal:
    return rehearse(
        cadence, case, anchor_at=AT, seed=7, calendar=OPEN, zone=ZONE, habits=HABITS_NONE, may=may
    )


class TestARehearsal:
    def test_follows_the_path_of_whoever_never_answers(self) -> None:
        assert [one.step.key for one in laid_out().steps] == ["call", "text", "again", "mail"]
        assert laid_out().then == "nurture"

    def test_counts_attempts_as_the_cap_does(self) -> None:
        assert [one.attempts for one in laid_out().steps] == [1, 2, 3, 0]

    def test_moves_what_is_held_and_says_why(self) -> None:
        again = laid_out(at_most(2)).steps[2]
        assert (again.held, again.reason) == (True, TOO_MANY)
        assert again.at == AT + timedelta(days=1)
        assert again.planned_at == AT + timedelta(hours=1)

    def test_never_lets_more_through_in_a_day_than_the_gate_does(self) -> None:
        cadence = Cadence("calls", "Calls", steps=tuple(Step(f"c{n}", "call", n) for n in range(12)))
        made = [one.at for one in laid_out(at_most(3), cadence).steps]
        assert len(made) == 12
        assert all(after - before >= timedelta(days=1) for before, after in zip(made, made[3:], strict=False))

    def test_leaves_what_is_refused_out_of_the_count(self) -> None:
        refused = laid_out(lambda asking: Answer(reason=TOO_MANY) if asking.kind == "text" else Answer())
        assert (refused.count("text"), refused.count("call"), refused.refused) == (0, 2, 1)
        assert [one.attempts for one in refused.steps] == [1, 1, 2, 0]

    def test_says_what_a_change_moves(self) -> None:
        later = Cadence("day", "Day", steps=(*DAY.steps[:4], Step("mail", "email", 180, template="c")))
        assert [one.step.key for one in moves(laid_out(), laid_out(cadence=later))] == ["mail"]
        assert moves(laid_out(), laid_out()) == ()

    def test_comes_to_an_end_whatever_the_gate_says(self) -> None:
        assert len(laid_out(lambda asking: Answer(asking.at, TOO_MANY)).steps) == 4
