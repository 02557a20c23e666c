"""Numbers and money: however a person writes one, it is the same one, and what was read reads the same again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.conversations.values import money
from freshup.domain.intake.amounts import read_cents, read_odometer
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.phones import canonical_phone, read_phones
from freshup.domain.people.keys import email_key, phone_key
from freshup.domain.vehicles import cells

WAYS = [
    "{a}{b}{c}", "({a}) {b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}", "+1 {a} {b} {c}", "1-{a}-{b}-{c}", "tel:+1{a}{b}{c}",
    " {a} {b} {c} ", "+1({a}){b}-{c}", "{a}/{b}-{c}", "Phone: ({a}) {b}-{c}",
]  # fmt: skip
areas = st.sampled_from(["813", "239", "305", "787", "808", "907"])
lines = st.integers(100, 199).map(lambda n: f"0{n}")
cents = st.integers(0, 10**9)


class TestANumber:
    @settings(max_examples=200, deadline=None)
    @given(areas, lines, st.sampled_from(WAYS), st.sampled_from(WAYS))
    def test_is_one_person_however_it_is_written(self, area: str, line: str, one: str, other: str) -> None:
        written = [way.format(a=area, b="555", c=line) for way in (one, other)]
        read = [[phone.e164 for phone in read_phones(text)] for text in written]
        assert read == [[f"+1{area}555{line}"]] * 2
        assert canonical_phone(read[0][0] or "")[0] == phone_key(read[0][0]) == f"+1{area}555{line}"

    @settings(max_examples=150, deadline=None)
    @given(st.text("0123456789+-(). xext#;,", max_size=24))
    def test_that_was_read_is_not_changed_by_reading_it_again(self, text: str) -> None:
        for phone in read_phones(text):
            if phone.e164 is not None:
                assert canonical_phone(phone.e164) == (phone.e164, None)


@settings(max_examples=150, deadline=None)
@given(
    st.text("abcXYZ019.+-_'@ <>,;éI", max_size=30),
    st.sampled_from(["@example.com", "@EXAMPLE.net", "@gmail.example.org"]),
)
def test_an_address_that_was_read_is_not_changed_by_reading_it_again(local: str, domain: str) -> None:
    for address in read_emails(local + domain).addresses:
        assert [one.email for one in read_emails(address.email).addresses] == [address.email]
        key = email_key(address.email)
        assert key is None or email_key(key) == key


class TestMoney:
    @settings(max_examples=250, deadline=None)
    @given(
        cents, st.sampled_from(["{:,.2f}", "${:,.2f}", "$ {:.2f}", "USD {:,.2f}", "{:.2f} USD", "US${:,.2f}"])
    )
    def test_is_the_same_to_the_cent_however_it_is_written(self, amount: int, way: str) -> None:
        assert read_cents(way.format(amount / 100)) == amount

    @settings(max_examples=100, deadline=None)
    @given(st.integers(1_000, 10**7))
    def test_that_we_write_is_read_as_what_it_was(self, dollars: int) -> None:
        assert read_cents(money(dollars * 100)) == dollars * 100
        assert cells.price(f"{dollars:,}".replace(",", ".") + ",00") == (dollars * 100, True)

    @settings(max_examples=100, deadline=None)
    @given(st.integers(1, 1_999_999), st.sampled_from(["{}", "{:,}", "{:,} mi", "{} miles", "{:,}.0"]))
    def test_and_miles_are_read_to_the_last_one(self, miles: int, way: str) -> None:
        assert read_odometer(way.format(miles)) == miles
