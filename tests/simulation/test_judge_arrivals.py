"""Inquiries: none lost, none doubled, none somebody else's, every one acknowledged once."""

from datetime import timedelta

from tests.simulation.logs import (
    NOON,
    PAT,
    Line,
    acknowledged,
    fault,
    found,
    inquiry,
    line,
    opportunity,
    person,
    taken,
    went,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AGAIN = {"inquiry": "s0-2", "sense": "copy", "copy_of": "s0-1"}
# By phone nobody is acknowledged in writing, so these tests are about being taken and nothing else.
SPOKEN = {"channel": "phone"}


def asked(minutes: float = 0, **facts: object) -> list[Line]:
    """An inquiry by phone, taken at once."""
    return [inquiry(**SPOKEN), taken(NOON + minutes * MINUTE, **facts)]


class TestAnInquiry:
    def test_is_lost_when_nobody_takes_it(self) -> None:
        assert found(inquiry(**SPOKEN), until=HOUR) == ["lost_inquiry"]

    def test_is_lost_when_it_is_taken_too_late(self) -> None:
        assert found(*asked(16)) == ["lost_inquiry"]
        assert found(*asked(15)) == []

    def test_is_lost_when_the_run_ends_first(self) -> None:
        assert found(inquiry(**SPOKEN)) == ["lost_inquiry"]

    def test_may_wait_for_what_is_broken_and_a_quarter_of_an_hour(self) -> None:
        broken = fault(NOON + 5 * MINUTE, NOON + HOUR)
        assert found(inquiry(**SPOKEN), broken, taken(NOON + 75 * MINUTE)) == []
        assert found(inquiry(**SPOKEN), broken, taken(NOON + 76 * MINUTE)) == ["lost_inquiry"]

    def test_does_not_wait_for_what_is_broken_elsewhere_or_was_long_ago(self) -> None:
        elsewhere = fault(NOON, NOON + HOUR, store=1)
        assert found(elsewhere, *asked(30)) == ["lost_inquiry"]
        long_ago = fault(NOON - 5 * HOUR, NOON - 4 * HOUR)
        assert found(long_ago, *asked(30)) == ["lost_inquiry"]

    def test_is_lost_when_nobody_can_see_what_became_of_it(self) -> None:
        nowhere = {"lead": None, "opportunity": None, "person": None, "grade": None}
        assert found(*asked(**nowhere)) == ["lost_inquiry"]
        assert found(*asked(**nowhere, state="quarantined")) == []
        assert found(inquiry(sense="junk", shopper=None), taken(**nowhere)) == []

    def test_is_not_taken_out_of_thin_air(self) -> None:
        assert found(*asked(), taken(inquiry="s0-9", lead=19)) == ["taken_from_nothing"]


class TestAShopper:
    def test_is_not_taken_for_junk(self) -> None:
        assert found(*asked(grade="D")) == ["shopper_taken_for_junk"]
        assert found(inquiry(sense="junk", shopper=None), taken(grade="D")) == []

    def test_is_one_person(self) -> None:
        wife = [inquiry(inquiry="s0-3", shopper=8, **SPOKEN), taken(inquiry="s0-3", lead=12, opportunity=22)]
        assert found(*asked(), *wife) == ["two_shoppers_as_one"]
        assert found(*asked(), wife[0], {**wife[1], "person": 2}) == []
        again = [{**wife[0], "shopper": 7}, wife[1]]
        assert found(*asked(), *again) == []


class TestARedelivery:
    def test_makes_no_lead_of_its_own(self) -> None:
        assert found(*asked(), inquiry(**AGAIN), taken(inquiry="s0-2", lead=12)) == ["doubled_lead"]

    def test_is_a_repeat_of_the_first(self) -> None:
        assert found(*asked(), inquiry(**AGAIN), taken(inquiry="s0-2", lead=None, repeat_of=11)) == []
        assert found(*asked(), inquiry(**AGAIN), taken(inquiry="s0-2", lead=11)) == []

    def test_may_be_understood_first(self) -> None:
        copy = [inquiry(**AGAIN), taken(inquiry="s0-2")]
        assert found(inquiry(**SPOKEN), *copy, taken(lead=None, repeat_of=11)) == []
        assert found(inquiry(**SPOKEN), *copy, taken(lead=12)) == ["doubled_lead"]

    def test_takes_the_place_of_one_that_was_lost(self) -> None:
        lost = [inquiry(**SPOKEN), taken(lead=None, opportunity=None, person=None)]
        assert found(*lost, inquiry(**AGAIN), taken(inquiry="s0-2")) == ["lost_inquiry"]

    def test_of_the_understanding_is_no_second_lead_either(self) -> None:
        assert found(*asked(), taken(lead=12)) == ["doubled_lead"]
        assert found(*asked(), taken()) == []


class TestALead:
    def test_belongs_to_the_store_that_was_asked(self) -> None:
        assert found(*asked(store=1)) == ["wrong_store"]

    def test_of_one_store_joins_no_effort_of_another(self) -> None:
        other = [inquiry(inquiry="s1-1", store=1, **SPOKEN), taken(inquiry="s1-1", store=1, lead=12)]
        assert found(*asked(), *other) == ["wrong_store"]
        own = [other[0], taken(inquiry="s1-1", store=1, lead=12, opportunity=22)]
        assert found(*asked(), *own) == []

    def test_is_not_shown_by_another_store(self) -> None:
        assert found(*asked(), opportunity(store=1)) == ["wrong_store"]
        assert found(*asked(), opportunity()) == []

    def test_of_one_person_joins_no_effort_of_another(self) -> None:
        second = [inquiry(inquiry="s0-3", shopper=8, **SPOKEN), taken(inquiry="s0-3", lead=12, person=2)]
        assert found(*asked(), *second) == ["wrong_person"]

    def test_is_of_one_inquiry_only(self) -> None:
        assert found(*asked(), inquiry(inquiry="s0-3", **SPOKEN), taken(inquiry="s0-3")) == [
            "swallowed_inquiry"
        ]


class TestAcknowledgements:
    def test_are_owed_within_a_minute_and_the_grain(self) -> None:
        assert found(inquiry(), taken(), until=HOUR) == ["not_acknowledged"]
        assert found(inquiry(), taken(), *acknowledged(NOON + 6 * MINUTE)) == []
        assert found(inquiry(), taken(), *acknowledged(NOON + 7 * MINUTE)) == ["not_acknowledged"]

    def test_are_owed_to_a_lead_that_was_understood_late(self) -> None:
        assert found(inquiry(), taken(NOON + 8 * MINUTE), until=HOUR) == ["not_acknowledged"]

    def test_may_wait_for_what_is_broken(self) -> None:
        broken = fault(NOON + MINUTE, NOON + HOUR)
        assert found(inquiry(), taken(), broken, *acknowledged(NOON + 75 * MINUTE)) == []
        assert found(inquiry(), taken(), broken, *acknowledged(NOON + 76 * MINUTE)) == ["not_acknowledged"]

    def test_that_were_allowed_and_never_sent_do_not_count(self) -> None:
        allowed = acknowledged(NOON + MINUTE)[:1]
        withdrawn = line("withdrawn", NOON + MINUTE, key="a1", state="cancelled", why="")
        wrong = found(inquiry(), taken(), *allowed, withdrawn, until=HOUR)
        assert wrong == ["withdrawn_without_cause", "not_acknowledged"]

    def test_are_owed_to_whoever_gave_an_address_that_was_lost(self) -> None:
        assert found(inquiry(), taken(), until=HOUR, who=person(emails=[])) == ["not_acknowledged"]

    def test_are_not_owed_to_junk_to_machines_or_at_the_counter(self) -> None:
        assert found(inquiry(sense="junk", shopper=None), taken(), until=HOUR) == []
        assert found(inquiry(channel="walk_in"), taken(), until=HOUR) == []
        assert found(inquiry(email=False), taken(), until=HOUR) == []
        assert found(inquiry(machine=True), taken(), until=HOUR) == []

    def test_are_not_owed_to_whoever_refused_is_unreachable_or_was_stopped(self) -> None:
        refused = line("opt_out", store=1, address=PAT, channels=[""])
        assert found(refused, inquiry(), taken(), until=HOUR) == []
        bounced = [*went(channel="email", address=PAT), line("failed", key="k1")]
        assert found(*bounced, inquiry(), taken(), until=HOUR) == []
        stopped = line("stopped", person=1, opportunity=21)
        assert found(stopped, inquiry(), taken(), until=HOUR) == []

    def test_are_still_owed_when_only_texts_were_refused(self) -> None:
        refused = line("opt_out", store=0, address=PAT, channels=["text"])
        assert found(refused, inquiry(), taken(), until=HOUR) == ["not_acknowledged"]

    def test_go_to_an_address_once_a_day_whichever_store_was_asked(self) -> None:
        first = [inquiry(), taken(), *acknowledged()]
        other = {"store": 1, "opportunity": 22}
        at = NOON + HOUR
        second = [inquiry(at, inquiry="s1-1", store=1), taken(at, inquiry="s1-1", lead=12, **other)]
        assert found(*first, *second, until=HOUR) == []
        assert found(*first, *second, *acknowledged(at, "a2", **other)) == ["acknowledged_twice"]

    def test_are_owed_again_the_day_after(self) -> None:
        first = [inquiry(), taken(), *acknowledged()]
        at = NOON + DAY + HOUR
        second = [inquiry(at, inquiry="s0-2"), taken(at, inquiry="s0-2", lead=12)]
        assert found(*first, *second, until=HOUR) == ["not_acknowledged"]
        assert found(*first, *second, *acknowledged(at, "a2")) == []

    def test_of_another_group_are_their_own_matter(self) -> None:
        first = [inquiry(), taken(), *acknowledged()]
        theirs = {"person": 3, "opportunity": 23, "store": 2}
        known = person(person=3)
        second = [known, inquiry(inquiry="s2-1", store=2), taken(inquiry="s2-1", lead=13, **theirs)]
        assert found(*first, *second, until=HOUR) == ["not_acknowledged"]
        assert found(*first, *second, *acknowledged(key="a2", **theirs)) == []
