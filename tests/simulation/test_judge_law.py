"""Hours, caps, refusals and endings: what may not be sent, and the nearest thing that may."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from freshup.interfaces.console.simulation.judging.atlas import AREAS, STATES, ZIPS, Place, places
from tests.simulation.logs import (
    FLORIDIAN,
    NOON,
    PAT,
    TEXAN,
    call,
    contact,
    found,
    inquiry,
    line,
    opportunity,
    person,
    taken,
    went,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(hour: int, minute: int = 0, *, zone: str = "America/New_York", day: int = 18) -> datetime:
    """On the wall clock of November 2026; the 18th is a Wednesday, the 22nd a Sunday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def living(region: str, postal_code: str, phone: str = FLORIDIAN) -> dict[str, object]:
    return person(region=region, postal_code=postal_code, phones=[phone])


class TestHours:
    @pytest.mark.parametrize(
        ("when", "fine"),
        [(at(7, 59), False), (at(8), True), (at(19, 59), True), (at(20), False), (at(23, 30), False)],
    )
    def test_of_florida_are_eight_to_eight(self, when: datetime, fine: bool) -> None:
        assert found(*went(when)) == ([] if fine else ["sent_in_quiet_hours"])

    @pytest.mark.parametrize(
        ("hour", "day", "fine"),
        [(8, 18, False), (9, 18, True), (20, 18, True), (21, 18, False), (11, 22, False), (12, 22, True)],
    )
    def test_of_texas_begin_at_nine_and_on_sundays_at_noon(self, hour: int, day: int, fine: bool) -> None:
        texan = living("TX", "75201", TEXAN)
        text = went(at(hour, zone="America/Chicago", day=day), address=TEXAN)
        assert found(*text, who=texan) == ([] if fine else ["sent_in_quiet_hours"])

    def test_of_states_without_their_own_are_the_nations(self) -> None:
        phoenix = living("AZ", "85004", "+14805550142")
        evening = at(20, 30, zone="America/Phoenix")
        assert found(*went(evening, address="+14805550142"), who=phoenix) == []

    def test_count_in_every_place_the_customer_may_be(self) -> None:
        # 08:30 in Florida is 03:30 where the postal code says that they live.
        assert found(*went(at(8, 30)), who=living("HI", "96813")) == ["sent_in_quiet_hours"]
        assert found(*went(at(14)), who=living("HI", "96813")) == []

    def test_go_by_the_number_alone_when_nobody_knows_where_they_live(self) -> None:
        texan = living("", "", TEXAN)
        assert found(*went(at(8, 30, zone="America/Chicago"), address=TEXAN), who=texan) == [
            "sent_in_quiet_hours"
        ]
        assert found(*went(at(9, 30, zone="America/Chicago"), address=TEXAN), who=texan) == []

    def test_are_those_of_the_whole_mainland_when_nothing_is_known(self) -> None:
        toll_free = "+18005550142"
        nowhere = living("", "", toll_free)
        assert found(*went(at(10), address=toll_free), who=nowhere) == ["sent_in_quiet_hours"]
        assert found(*went(at(13), address=toll_free), who=nowhere) == []

    def test_bind_neither_mail_nor_what_confirms_a_refusal(self) -> None:
        refusal = line("opt_out", at(23), store=0, address=FLORIDIAN, channels=["text"])
        assert found(*went(at(6), channel="email", address=PAT)) == []
        assert found(refusal, *went(at(23, 1), purpose="confirmation")) == []

    def test_bind_what_is_dialled_through_the_provider_but_not_who_says_that_they_called(self) -> None:
        assert found(call(at(22))) == ["called_in_quiet_hours"]
        assert found(call(at(22), verified=False)) == []
        assert found(call(at(22), named=True)) == []
        assert found(call(at(12))) == []


class TestPlaces:
    def test_are_where_the_postal_code_lies_if_the_number_fits(self) -> None:
        assert places("FL", "32401", "+18505550142") == (Place("FL", "America/Chicago"),)
        assert places("FL", "32456", "+18505550142") == (Place("FL", "America/New_York"),)

    def test_are_both_when_they_disagree(self) -> None:
        assert {one.state for one in places("HI", "96813", FLORIDIAN)} == {"HI", "FL"}

    def test_are_all_zones_of_the_state_when_no_more_is_known(self) -> None:
        assert len(places("fl", "", "")) == 2
        assert places("", "", "+442079460000") == ()

    def test_of_every_state_are_known_by_code_and_by_number(self) -> None:
        codes = {one.state for found in AREAS.values() for one in found}
        # The fifty, the District and Puerto Rico.
        assert codes == {one.state for one in ZIPS.values()} == set(STATES)
        assert len(codes) == 52
        assert all(ZoneInfo(one.zone) for found in AREAS.values() for one in found)


