"""What a person confirms goes the same way in as everything else, and says the same when it gets there."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from freshup.adapters.decoding import decode
from freshup.domain.intake import Document, Phone, Prospect, SourceId, Vehicle
from freshup.operations.intake.correct import as_json

WHOLE = Prospect(
    first="Maria",
    middle="J.",
    last="Lopez",
    company="Lopez Tile",
    email="maria@example.com",
    emails=("maria@example.com", "office@example.org"),
    phones=(
        Phone("239-555-0142", "+12395550142", "cell"),
        Phone("239-555-0143", "+12395550143", "work", "7"),
    ),
    street="1 Main Street",
    city="Fort Myers",
    region="FL",
    postal_code="33901",
    country="US",
    vehicles=(
        Vehicle(
            "buy", "used", True, 2024, None, "Honda", "Accord", "EX-L", stock="H12", price_cents=2_799_500
        ),
    ),
    trade_ins=(
        Vehicle("trade-in", year=2016, make="Ford", model="Fusion", odometer=91_000, odometer_unit="mi"),
    ),
    comments="Is it still there?\nI can come tomorrow.",
    timeframe="within 7 days",
    wants_finance=True,
    provider="AutoTrader",
    vendor="Gulf Honda",
    source_ids=(SourceId("AutoTrader", "77"),),
    requested_at=datetime(2026, 11, 18, 15, 0, tzinfo=UTC),
    language="es",
)


def read(body: bytes) -> tuple[Prospect, ...]:
    now = datetime(2026, 11, 18, 16, tzinfo=UTC)
    return decode(Document(body, "", {}, ZoneInfo("America/New_York"), now)).prospects


class TestAConfirmedReading:
    def test_is_read_as_it_was_confirmed(self) -> None:
        (again,) = read(as_json([WHOLE]))
        names = "first middle last company emails street city region postal_code country comments timeframe"
        names += " wants_finance provider vendor source_ids requested_at language"
        assert {n: getattr(again, n) for n in names.split()} == {n: getattr(WHOLE, n) for n in names.split()}

    def test_keeps_numbers_kinds_and_extensions(self) -> None:
        (again,) = read(as_json([WHOLE]))
        kept = [(phone.e164, phone.kind, phone.extension) for phone in again.phones]
        assert kept == [("+12395550142", "cell", None), ("+12395550143", "work", "7")]

    def test_keeps_the_wanted_and_the_traded_apart(self) -> None:
        (again,) = read(as_json([WHOLE]))
        wanted, traded = again.vehicles[0], again.trade_ins[0]
        assert (wanted.year, wanted.make, wanted.model, wanted.trim, wanted.stock) == (
            2024,
            "Honda",
            "Accord",
            "EX-L",
            "H12",
        )
        assert (wanted.certified, wanted.price_cents) == (True, 2_799_500)
        assert (traded.make, traded.odometer) == ("Ford", 91_000)

    def test_keeps_several_people_in_their_order(self) -> None:
        second = Prospect(first="Nora", email="nora@example.com", emails=("nora@example.com",))
        assert [one.first for one in read(as_json([WHOLE, second]))] == ["Maria", "Nora"]
