"""What the benches feed: mails that are really understood, people who are really distinct."""

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from freshup.adapters.decoding import decode
from freshup.domain.intake import Document
from freshup.interfaces.console.benches.documents import DIALECTS, SITES, Inquiry, mail
from freshup.interfaces.console.benches.people import customer
from freshup.interfaces.console.benches.report import percentile
from freshup.interfaces.console.benches.seeding import Store, inquiries, mails

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
STORES = [Store("Bench Motors", 0, "a" * 26), Store("Other Motors", 0, "b" * 26)]


def read(body: bytes):
    return decode(Document(body, "message/rfc822", {}, ZoneInfo("UTC"), NOW, envelope_from="x@example.net"))


def inquiry(number: int, chance: Random) -> Inquiry:
    return Inquiry(
        number, customer(number, chance), SITES[number % len(SITES)], "Bench Motors", "k@x.example", NOW
    )


class TestMail:
    def test_is_understood_as_one_prospect_with_its_sender(self):
        chance = Random(3)
        for number in range(300):
            asked = inquiry(number, chance)
            decoded = read(mail(asked, chance))
            assert decoded.outcome in ("parsed", "repaired"), decoded
            assert [one.email for one in decoded.prospects] == [asked.customer.email]

    @pytest.mark.parametrize("dialect", range(len(DIALECTS)))
    def test_is_understood_in_every_dialect(self, dialect):
        chance = Random(5)
        asked = inquiry(dialect, chance)
        (prospect,) = read(DIALECTS[dialect](asked, chance)).prospects
        assert (prospect.last, prospect.email) == (asked.customer.last, asked.customer.email)
        assert prospect.phones[0].e164 == "+1" + asked.customer.phone.replace("-", "")

    def test_has_the_size_of_real_mail(self):
        sizes = [len(one.body) for one in mails(500, STORES, now=NOW)]
        assert 1_500 <= min(sizes) <= max(sizes) <= 4_500

    def test_is_never_the_same_twice(self):
        bodies = [one.body for one in mails(500, STORES, now=NOW)]
        assert len(set(bodies)) == 500


class TestInquiries:
    def test_three_in_ten_come_from_somebody_known(self):
        senders = [asked.customer.number for _, asked in inquiries(2_000, STORES, until=NOW)]
        assert 0.27 < 1 - len(set(senders)) / len(senders) < 0.33

    def test_every_run_has_the_same(self):
        first, second = (list(inquiries(50, STORES, until=NOW)) for _ in range(2))
        assert first == second


class TestCustomer:
    def test_two_numbers_share_no_address(self):
        chance = Random(1)
        people = [customer(number, chance) for number in range(20_000)]
        assert len({one.email for one in people}) == 20_000

    def test_has_a_number_that_is_nobodys(self):
        assert customer(123_456, Random(1)).phone[3:9] == "-555-0"


class TestPercentile:
    @pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
    def test_is_a_value_that_occurred(self, share, expected):
        assert percentile(list(range(1, 101)), share) == expected

    def test_of_nothing_is_nothing(self):
        assert percentile([], 0.99) == 0
