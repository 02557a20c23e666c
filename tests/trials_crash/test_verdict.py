"""The verdict of a crash trial can be bad: each way in which something could go wrong is found."""

from typing import Any

from freshup.interfaces.console.trials.crash.judging import Verdict, _leads, _messages
from freshup.interfaces.console.trials.crash.rounds import Round
from freshup.interfaces.console.trials.crash.table import report, table


def leads(*found: tuple[int, str, int, int], accepted: set[int]) -> Verdict:
    verdict = Verdict()
    _leads(verdict, found, accepted)
    return verdict


def messages(found: list[tuple[Any, ...]], taken: list[list[Any]]) -> Verdict:
    verdict = Verdict()
    _messages(verdict, found, taken)
    return verdict


def whole(verdict: Verdict) -> dict[str, Any]:
    one = Round("web", "killed", 1, 3, moments=1, emptied_seconds=1.0)
    one.told.accepted = {1, 2, 3}
    return report([one], verdict, skipped={}, strays=[], written=0, unwritten=[], settled={})


class TestInquiries:
    def test_what_was_accepted_and_is_nowhere_is_lost(self) -> None:
        assert leads((1, "parsed", 1, 0), accepted={1, 2}).lost == {2}

    def test_what_still_waits_is_lost_until_it_is_a_lead(self) -> None:
        assert leads((1, "waiting", 0, 0), accepted={1}).lost == {1}

    def test_a_repeat_alone_is_no_lead(self) -> None:
        assert leads((1, "parsed", 0, 1), accepted={1}).lost == {1}

    def test_what_was_set_aside_is_seen(self) -> None:
        assert not leads((1, "quarantined", 0, 0), accepted={1}).lost

    def test_the_same_sent_twice_is_one_lead_and_a_repeat(self) -> None:
        verdict = leads((1, "parsed", 1, 0), (1, "parsed", 0, 1), accepted={1})
        assert not verdict.lost
        assert not verdict.doubled

    def test_the_same_sent_twice_that_became_two_is_doubled(self) -> None:
        assert leads((1, "parsed", 1, 0), (1, "parsed", 1, 0), accepted={1}).doubled == {1}


SENT = ("text 7", "sent", 2, "follow_up", True)


class TestMessages:
    def test_taken_once_is_well(self) -> None:
        verdict = messages([SENT], [["text", "7", "d", 0.0]])
        assert (verdict.taken[2], verdict.twice[2], verdict.vanished[2]) == (1, 0, 0)

    def test_the_same_key_taken_twice_is_found(self) -> None:
        assert messages([SENT], [["text", "7", "d", 0.0], ["text", "7", "d", 1.0]]).twice[2] == 1

    def test_the_same_words_under_another_key_are_found(self) -> None:
        other = ("text 8", "sent", 2, "follow_up", True)
        assert messages([SENT, other], [["text", "7", "d", 0.0], ["text", "8", "d", 1.0]]).twice[2] == 2

    def test_sent_by_our_account_and_taken_by_nobody_has_vanished(self) -> None:
        assert messages([SENT], []).vanished[2] == 1

    def test_what_is_on_its_way_for_ever_is_stuck(self) -> None:
        for state in ("queued", "sending"):
            assert messages([("text 7", state, 2, "follow_up", True)], []).stuck[2] == 1

    def test_what_nobody_can_know_is_uncertain(self) -> None:
        assert messages([("text 7", "unsure", 2, "follow_up", True)], []).uncertain[2] == 1

    def test_what_a_provider_took_of_which_we_know_nothing_is_counted(self) -> None:
        assert messages([], [["mail", "x@example.com", "d", 0.0]]).unknown_keys == 1


class TestTheTable:
    def test_says_that_it_held(self) -> None:
        told = whole(leads((1, "parsed", 1, 0), (2, "parsed", 1, 0), (3, "parsed", 1, 0), accepted={1, 2, 3}))
        assert told["ok"]
        assert "3 leads in, 3 out" in table(told)

    def test_a_single_lost_lead_is_enough_to_fail(self) -> None:
        told = whole(leads((1, "parsed", 1, 0), (2, "parsed", 1, 0), accepted={1, 2, 3}))
        assert (told["ok"], told["lost"], told["rounds"][0]["lost"]) == (False, 1, 1)

    def test_whoever_never_recovers_fails(self) -> None:
        one = Round("web", "killed", 1, 1, moments=1, recovery_seconds=None)
        told = report([one], Verdict(), skipped={}, strays=[], written=0, unwritten=[], settled={})
        assert not told["ok"]
        assert "never" in table(told)