class TestCaps:
    def texts(self, count: int, start: datetime = NOON, **facts: object) -> list[dict[str, object]]:
        return [one for n in range(count) for one in went(start + n * MINUTE, f"t{n}", **facts)]

    def test_of_florida_are_three_in_a_day(self) -> None:
        assert found(*self.texts(3)) == []
        assert found(*self.texts(4)) == ["over_the_cap"]

    def test_elsewhere_are_six(self) -> None:
        texan = living("TX", "75201", TEXAN)
        assert found(*self.texts(6, address=TEXAN), who=texan) == []
        assert found(*self.texts(7, address=TEXAN), who=texan) == ["over_the_cap"]

    def test_count_calls_too(self) -> None:
        calls = [call(NOON + n * MINUTE, verified=False) for n in range(3)]
        assert found(*calls[:2], *went(NOON + HOUR)) == []
        assert found(*calls, *went(NOON + HOUR)) == ["over_the_cap"]

    def test_begin_again_after_a_day(self) -> None:
        assert found(*self.texts(3), *went(NOON + DAY + 3 * MINUTE, "k9")) == []
        assert found(*self.texts(3), *went(NOON + DAY - HOUR, "k9")) == ["over_the_cap"]

    def test_are_of_a_person_and_not_of_a_number(self) -> None:
        other = [person(NOON + HOUR, person=2), *went(NOON + HOUR, "k9", person=2, opportunity=22)]
        assert found(*self.texts(3), *other) == []

    def test_allow_machines_one_advertisement(self) -> None:
        texan = living("TX", "75201", TEXAN)
        ad = {"purpose": "marketing", "address": TEXAN}
        by_hand = self.texts(2, **ad, automatic=False, by=5)
        assert found(*by_hand, *went(NOON + HOUR, "k8", **ad), who=texan) == []
        assert found(*self.texts(2, **ad), who=texan) == ["over_the_cap"]
        assert found(*self.texts(4, **ad, automatic=False, by=5), who=texan) == ["over_the_cap"]

    def test_do_not_bind_a_conversation_or_an_appointment(self) -> None:
        answer = went(NOON + HOUR, "k9", purpose="reply", automatic=False, by=5)
        assert found(*self.texts(3), *answer) == ["over_the_cap"]
        assert found(*self.texts(3), contact(NOON + 3 * MINUTE), *answer) == []
        assert found(*self.texts(3), *went(NOON + HOUR, "k9", purpose="appointment")) == []

    def test_do_not_bind_an_answer_to_either_of_a_couple_with_one_phone(self) -> None:
        answer = went(NOON + HOUR, "k9", purpose="reply", automatic=False, by=5)
        hers = contact(NOON + 3 * MINUTE, person=2, opportunity=22)
        apart = person(person=2, phones=[TEXAN])
        assert found(person(person=2), *self.texts(3), hers, *answer) == []
        assert found(person(person=2), *self.texts(3), {**hers, "how": "email"}, *answer) == ["over_the_cap"]
        assert found(apart, *self.texts(3), hers, *answer) == ["over_the_cap"]


