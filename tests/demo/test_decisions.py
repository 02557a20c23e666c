"""Customers and faults of a simulation without its engine: plausible in the large, the same from the same seed."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from freshup.domain.consent import read_opt_out
from freshup.domain.conversations.sentiment import read_heat
from freshup.interfaces.console.rehearsal import decisions
from freshup.interfaces.console.rehearsal.decisions import ANGRY, REFUSALS, Reached, reply_to
from freshup.interfaces.console.rehearsal.parameters import parameters
from freshup.interfaces.console.simulation.faults import faults
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.shoppers import Crowd
from freshup.interfaces.console.simulation.town import HOMES, STORES_MAX, number_of_store

ASKED = parameters()
NOON = datetime(2026, 11, 4, 18, 0, tzinfo=UTC)


def reached(**facts: Any) -> Reached:
    known = {"channel": "text", "automatic": True, "purpose": "follow_up", "at": NOON,
             "zone": ZoneInfo("America/Chicago"), "language": "en", "other": True}  # fmt: skip
    return Reached(**{**known, **facts})


def share(message: Reached, sense: str) -> float:
    rng = Random(1)
    found = [reply_to(message, ASKED, rng) for _ in range(4_000)]
    return sum(one is not None and one.sense == sense for one in found) / len(found)


class TestCustomers:
    def test_answer_a_person_more_often_than_a_machine(self) -> None:
        assert share(reached(automatic=False), "answer") > 2 * share(reached(), "answer") > 0.1

    def test_answer_texts_more_often_than_letters(self) -> None:
        assert share(reached(), "answer") > share(reached(channel="email"), "answer")

    def test_never_answer_the_confirmation_of_their_stop(self) -> None:
        assert reply_to(reached(purpose="confirmation"), ASKED, Random(1)) is None

    def test_pick_up_less_often_the_later_they_are_called(self) -> None:
        def rate(minutes: float, attempt: int = 0) -> float:
            rng = Random(2)
            return (
                sum(decisions.answers_call("B", attempt, minutes, ASKED, rng) for _ in range(4_000)) / 4_000
            )

        assert rate(3) > rate(90) > rate(2_000)
        assert rate(3) > rate(3, attempt=5)

    def test_refuse_in_words_that_close_what_the_world_says_they_close(self) -> None:
        """Else the world would wait for a silence that nobody has asked for."""
        for (channel, _), said in REFUSALS.items():
            for words, channels in said:
                read = read_opt_out(words)
                assert read is not None, words
                assert set(channels) <= set(read.channels) or "" in read.channels, (channel, words)

    def test_are_angry_in_words_that_a_manager_hears_of(self) -> None:
        assert all(read_heat(words).angry for said in ANGRY.values() for words in said)


class TestTheCrowd:
    def test_shares_no_number_with_another_group_or_a_store(self) -> None:
        crowds = [Crowd(group, 3, list(HOMES), ASKED, Random(group)) for group in range(3)]
        people = [[crowd.somebody(HOMES[0]).who.phone for _ in range(300)] for crowd in crowds]
        numbers = [{phone for phone in phones if phone} for phones in people]
        assert not numbers[0] & numbers[1]
        assert not numbers[0] & numbers[2]
        stores = {number_of_store(n)[2:] for n in range(STORES_MAX)}
        assert len(stores) == STORES_MAX
        for phones in numbers:
            assert not phones & stores
            assert all(phone[3:8] == "55501" and len(phone) == 10 for phone in phones)

    def test_has_couples_with_one_phone_and_people_who_come_again(self) -> None:
        crowd = Crowd(0, 1, list(HOMES), ASKED, Random(5))
        came = [crowd.somebody(HOMES[0]) for _ in range(400)]
        numbers = [one.number for one in came]
        assert len(set(numbers)) < len(numbers)
        by_phone: dict[str, set[int]] = {}
        for one in came:
            if one.who.phone:
                by_phone.setdefault(one.who.phone, set()).add(one.number)
        assert any(len(who) > 1 for who in by_phone.values())


class TestFaults:
    def test_come_from_the_seed_alone(self) -> None:
        def spans(seed: int, *, more: bool = True) -> Any:
            return faults(ASKED, seed=seed, begins=NOON, days=30, more=more).spans

        assert spans(1) == spans(1) != spans(2)
        assert {one.what for one in spans(1)} == {
            "provider_down",
            "crash",
            "database",
            "lost_wake_up",
            "clock",
        }
        assert {one.what for one in spans(1, more=False)} <= {"provider_down"}

    def test_jump_clocks_only_while_it_is_day_everywhere(self) -> None:
        found = faults(ASKED, seed=3, begins=NOON, days=300, more=True).spans
        jumps = [one.at for one in found if one.what == "clock"]
        assert jumps
        for at in jumps:
            for zone in ("America/New_York", "Pacific/Honolulu"):
                assert 9 <= at.astimezone(ZoneInfo(zone)).hour < 18


class TestHappenings:
    def test_come_in_order_of_time_and_then_of_planning(self) -> None:
        plan: Happenings[str] = Happenings()
        for name, hours in (("late", 2), ("first", 0), ("second", 0)):
            plan.plan(NOON + timedelta(hours=hours), name)
        assert plan.next_at == NOON
        assert [plan.due(NOON) for _ in range(3)] == ["first", "second", None]
        assert plan.due(NOON + timedelta(hours=2)) == "late"
