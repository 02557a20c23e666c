"""What people write, value by value and sentence by sentence: read the same again, and in time by its length."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from freshup.domain.consent.optout import read_opt_out
from freshup.domain.conversations.links import links_in, rewritten
from freshup.domain.conversations.segments import segments
from freshup.domain.conversations.sentiment import read_heat
from freshup.domain.intake.amounts import read_cents, read_odometer, read_years
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.kinds import kind_of_words
from freshup.domain.intake.moments import read_moment
from freshup.domain.intake.names import split_name
from freshup.domain.intake.phones import canonical_phone, phones_in_text, read_phones
from freshup.domain.intake.placeholders import present
from freshup.domain.intake.timeframes import timeframe_days
from freshup.domain.intake.vehicles import clean_vin, read_description, vin_in
from freshup.domain.people.keys import canonical_email, email_key
from freshup.domain.people.search_keys import folded, searched_prefixes
from freshup.domain.vehicles.vin import read_vin
from freshup.domain.website.understanding import understand
from freshup.domain.website.visits import read_view
from tests.fuzz.storable import assert_storable

NOW: Final = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("America/New_York")
VALUE_MAX: Final = 500


def values(content: bytes) -> None:
    """One value of a form: a number, an address, a name, a date, a price, a vehicle."""
    text = content.decode("utf-8", "replace").replace("\0", "")[:VALUE_MAX]
    _contacts(text)
    present(text)
    name = split_name(text)
    cents, odometer, days = read_cents(text), read_odometer(text), timeframe_days(text)
    moment = read_moment(text, zone=ZONE, received_at=NOW)
    described = read_description(text, this_year=2026)
    years = read_years(text, this_year=2026)
    assert_storable((name, cents, odometer, days, moment, described, years), longest=4 * VALUE_MAX)
    assert moment.at is None or moment.at.utcoffset() is not None
    vin = clean_vin(text)
    assert vin is None or clean_vin(vin) == vin
    assert_storable((vin_in(text), read_vin(text).vin, searched_prefixes(text)), longest=4 * VALUE_MAX)
    assert folded(folded(text)) == folded(text)


def _contacts(text: str) -> None:
    e164, extension = canonical_phone(text)
    assert_storable((e164, extension, read_phones(text), read_emails(text)), longest=4 * VALUE_MAX)
    if e164 is not None:
        assert e164[0] == "+"
        assert e164[1:].isascii()
        assert e164[1:].isdigit()
        assert 8 <= len(e164) <= 16
        assert canonical_phone(e164)[0] == e164, "a number is changed by reading it again"
    for address in read_emails(text).addresses:
        again = [one.email for one in read_emails(address.email).addresses]
        assert again == [address.email], "an address is changed by reading it again"
    for key in (canonical_email, email_key):
        address = key(text)
        assert address is None or key(address) == address


def words(content: bytes) -> None:
    """A message of a customer's."""
    text = content.decode("utf-8", "replace").replace("\0", "")
    read_opt_out(text)
    read_heat(text)
    kind_of_words(text)
    assert_storable((understand(text), phones_in_text(text), links_in(text)), longest=2_000_000)
    assert rewritten(text, {}) == text
    counted = segments(text)
    assert (counted.count == 0) == (not text), counted


def view(content: bytes) -> None:
    """A page viewed, as the tag on a store's website tells of it."""
    try:
        seen = read_view(content)
    except ValueError:
        return
    assert_storable(seen, longest=2_000)
