"""Messages: once, as allowed, in time, to whom they are for; and what was allowed is not forgotten."""

from datetime import timedelta

import pytest

from tests.simulation.logs import (
    FLORIDIAN,
    NOON,
    PAT,
    SAM,
    TEXAN,
    Line,
    acknowledged,
    call,
    contact,
    fault,
    found,
    inquiry,
    line,
    person,
    queued,
    sent,
    taken,
    went,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def withdrawn(at=NOON, key: str = "k1", why: str = "") -> Line:
    return line("withdrawn", at, key=key, state="cancelled", why=why)


class TestAMessage:
    def test_is_sent_once(self) -> None:
        assert found(*went(), sent(NOON + MINUTE)) == ["sent_twice"]
        assert found(*went(), *went(NOON + MINUTE, "k2")) == []

    def test_is_not_sent_again_weeks_later(self) -> None:
        mail = {"channel": "email", "address": PAT}
        assert found(*went(**mail), sent(NOON + 40 * DAY, **mail)) == ["sent_twice"]

    def test_is_allowed_before_it_is_sent(self) -> None:
        assert found(sent()) == ["sent_but_never_queued"]

    @pytest.mark.parametrize("what", ["purpose", "channel", "opportunity", "person"])
    def test_is_sent_as_it_was_allowed(self, what: str) -> None:
        allowed = {"purpose": "appointment", "channel": "email", "opportunity": 29, "person": 9}
        assert found(queued(**{what: allowed[what]}), sent()) == ["sent_otherwise_than_allowed"]

    def test_is_not_sent_too_late(self) -> None:
        allowed = queued(too_late_at=NOON + HOUR)
        assert found(allowed, sent(NOON + HOUR)) == []
        assert found(allowed, sent(NOON + HOUR + MINUTE)) == ["sent_too_late"]

    def test_is_too_late_even_when_something_was_broken(self) -> None:
        broken = fault(NOON, NOON + 2 * HOUR)
        assert found(broken, queued(too_late_at=NOON + HOUR), sent(NOON + 2 * HOUR)) == ["sent_too_late"]

    def test_that_was_withdrawn_is_not_sent(self) -> None:
        assert found(queued(), call(), withdrawn(), sent(NOON + MINUTE)) == ["withdrawn_but_sent"]
        assert found(queued(), call(), withdrawn(), *went(NOON + MINUTE)) == []

    def test_is_reported_on_after_it_went(self) -> None:
        report = line("delivered", NOON + MINUTE, key="k1")
        assert found(*went(), report) == []
        assert found(queued(), report, sent(NOON + MINUTE)) == ["reported_before_sent"]
        assert found(queued(), {**report, "kind": "failed"}, sent(NOON + MINUTE)) == ["reported_before_sent"]


class TestTheAddress:
    def test_is_one_that_the_person_had_at_some_time(self) -> None:
        assert found(*went(address=TEXAN)) == ["sent_to_a_stranger"]
        assert found(person(phones=[TEXAN]), *went(NOON + MINUTE)) == []

    def test_is_of_somebody(self) -> None:
        assert found(*went(person=9)) == ["sent_to_a_stranger"]

    def test_fits_the_channel(self) -> None:
        assert found(*went(address=PAT)) == ["sent_to_a_stranger"]
        assert found(*went(channel="email", address=FLORIDIAN)) == ["sent_to_a_stranger"]

    def test_of_a_text_is_no_number_they_never_had(self) -> None:
        assert found(*went(), who=person(phones=[])) == ["sent_to_a_stranger"]

    def test_is_compared_without_capitals_and_extensions(self) -> None:
        who = person(phones=[f"{FLORIDIAN};ext=7"], emails=["Pat@Example.com"])
        assert found(*went(), *went(key="k2", channel="email", address=PAT), who=who) == []

    def test_is_not_their_neighbours(self) -> None:
        neighbour = person(person=2, phones=[TEXAN], emails=[SAM])
        assert found(neighbour, *went(channel="email", address=SAM)) == ["sent_to_a_stranger"]

    def test_is_written_to_by_the_store_of_the_effort(self) -> None:
        asked = [inquiry(channel="walk_in"), taken()]
        assert found(*asked, *went()) == []
        assert found(*asked, *went(store=1)) == ["wrong_store"]

    def test_gets_nothing_by_hand_from_nobody(self) -> None:
        assert found(*went(automatic=False)) == ["sent_by_nobody"]
        assert found(*went(automatic=False, by=5)) == []


class TestWhatWasAllowed:
    mail = {"channel": "email"}

    def test_goes_out_before_it_is_too_late(self) -> None:
        assert found(queued(), until=5 * HOUR) == ["allowed_but_never_sent"]
        assert found(queued(), until=4 * HOUR) == []

    def test_is_found_while_the_run_goes_on(self) -> None:
        assert found(queued(), call(NOON + 5 * HOUR)) == ["allowed_but_never_sent"]

    @pytest.mark.parametrize(
        "cause",
        [
            line("closed", NOON + HOUR, person=1, opportunity=21),
            line("stopped", NOON + HOUR, person=1, opportunity=21),
            line("bought", NOON + HOUR, store=0, person=1, opportunity=21),
            line("opt_out", NOON + HOUR, store=0, address=FLORIDIAN, channels=["text"]),
            call(NOON + HOUR),
            contact(NOON + HOUR, how="visit"),
            person(NOON + HOUR, phones=[TEXAN]),
        ],
        ids=lambda one: one["kind"],
    )
    def test_may_be_withdrawn_for_a_cause(self, cause: Line) -> None:
        assert found(queued(), cause, withdrawn(NOON + 2 * HOUR), until=DAY) == []
        other = {**cause, "person": 9} if "person" in cause else {**cause, "address": TEXAN}
        assert found(queued(), other, withdrawn(NOON + 2 * HOUR), until=DAY) == ["withdrawn_without_cause"]

    def test_is_not_withdrawn_for_nothing(self) -> None:
        assert found(queued(), withdrawn(NOON + HOUR), until=DAY) == ["withdrawn_without_cause"]
        assert found(call(), queued(NOON + HOUR), withdrawn(NOON + 2 * HOUR)) == ["withdrawn_without_cause"]

    def test_may_be_withdrawn_when_their_address_is_dead_or_something_is_broken(self) -> None:
        bounced = [*went(NOON - DAY, "b"), line("failed", NOON - DAY, key="b")]
        assert found(*bounced, queued(), withdrawn(NOON + HOUR)) == []
        assert found(fault(NOON, NOON + HOUR), queued(), withdrawn(NOON + HOUR)) == []

    def test_may_be_withdrawn_when_it_only_says_again_that_it_has_arrived(self) -> None:
        receipt = queued(channel="email", purpose="acknowledgement")
        assert found(*acknowledged(NOON - HOUR), receipt, withdrawn(NOON + MINUTE)) == []
        early = acknowledged(NOON - 2 * DAY)
        assert found(*early, receipt, withdrawn(NOON + MINUTE)) == ["withdrawn_without_cause"]

    def test_is_not_to_be_held_until_it_is_given_up(self) -> None:
        given_up = withdrawn(NOON + 4 * HOUR, why="too_late")
        assert found(queued(), given_up, until=DAY) == ["allowed_but_never_sent"]
        assert found(queued(**self.mail), given_up, until=DAY) == ["allowed_but_never_sent"]

    def test_may_be_given_up_when_there_never_was_an_hour_for_it(self) -> None:
        night = NOON + 8 * HOUR
        assert found(queued(night), withdrawn(night + 4 * HOUR, why="too_late"), until=DAY) == []
        assert found(queued(night, **self.mail), withdrawn(night + 4 * HOUR)) == ["allowed_but_never_sent"]

    def test_that_the_night_held_may_be_given_up_the_next_day(self) -> None:
        night = NOON + 8 * HOUR
        assert found(queued(night), withdrawn(night + 14 * HOUR, why="too_late"), until=DAY) == []
        assert found(queued(night), until=DAY) == []
        assert found(queued(night), until=3 * DAY) == ["allowed_but_never_sent"]

    def test_may_be_given_up_when_they_had_enough_for_a_day(self) -> None:
        calls = [call(NOON + n * MINUTE) for n in range(3)]
        allowed, given_up = queued(NOON + HOUR), withdrawn(NOON + 5 * HOUR, why="too_late")
        assert found(*calls, allowed, given_up, until=DAY) == []
        assert found(*calls[1:], allowed, given_up, until=DAY) == ["allowed_but_never_sent"]

    def test_may_be_given_up_when_something_was_broken(self) -> None:
        broken = fault(NOON + HOUR, NOON + 4 * HOUR)
        assert found(queued(), broken, withdrawn(NOON + 4 * HOUR, why="too_late"), until=DAY) == []
        assert found(queued(), broken, withdrawn(NOON + 4 * HOUR + 10 * MINUTE, why="too_late")) == []
        early = fault(NOON + HOUR, NOON + 2 * HOUR)
        assert found(queued(), early, withdrawn(NOON + 4 * HOUR, why="too_late")) == [
            "allowed_but_never_sent"
        ]

    def test_may_be_given_up_when_night_came_before_what_was_broken_was_mended(self) -> None:
        afternoon = NOON + 5 * HOUR
        broken = fault(afternoon, afternoon + 3 * HOUR)
        allowed, given_up = queued(afternoon), withdrawn(NOON + DAY, why="too_late")
        assert found(broken, allowed, given_up) == []
        shorter = fault(afternoon, afternoon + HOUR)
        assert found(shorter, allowed, given_up) == ["allowed_but_never_sent"]

    def test_may_wait_for_something_that_was_told_beforehand(self) -> None:
        foretold = fault(NOON, NOON + 4 * HOUR, since=(NOON + HOUR).isoformat())
        assert found(foretold, queued(), withdrawn(NOON + 4 * HOUR, why="too_late"), until=DAY) == []
        yesterdays = fault(NOON, NOON + 4 * HOUR, since=(NOON + DAY).isoformat())
        assert found(yesterdays, queued(), withdrawn(NOON + 4 * HOUR)) == ["allowed_but_never_sent"]

    def test_without_a_moment_of_its_own_has_two_days(self) -> None:
        endless = queued(too_late_at=None)
        assert found(endless, until=2 * DAY) == []
        assert found(endless, until=2 * DAY + HOUR) == ["allowed_but_never_sent"]

    def test_and_was_allowed_again_is_owed_from_then_on(self) -> None:
        assert found(queued(), queued(NOON + 3 * HOUR), *went(NOON + 5 * HOUR)) == []
