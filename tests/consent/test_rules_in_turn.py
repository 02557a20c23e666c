# ruff: noqa: E501 - a case is a line
"""A table of cases for every rule of the gate: who asks, when, and what it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from freshup.domain.consent import (
    DEFAULT_LAW,
    RULES,
    SENTENCES,
    CapRule,
    Hold,
    HoursRule,
    Law,
    Permit,
    Place,
    Refusal,
    SendRequest,
    Window,
    decide,
)

EASTERN = ZoneInfo("America/New_York")
FLORIDA = (Place("FL", "America/New_York"),)
GEORGIA = (Place("GA", "America/New_York"),)
# A Wednesday, 14:00 in Miami.
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=EASTERN)
STEP = SendRequest(
    7,
    "follow_up",
    "text",
    "+12395550142",
    places=GEORGIA,
    consent="inquiry",
    inquired_at=NOW - timedelta(days=2),
)
MAIL = replace(STEP, channel="email", address="ana@example.com", places=())
BY_HAND = replace(STEP, purpose="reply", automated=False, wrote_at=NOW - timedelta(hours=3))
AD = replace(STEP, purpose="marketing", consent="written")


def ago(**of: float) -> datetime:
    return NOW - timedelta(**of)


def times(count: int) -> tuple[datetime, ...]:
    """So many attempts in the last hours, the oldest `count` hours ago."""
    return tuple(ago(hours=n) for n in range(count, 0, -1))


CASES: list[tuple[str, dict[str, Any], str]] = [
    # What the person forbade.
    ("an opt-out", {"suppressed": True}, "suppressed"),
    ("an opt-out, by hand", {"suppressed": True, "automated": False, "purpose": "reply"}, "suppressed"),
    ("an opt-out, our own people", {"suppressed": True, "purpose": "staff"}, "suppressed"),
    ("an opt-out and much else", {"suppressed": True, "stopped": True, "address": None}, "suppressed"),
    # What is over.
    ("stop everything", {"stopped": True}, "stopped"),
    ("stop everything, an appointment", {"stopped": True, "purpose": "appointment"}, "stopped"),
    ("closed as lost", {"closed_as": "lost"}, "closed"),
    ("sold", {"closed_as": "sold"}, "closed"),
    ("a buyer", {"bought": True}, "bought"),
    ("a buyer, marketing", {"bought": True, "purpose": "marketing", "consent": "written"}, "bought"),
    ("a cadence that ended", {"running": False}, "ended"),
    ("too late", {"too_late_at": ago(seconds=1)}, "too_late"),
    ("too late, by hand", {"too_late_at": ago(seconds=1), "automated": False}, "too_late"),
    # Where nothing arrives.
    ("no number", {"address": None}, "no_number"),
    ("an address for a number", {"address": "ana@example.com"}, "no_number"),
    ("a number out of service", {"reachability": "disconnected"}, "disconnected"),
    ("somebody else's number", {"reachability": "wrong_person"}, "wrong_person"),
    ("a fax", {"phone_kind": "fax"}, "no_voice"),
    ("a pager, by a call", {"phone_kind": "pager", "channel": "call"}, "no_voice"),
    ("the line at work, by machine", {"phone_kind": "work"}, "landline"),
    ("no registration", {"can_text": False}, "text_not_registered"),
    ("no registration, by hand", {"can_text": False, "automated": False}, "text_not_registered"),
    # What makes no sense.
    ("grade D", {"grade": "D"}, "grade_d"),
    ("no lead", {"handling": "not_a_lead"}, "not_a_lead"),
    ("nothing was asked", {"purpose": "reply"}, "nothing_to_answer"),
    ("nothing was asked lately", {"purpose": "reply", "wrote_at": ago(hours=25)}, "nothing_to_answer"),
    ("a confirmation nobody asked for", {"purpose": "confirmation"}, "confirmation_late"),
    ("a late confirmation", {"purpose": "confirmation", "opted_out_at": ago(minutes=6)}, "confirmation_late"),
    # What was never agreed to.
    ("no consent", {"consent": "none"}, "no_consent"),
    ("marketing on an inquiry", {"purpose": "marketing"}, "no_written_consent"),
    ("marketing on a word", {"purpose": "marketing", "consent": "express"}, "no_written_consent"),
    ("a machine's marketing call", {"purpose": "marketing", "channel": "call"}, "no_written_consent"),
    ("a marketing text by hand", {"purpose": "marketing", "automated": False}, "no_written_consent"),
    ("an inquiry of 91 days ago", {"inquired_at": ago(days=91)}, "ebr_expired"),
    (
        "the same, dialled by hand",
        {"inquired_at": ago(days=91), "channel": "call", "automated": False},
        "ebr_expired",
    ),
    ("a customer of 19 months", {"inquired_at": None, "bought_at": ago(days=580)}, "ebr_expired"),
    (
        "nobody's number",
        {"consent": "none", "inquired_at": None, "channel": "call", "automated": False},
        "no_consent",
    ),
]


@pytest.mark.parametrize(("_", "facts", "rule"), CASES, ids=[case[0] for case in CASES])
def test_refuses(_: str, facts: dict[str, Any], rule: str) -> None:
    answer = decide(replace(STEP, **facts), NOW)
    assert isinstance(answer, Refusal), answer
    assert answer.rule == rule
    assert SENTENCES[answer.reason.code] % answer.reason.params


ALLOWED: list[tuple[str, SendRequest, dict[str, Any], str]] = [
    ("a step", STEP, {}, "inquiry_followed"),
    ("the last moment", STEP, {"too_late_at": NOW}, "inquiry_followed"),
    ("an inquiry of 90 days ago", STEP, {"inquired_at": ago(days=90)}, "inquiry_followed"),
    ("an old inquiry and a new message", STEP, {"inquired_at": ago(days=91), "wrote_at": ago(days=5)}, "inquiry_followed"),
    ("a customer of a year", STEP, {"inquired_at": None, "bought_at": ago(days=365)}, "customer_of_ours"),
    ("their word", STEP, {"consent": "express", "inquired_at": ago(days=400)}, "express_consent"),
    ("their word in writing", STEP, {"consent": "written", "inquired_at": None}, "written_consent"),
    ("a home number", STEP, {"phone_kind": "home"}, "inquiry_followed"),
    ("the line at work, by hand", BY_HAND, {"phone_kind": "work"}, "personal_reply"),
    ("a call to the line at work", STEP, {"phone_kind": "work", "channel": "call"}, "inquiry_followed"),
    ("a lost lead, by hand", STEP, {"closed_as": "lost", "automated": False, "channel": "call"}, "inquiry_followed"),
    ("stop everything, by hand", BY_HAND, {"stopped": True}, "personal_reply"),
    ("dialling who inquired", STEP, {"consent": "none", "automated": False, "channel": "call"}, "inquiry_followed"),
    ("help, answered by machine", STEP, {"purpose": "reply", "wrote_at": ago(minutes=1)}, "machine_reply"),
    ("an acknowledgement by text", STEP, {"purpose": "acknowledgement"}, "inquiry_answered"),
    ("an appointment", STEP, {"purpose": "appointment", "inquired_at": ago(days=200)}, "appointment_agreed"),
    ("an appointment after a sale", STEP, {"purpose": "appointment", "bought": True}, "appointment_agreed"),
    ("marketing in writing", AD, {}, "written_consent"),
    ("a marketing call by hand", AD, {"consent": "inquiry", "channel": "call", "automated": False}, "inquiry_followed"),
    ("mail on an old inquiry", MAIL, {"inquired_at": ago(days=400)}, "inquiry_followed"),
    ("marketing mail", MAIL, {"purpose": "marketing", "consent": "none"}, "not_opted_out"),
    ("our own people at midnight", STEP, {"purpose": "staff", "consent": "none", "stopped": True}, "staff"),
]  # fmt: skip


@pytest.mark.parametrize(("_", "base", "facts", "rule"), ALLOWED, ids=[case[0] for case in ALLOWED])
def test_allows(_: str, base: SendRequest, facts: dict[str, Any], rule: str) -> None:
    answer = decide(replace(base, **facts), NOW)
    assert isinstance(answer, Permit), answer
    assert (answer.rule, answer.address) == (rule, base.address)
    assert SENTENCES[answer.reason.code] % answer.reason.params


class TestTheOneConfirmation:
    STOPPED = replace(STEP, purpose="confirmation", suppressed=True, stopped=True)

    @pytest.mark.parametrize("minutes", [0, 4.99, 5])
    def test_goes_within_five_minutes_at_any_hour(self, minutes: float) -> None:
        night = NOW.replace(hour=2)
        asked = replace(self.STOPPED, opted_out_at=night - timedelta(minutes=minutes))
        assert isinstance(decide(asked, night), Permit)

    def test_goes_by_text_only(self) -> None:
        mail = replace(self.STOPPED, channel="email", address="ana@example.com", opted_out_at=NOW)
        assert decide(mail, NOW).rule == "confirmation_late"

    def test_is_not_let_out_by_a_clock_set_back(self) -> None:
        assert (
            decide(replace(self.STOPPED, opted_out_at=NOW + timedelta(hours=1)), NOW).rule
            == "confirmation_late"
        )


def held(request: SendRequest, now: datetime, law: Law = DEFAULT_LAW) -> Hold:
    answer = decide(request, now, law)
    assert isinstance(answer, Hold), answer
    assert SENTENCES[answer.reason.code] % answer.reason.params
    return answer


def at(hour: int, minute: int = 0, *, day: int = 18) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=EASTERN)


class TestQuietHours:
    def test_hold_a_text_until_the_florida_morning(self) -> None:
        answer = held(replace(STEP, places=FLORIDA), at(20))
        assert (answer.rule, answer.until, answer.states) == ("quiet_hours", at(8, day=19), ("FL",))
        assert answer.reason.params["law"] == "FL-hours"
        assert (answer.reason.params["opens"], answer.reason.params["closes"]) == ("8 AM", "8 PM")

    def test_end_an_hour_later_in_georgia(self) -> None:
        assert isinstance(decide(STEP, at(20, 59)), Permit)
        assert held(STEP, at(21)).until == at(8, day=19)

    def test_do_not_concern_mail(self) -> None:
        assert isinstance(decide(replace(MAIL, purpose="acknowledgement"), at(23, 10)), Permit)

    def test_keep_the_texan_sunday_morning(self) -> None:
        texas = replace(STEP, places=(Place("TX", "America/Chicago"),))
        answer = held(texas, datetime(2026, 11, 22, 11, 59, tzinfo=ZoneInfo("America/Chicago")))
        assert answer.until == datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/Chicago"))
        assert isinstance(decide(texas, answer.until), Permit)

    def test_are_stricter_where_the_state_is_not_known(self) -> None:
        unknown = replace(STEP, places=(Place("", "America/New_York"),))
        assert held(unknown, at(8, 30)).until == at(9)
        assert held(unknown, at(11, day=22)).until == at(12, day=22)

    def test_are_those_of_the_whole_mainland_where_nothing_is_known(self) -> None:
        nowhere = replace(STEP, places=())
        assert held(nowhere, at(11, 59)).until == at(12)
        assert held(nowhere, at(20)).until == at(12, day=19)

    def test_are_the_intersection_where_address_and_number_disagree(self) -> None:
        both = replace(STEP, places=(Place("FL", "America/New_York"), Place("CA", "America/Los_Angeles")))
        assert held(both, at(10, 59)).until == at(11)
        assert held(both, at(20)).until == at(11, day=19)

    def test_hold_what_a_person_sends_too(self) -> None:
        assert held(replace(STEP, automated=False), at(22)).rule == "quiet_hours"
        assert held(replace(BY_HAND, wrote_at=at(21)), at(22)).rule == "quiet_hours"

    def test_that_never_end_are_refused_by_name(self) -> None:
        law = replace(
            DEFAULT_LAW,
            hours=(
                HoursRule("a", "FL", Window(480, 540), Window(480, 540), Window(480, 540)),
                HoursRule("b", "FL", Window(900, 960), Window(900, 960), Window(900, 960)),
            ),
        )
        assert decide(replace(STEP, places=FLORIDA), NOW, law).rule == "never_opens"


class TestTheHourTheCustomerNamed:
    CALL = replace(BY_HAND, channel="call", places=FLORIDA, wrote_at=at(18), named_at=at(20, 30))

    @pytest.mark.parametrize("now", [at(20, 25), at(20, 30), at(22, 30)])
    def test_may_be_used_in_quiet_hours(self, now: datetime) -> None:
        answer = decide(self.CALL, now)
        assert isinstance(answer, Permit)
        assert answer.rule == "named_hour"

    def test_is_waited_for(self) -> None:
        assert held(self.CALL, at(20, 10)).until == at(20, 25)

    def test_is_over_two_hours_later(self) -> None:
        assert held(self.CALL, at(22, 31)).until == at(8, day=19)

    def test_is_no_machines(self) -> None:
        assert held(replace(self.CALL, automated=True), at(20, 30)).rule == "quiet_hours"

    def test_does_not_beat_an_opt_out(self) -> None:
        assert decide(replace(self.CALL, suppressed=True), at(20, 30)).rule == "suppressed"


class TestTheCap:
    def test_holds_the_fourth_in_florida_until_the_oldest_is_a_day_old(self) -> None:
        answer = held(replace(STEP, places=FLORIDA, attempts=times(3)), NOW)
        assert (answer.rule, answer.until) == ("attempts", NOW + timedelta(hours=21))
        assert answer.reason.params == {"made": 3, "within": 24, "most": 3, "law": "FL-cap"}

    def test_waits_for_the_morning_when_the_oldest_leaves_at_night(self) -> None:
        evening = at(19, 30)
        attempts = tuple(evening - timedelta(hours=n) for n in (23, 22, 21))
        answer = held(replace(STEP, places=FLORIDA, attempts=attempts), evening)
        assert answer.until == at(8, day=19)

    def test_is_six_where_the_state_has_none(self) -> None:
        assert isinstance(decide(replace(STEP, attempts=times(5)), NOW), Permit)
        assert held(replace(STEP, attempts=times(6)), NOW).until == NOW + timedelta(hours=18)

    def test_does_not_hold_in_maryland_before_it_is_read_at_a_source(self) -> None:
        maryland = replace(STEP, places=(Place("MD", "America/New_York"),), attempts=times(3))
        assert isinstance(decide(maryland, NOW), Permit)

    def test_of_marketing_is_three_and_one_by_machine(self) -> None:
        assert held(replace(AD, automated_attempts=times(1), attempts=times(1)), NOW).rule == "automated"
        assert held(replace(AD, attempts=times(3)), NOW).rule == "attempts"
        by_hand = replace(AD, automated=False, attempts=times(2), automated_attempts=times(1))
        assert isinstance(decide(by_hand, NOW), Permit)

    def test_does_not_hold_a_persons_answer(self) -> None:
        assert isinstance(decide(replace(BY_HAND, places=FLORIDA, attempts=times(9)), NOW), Permit)
        late = replace(BY_HAND, places=FLORIDA, attempts=times(9), wrote_at=ago(hours=25))
        assert held(late, NOW).rule == "attempts"

    def test_lets_the_first_go_exactly_when_the_oldest_is_a_day_old(self) -> None:
        request = replace(STEP, places=FLORIDA, attempts=(ago(hours=24), ago(hours=2), ago(hours=1)))
        assert isinstance(decide(request, NOW), Permit)

    def test_counts_attempts_that_lie_ahead_of_a_clock_set_back(self) -> None:
        ahead = tuple(NOW + timedelta(hours=n) for n in (1, 2, 3))
        assert held(replace(STEP, places=FLORIDA, attempts=ahead), NOW).until == NOW + timedelta(hours=25)

    def test_of_none_at_all_looks_again_in_a_day(self) -> None:
        law = replace(DEFAULT_LAW, caps=(CapRule("none", "follow_up", 0),))
        assert held(replace(STEP, attempts=times(1)), NOW, law).until == NOW + timedelta(hours=24)


class TestDatedLaw:
    LAW = replace(
        DEFAULT_LAW,
        hours=(
            HoursRule("before", "GA", effective_until="2026-12-31"),
            HoursRule("after", "GA", *[Window(600, 1080)] * 3, effective_from="2027-01-01"),
        ),
    )

    def test_begins_at_midnight_of_the_customers_place(self) -> None:
        last = datetime(2026, 12, 31, 20, 30, tzinfo=EASTERN)
        assert isinstance(decide(replace(STEP, inquired_at=last), last, self.LAW), Permit)
        first = last + timedelta(days=1)
        answer = held(replace(STEP, inquired_at=first), first, self.LAW)
        assert answer.until == datetime(2027, 1, 2, 10, tzinfo=EASTERN)

    def test_is_looked_ahead_to(self) -> None:
        eve = datetime(2026, 12, 31, 23, tzinfo=EASTERN)
        answer = held(replace(STEP, inquired_at=eve), eve, self.LAW)
        assert answer.until == datetime(2027, 1, 1, 10, tzinfo=EASTERN)

    def test_of_texas_concerns_texts_since_september_2025(self) -> None:
        texas = replace(STEP, places=(Place("TX", "America/Chicago"),))
        for year, allowed in ((2025, True), (2026, False)):
            morning = datetime(year, 8, 30, 8, 30, tzinfo=ZoneInfo("America/Chicago"))
            answer = decide(replace(texas, inquired_at=morning), morning)
            assert isinstance(answer, Permit) is allowed


class TestALeapYear:
    def test_ends_eighteen_months_on_the_last_of_a_short_february(self) -> None:
        bought = replace(STEP, inquired_at=None, bought_at=datetime(2026, 8, 31, 18, tzinfo=UTC))
        for day, allowed in (("2028-02-28", True), ("2028-02-29", True), ("2028-03-01", False)):
            now = datetime.fromisoformat(f"{day}T17:00+00:00")
            assert isinstance(decide(bought, now), Permit) is allowed

    def test_counts_from_the_29th(self) -> None:
        bought = replace(STEP, inquired_at=None, bought_at=datetime(2028, 2, 29, 18, tzinfo=UTC))
        assert isinstance(decide(bought, datetime(2029, 8, 29, 17, tzinfo=UTC)), Permit)
        assert decide(bought, datetime(2029, 8, 30, 17, tzinfo=UTC)).rule == "ebr_expired"


def test_every_rule_can_be_said_by_its_name_alone() -> None:
    for rule in RULES:
        assert SENTENCES[f"consent.{rule}"] % {"hours": 24, "channel": "text", "purpose": "reply"}
        assert len(rule) <= 40