class TestRefusals:
    def refusal(self, *channels: str, address: str = FLORIDIAN, **facts: object) -> dict[str, object]:
        return line("opt_out", **{"store": 0, "address": address, "channels": list(channels), **facts})

    def test_of_texts_end_the_texts(self) -> None:
        assert found(self.refusal("text"), *went(NOON + MINUTE)) == ["sent_after_opt_out"]
        assert found(self.refusal("text"), *went(NOON + MINUTE, channel="email", address=PAT)) == []

    def test_bind_people_as_well_as_machines(self) -> None:
        by_hand = went(NOON + MINUTE, automatic=False, by=5, purpose="reply")
        assert found(self.refusal("text"), *by_hand) == ["sent_after_opt_out"]

    def test_of_everything_end_the_mail_too(self) -> None:
        mail = went(NOON + MINUTE, channel="email", address=PAT.upper())
        assert found(self.refusal("", address=PAT), *mail) == ["sent_after_opt_out"]
        assert found(self.refusal("email", address="sam@example.com"), *mail) == []

    def test_bind_every_store_of_the_group_and_no_other_group(self) -> None:
        text = went(NOON + MINUTE, store=1, opportunity=22)
        assert found(self.refusal("text"), *text) == ["sent_after_opt_out"]
        theirs = [person(person=3), *went(NOON + MINUTE, store=2, person=3, opportunity=23)]
        assert found(self.refusal("text"), *theirs) == []

    def test_of_everything_by_text_close_all_that_is_theirs(self) -> None:
        mail = went(NOON + MINUTE, channel="email", address=PAT)
        assert found(self.refusal("", person=1), *mail) == ["sent_after_opt_out"]
        assert found(self.refusal("text", person=1), *mail) == []
        spam = self.refusal("", person=1, address=PAT)
        assert found(spam, *went(NOON + MINUTE)) == []

    def test_that_come_after_the_message_change_nothing(self) -> None:
        assert found(*went(), self.refusal("text")) == []

    def test_of_every_number_end_the_calls(self) -> None:
        assert found(self.refusal(""), call(NOON + MINUTE)) == ["called_after_opt_out"]
        assert found(self.refusal("text"), call(NOON + MINUTE)) == []
        two = person(phones=[FLORIDIAN, TEXAN])
        assert found(self.refusal(""), call(NOON + MINUTE), who=two) == []

    def test_are_confirmed_once(self) -> None:
        first = went(NOON + MINUTE, "c1", purpose="confirmation")
        second = went(NOON + 2 * MINUTE, "c2", purpose="confirmation")
        assert found(self.refusal("text"), *first) == []
        assert found(self.refusal("text"), *first, *second) == ["confirmation_out_of_place"]
        again = line("opt_out", NOON + 2 * MINUTE, store=0, address=FLORIDIAN, channels=["text"])
        assert found(self.refusal("text"), *first, again, *second) == []

    def test_are_confirmed_at_once_and_by_text(self) -> None:
        assert found(self.refusal("text"), *went(NOON + 10 * MINUTE, purpose="confirmation")) == []
        late = went(NOON + 11 * MINUTE, purpose="confirmation")
        assert found(self.refusal("text"), *late) == ["confirmation_out_of_place"]
        mail = went(NOON + MINUTE, purpose="confirmation", channel="email", address=PAT)
        assert found(self.refusal("", address=PAT), *mail) == ["confirmation_out_of_place"]

    def test_are_not_confirmed_to_whoever_refused_nothing(self) -> None:
        assert found(*went(purpose="confirmation")) == ["confirmation_out_of_place"]


class TestEndings:
    bought = line("bought", store=0, person=1, opportunity=21)

    def test_by_a_purchase_end_what_machines_follow_up_with(self) -> None:
        assert found(self.bought, *went(NOON + MINUTE)) == ["sent_after_purchase"]
        assert found(self.bought, *went(NOON + MINUTE, opportunity=22, store=1)) == ["sent_after_purchase"]
        other = person(person=2)
        assert found(other, self.bought, *went(NOON + MINUTE, person=2, opportunity=22)) == []

    def test_by_a_purchase_end_neither_people_nor_receipts(self) -> None:
        assert found(self.bought, *went(NOON + MINUTE, automatic=False, by=5)) == []
        assert found(self.bought, *went(NOON + MINUTE, purpose="appointment")) == []

    def test_by_a_purchase_close_the_effort_until_they_ask_again(self) -> None:
        assert found(self.bought, opportunity()) == ["open_for_a_purchaser"]
        assert found(self.bought, opportunity(open=False)) == []
        assert found(self.bought, inquiry(channel="walk_in"), taken(), opportunity()) == []

    @pytest.mark.parametrize("kind", ["closed", "stopped"])
    def test_by_a_person_end_the_follow_up_of_that_effort(self, kind: str) -> None:
        over = line(kind, person=1, opportunity=21)
        assert found(over, *went(NOON + MINUTE)) == ["sent_after_the_end"]
        assert found(over, *went(NOON + MINUTE, automatic=False, by=5)) == []
        assert found(over, *went(NOON + MINUTE, opportunity=22)) == []

    def test_by_a_person_leave_what_answers_the_customer(self) -> None:
        closed = line("closed", person=1, opportunity=21)
        stopped = line("stopped", person=1, opportunity=21)
        receipt = went(NOON + MINUTE, purpose="acknowledgement")
        assert found(closed, *receipt) == []
        assert found(stopped, *receipt) == ["sent_after_the_end"]

    def test_by_closing_last_until_they_ask_again(self) -> None:
        closed = line("closed", person=1, opportunity=21)
        assert found(closed, inquiry(channel="walk_in"), taken(), *went(NOON + MINUTE)) == []
