"""What is slow the first time, done before the first lead waits for it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from freshup.bootstrap.intake import decoder
from freshup.domain.intake import Document
from freshup.domain.stores import holidays_of
from freshup.domain.stores.places import distance_miles

# One of each kind of reader: XML in a mail, JSON, plain text.
SAMPLES = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\n<?adf version='1.0'?><adf><prospect>"
    b"<customer><contact><name part='full'>Ann Sample</name><phone>239-555-0100</phone>"
    b"<email>ann@example.com</email></contact></customer><vendor><vendorname>x</vendorname></vendor>"
    b"</prospect></adf>",
    b'{"first_name": "Ann", "phone": "239-555-0100", "vehicle": {"make": "Honda"}}',
    b"Name: Ann Sample\nPhone: 239-555-0100\nVehicle: 2026 Honda Accord\n",
)


def warm_up() -> None:
    """Loads the table of places, the phone numbers' metadata and the decoders: most of a second."""
    distance_miles("33901", "33907")
    # The first look at any holiday costs 0.4 s.
    holidays_of("US", "FL", 2026)
    decode = decoder()
    for body in SAMPLES:
        decode(Document(body, "", {}, ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC)))
