"""Clocks: forwards only, started by people, and every customer heard."""

from datetime import timedelta

import pytest

from tests.simulation.logs import (
    NOON,
    acknowledged,
    call,
    clock,
    contact,
    fault,
    found,
    inquiry,
    person,
    taken,
    went,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALLED, LATER = NOON + 20 * MINUTE, NOON + DAY


class TestAClock:
    @pytest.mark.parametrize("name", ["acknowledged_at", "attempted_at", "contacted_at"])
    def test_shows_nothing_before_the_inquiry(self, name: str) -> None:
        early = [call(NOON - MINUTE, outcome="spoke"), *acknowledged(NOON - MINUTE)]
        assert "clock_backwards" in found(*early, clock(LATER, **{name: NOON - MINUTE}))
        now = [call(outcome="spoke"), *acknowledged()]
        assert "clock_backwards" not in found(*now, clock(LATER, **{name: NOON}))

    def test_shows_nothing_that_is_yet_to_come(self) -> None:
        assert "clock_backwards" in found(call(CALLED), clock(CALLED, attempted_at=CALLED + HOUR))

    def test_keeps_what_it_shows(self) -> None:
        first = [call(CALLED), call(CALLED + HOUR), clock(LATER, attempted_at=CALLED, attempt_verified=True)]
        assert found(*first, clock(LATER + DAY, attempted_at=CALLED, attempt_verified=True)) == []
        moved = clock(LATER + DAY, attempted_at=CALLED + HOUR, attempt_verified=True)
        assert found(*first, moved) == ["clock_backwards", "attempt_unheard"]
        assert found(*first, clock(LATER + DAY)) == ["clock_backwards", "attempt_unheard"]

    def test_keeps_the_moment_of_receipt(self) -> None:
        assert found(clock(), clock(LATER, received_at=NOON + MINUTE)) == ["clock_backwards"]

    def test_may_learn_more(self) -> None:
        assert found(clock(NOON + MINUTE), call(CALLED), clock(LATER, attempted_at=CALLED)) == []

    def test_starts_when_the_inquiry_came(self) -> None:
        asked = [inquiry(channel="phone"), taken()]
        assert found(*asked, clock(LATER, received_at=NOON + 5 * MINUTE)) == []
        assert found(*asked, clock(LATER, received_at=NOON + 6 * MINUTE)) == ["received_at_another_time"]


class TestAnAttempt:
    def test_is_a_persons(self) -> None:
        attempted = clock(LATER, attempted_at=CALLED)
        assert found(*went(CALLED), attempted) == ["robot_counted_as_person"]
        assert found(*went(CALLED, automatic=False, by=5), attempted) == []
        assert found(call(CALLED, verified=False), attempted) == []

    def test_is_of_that_moment(self) -> None:
        assert found(call(CALLED), clock(LATER, attempted_at=CALLED + 5 * MINUTE)) == []
        assert found(call(CALLED), clock(LATER, attempted_at=CALLED + 6 * MINUTE)) == [
            "robot_counted_as_person"
        ]

    def test_is_counted(self) -> None:
        assert found(call(CALLED), clock(LATER)) == ["attempt_unheard"]
        assert found(call(CALLED), clock(LATER, received_at=CALLED + MINUTE)) == []
        assert found(call(CALLED, outcome="bad_number"), clock(LATER)) == []

    def test_is_for_that_effort(self) -> None:
        assert found(call(CALLED, opportunity=29), clock(LATER, attempted_at=CALLED)) == [
            "robot_counted_as_person"
        ]

    def test_was_made_when_they_met(self) -> None:
        assert (
            found(contact(CALLED, how="visit"), clock(LATER, attempted_at=CALLED, contacted_at=CALLED)) == []
        )
        counter = [inquiry(channel="walk_in"), taken()]
        assert found(*counter, clock(LATER, attempted_at=NOON, contacted_at=NOON, acknowledged_at=NOON)) == []

    def test_was_not_made_because_the_customer_wrote(self) -> None:
        wrote = contact(CALLED, how="email")
        assert found(wrote, clock(LATER, attempted_at=CALLED, contacted_at=CALLED)) == [
            "robot_counted_as_person"
        ]

    def test_is_borne_out_by_more_than_somebodys_word(self) -> None:
        verified = clock(LATER, attempted_at=CALLED, attempt_verified=True)
        assert found(call(CALLED, verified=False), verified) == ["claim_counted_as_verified"]
        assert found(call(CALLED), verified) == []
        assert found(*went(CALLED, automatic=False, by=5), verified) == []


class TestContact:
    def test_is_what_the_customer_did(self) -> None:
        contacted = clock(LATER, contacted_at=CALLED)
        assert found(*went(CALLED), contacted) == ["contact_unheard"]
        assert found(contact(CALLED), contacted) == []

    def test_may_be_somebodys_word(self) -> None:
        spoke = call(CALLED, verified=False, outcome="spoke")
        both = clock(LATER, attempted_at=CALLED, contacted_at=CALLED)
        assert found(spoke, both) == []
        assert found({**spoke, "outcome": "no_answer"}, both) == ["contact_unheard"]

    def test_is_heard(self) -> None:
        assert found(contact(CALLED), clock(LATER)) == ["contact_unheard"]
        assert found(contact(CALLED), clock(LATER, contacted_at=CALLED)) == []

    def test_is_heard_soon(self) -> None:
        twice = [contact(CALLED), contact(CALLED + 5 * HOUR)]
        assert found(*twice, clock(LATER, contacted_at=CALLED)) == []
        assert found(*twice, clock(LATER, contacted_at=CALLED + 5 * HOUR)) == ["contact_unheard"]

    def test_may_wait_for_what_is_broken(self) -> None:
        twice = [contact(CALLED), fault(CALLED, CALLED + 5 * HOUR), contact(CALLED + 5 * HOUR)]
        assert found(*twice, clock(LATER, contacted_at=CALLED + 5 * HOUR)) == []
        once = [contact(CALLED), fault(CALLED, CALLED + HOUR)]
        assert found(*once, clock(LATER, contacted_at=CALLED + 75 * MINUTE)) == []
        assert "contact_unheard" in found(*once, clock(LATER, contacted_at=CALLED + 76 * MINUTE))

    def test_in_the_last_minutes_may_still_be_on_its_way(self) -> None:
        assert found(clock(NOON), contact(CALLED), until=20 * MINUTE - MINUTE) == []
        assert found(clock(NOON), contact(CALLED), until=20 * MINUTE) == ["contact_unheard"]

    def test_is_on_every_clock_that_was_running(self) -> None:
        other = {"lead": 12, "inquiry": None}
        heard = clock(LATER, contacted_at=CALLED)
        assert found(contact(CALLED), heard, clock(LATER, **other)) == ["contact_unheard"]
        assert found(contact(CALLED), heard, clock(LATER, **other, received_at=CALLED + MINUTE)) == []


class TestACouple:
    """A text from the number that they share does not say whose it is."""

    both = [
        *(inquiry(inquiry=f"s0-{n}", shopper=n, channel="mail", email=False) for n in (1, 2)),
        person(person=2),
        taken(),
        taken(inquiry="s0-2", lead=12, opportunity=22, person=2),
    ]
    hers = clock(LATER, lead=12, inquiry="s0-2", opportunity=22)

    def test_is_heard_on_either_clock(self) -> None:
        text = contact(CALLED, person=2, opportunity=22)
        assert found(*self.both, text, clock(LATER, contacted_at=CALLED), self.hers) == []
        assert found(*self.both, text, clock(LATER), self.hers) == ["contact_unheard"]

    def test_that_has_two_phones_is_two_people(self) -> None:
        apart = [*self.both[:2], person(person=2, phones=["+12395550199"]), *self.both[3:]]
        wrong = found(
            *apart, contact(CALLED, person=2, opportunity=22), clock(LATER, contacted_at=CALLED), self.hers
        )
        assert wrong == ["contact_unheard", "contact_unheard"]

    def test_writes_two_different_letters(self) -> None:
        mail = contact(CALLED, person=2, opportunity=22, how="email")
        assert (
            found(*self.both, mail, clock(LATER, contacted_at=CALLED), self.hers) == ["contact_unheard"] * 2
        )


class TestAClockThatJumps:
    """Twenty minutes ahead: what it writes down then is wrong by as much, and by no more."""

    jump = fault(CALLED, CALLED + 20 * MINUTE, what="clock")

    def test_may_be_wrong_by_its_jump(self) -> None:
        late = clock(LATER, attempted_at=CALLED + 20 * MINUTE)
        assert found(self.jump, call(CALLED), late) == []
        assert found(call(CALLED), late) == ["robot_counted_as_person"]
        later = clock(LATER, attempted_at=CALLED + 36 * MINUTE)
        assert found(self.jump, call(CALLED), later) == ["robot_counted_as_person"]

    def test_is_wrong_about_its_own_hour_only(self) -> None:
        tomorrow = CALLED + DAY
        late = clock(tomorrow + HOUR, attempted_at=tomorrow + 20 * MINUTE)
        assert found(self.jump, call(tomorrow), late) == ["robot_counted_as_person"]


class TestAnAcknowledgement:
    def test_in_the_books_was_sent(self) -> None:
        assert found(clock(LATER, acknowledged_at=CALLED)) == ["acknowledged_by_nobody"]
        assert found(*acknowledged(CALLED), clock(LATER, acknowledged_at=CALLED)) == []
        spoke = {"acknowledged_at": CALLED, "attempted_at": CALLED, "contacted_at": CALLED}
        assert found(call(CALLED, outcome="spoke"), clock(LATER, **spoke)) == []
        wrong = found(call(CALLED), clock(LATER, acknowledged_at=CALLED, attempted_at=CALLED))
        assert wrong == ["acknowledged_by_nobody"]

    def test_that_was_sent_is_in_the_books(self) -> None:
        assert found(*acknowledged(CALLED), clock(LATER)) == ["acknowledgement_unheard"]
        older = [
            clock(LATER),
            clock(LATER, lead=12, inquiry=None, received_at=CALLED, acknowledged_at=CALLED),
        ]
        assert found(*acknowledged(CALLED), *older) == []
