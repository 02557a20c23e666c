from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from freshup.domain.consent import SENTENCES, Permit, PermitForged, Refusal, SendRequest, decide, is_no_reply
from freshup.domain.intake.prospect import MailFacts

NOW = datetime(2026, 3, 8, 23, 10, tzinfo=UTC)
ASKED = SendRequest(7, "acknowledgement", "email", "ana@example.com")
PROVIDER = MailFacts(
    mail_from="noreply@listing.example", sender="noreply@listing.example", bulk=True, no_reply=True
)
WRITTEN = MailFacts(mail_from="ana@example.com", sender="Ana@example.com")


def refused(request: SendRequest) -> str:
    answer = decide(request, NOW)
    assert isinstance(answer, Refusal)
    assert SENTENCES[answer.reason.code] % answer.reason.params
    return answer.rule


class TestThePermit:
    def test_names_the_message_the_rule_and_the_moment(self) -> None:
        permit = decide(ASKED, NOW)
        assert isinstance(permit, Permit)
        assert (permit.message_id, permit.purpose, permit.channel) == (7, "acknowledgement", "email")
        assert (permit.rule, permit.decided_at) == ("inquiry_answered", NOW)

    def test_cannot_be_made_by_anybody_else(self) -> None:
        with pytest.raises(PermitForged):
            Permit(7, "acknowledgement", "email", "ana@example.com", "inquiry_answered", NOW)
        with pytest.raises(PermitForged):
            Permit(7, "acknowledgement", "email", "ana@example.com", "inquiry_answered", NOW, seal=object())

    def test_cannot_be_turned_into_one_for_another_message(self) -> None:
        permit = decide(ASKED, NOW)
        assert isinstance(permit, Permit)
        with pytest.raises((PermitForged, ValueError)):
            replace(permit, message_id=8)

    def test_is_given_for_a_persons_own_reply(self) -> None:
        permit = decide(replace(ASKED, purpose="reply", automated=False), NOW)
        assert isinstance(permit, Permit)
        assert permit.rule == "personal_reply"

    def test_is_given_to_a_masked_relay(self) -> None:
        assert isinstance(decide(replace(ASKED, address="x1@privaterelay.appleid.com"), NOW), Permit)


class TestARefusal:
    @pytest.mark.parametrize(
        ("request_", "rule"),
        [
            (replace(ASKED, suppressed=True), "suppressed"),
            (replace(ASKED, suppressed=True, purpose="reply", automated=False), "suppressed"),
            (replace(ASKED, channel="fax"), "channel"),
            (replace(ASKED, channel="text"), "no_number"),
            (replace(ASKED, channel="call"), "no_number"),
            (replace(ASKED, address=None), "no_address"),
            (replace(ASKED, address="305-555-0142"), "no_address"),
            (replace(ASKED, address="no-reply@example.com"), "no_reply"),
            (replace(ASKED, purpose="gossip"), "purpose"),
            (replace(ASKED, purpose="reply", automated=True), "nothing_to_answer"),
            (replace(ASKED, grade="D"), "grade_d"),
            (replace(ASKED, handling="not_a_lead"), "not_a_lead"),
        ],
    )
    def test_names_its_rule(self, request_: SendRequest, rule: str) -> None:
        assert refused(request_) == rule

    @pytest.mark.parametrize(
        ("mail", "rule"),
        [
            (replace(WRITTEN, bounce=True), "null_return_path"),
            (replace(WRITTEN, mail_from=""), "null_return_path"),
            (replace(WRITTEN, auto_submitted=True), "auto_submitted"),
            (replace(WRITTEN, bulk=True), "bulk"),
            (replace(WRITTEN, no_reply=True), "no_reply"),
            (replace(PROVIDER, auto_submitted=True), "auto_submitted"),
        ],
    )
    def test_keeps_us_from_talking_to_machines(self, mail: MailFacts, rule: str) -> None:
        assert refused(replace(ASKED, mail=mail)) == rule

    @pytest.mark.parametrize("mail", [PROVIDER, WRITTEN])
    def test_does_not_meet_a_customer_whose_provider_sends_in_bulk(self, mail: MailFacts) -> None:
        assert isinstance(decide(replace(ASKED, mail=mail), NOW), Permit)


class TestOneAcknowledgementADay:
    @pytest.mark.parametrize("hours", [0, 1, 23.99])
    def test_refuses_the_second_within_a_day(self, hours: float) -> None:
        assert refused(replace(ASKED, acknowledged_at=NOW - timedelta(hours=hours))) == "acknowledged"

    def test_allows_the_next_after_a_day(self) -> None:
        assert isinstance(decide(replace(ASKED, acknowledged_at=NOW - timedelta(hours=24)), NOW), Permit)

    def test_does_not_hold_back_a_persons_reply(self) -> None:
        reply = replace(ASKED, purpose="reply", automated=False, acknowledged_at=NOW)
        assert isinstance(decide(reply, NOW), Permit)


@pytest.mark.parametrize(
    ("address", "nobody_reads"),
    [
        ("no-reply@example.com", True),
        ("donotreply+5@example.com", True),
        ("MAILER-DAEMON@example.com", True),
        ("bounces+1@example.com", True),
        ("bouncyhouse@example.com", False),
        ("nora.reply@example.com", False),
    ],
)
def test_an_address_can_say_that_nobody_reads_it(address: str, nobody_reads: bool) -> None:
    assert is_no_reply(address) is nobody_reads
