"""Documents to decode, all made up, and the short way to decode them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from freshup.adapters.decoding import decode
from freshup.domain.intake import Decoded, Document, Prospect

RECEIVED_AT = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
EASTERN = ZoneInfo("America/New_York")

CONTACT = """<contact primarycontact="1"><name part="first">Dana</name><name part="last">Reed</name>
<email>dana.reed@example.com</email><phone type="voice" time="day">813-555-0142</phone></contact>"""
CUSTOMER = f"""<customer>{CONTACT}<comments>Is it still there?</comments></customer>"""
WANTED = """<vehicle interest="buy" status="used"><year>2021</year><make>Honda</make><model>Civic</model>
<vin>1HGBH41JXMN109186</vin><stock>P1234</stock><trim>EX</trim></vehicle>"""
TRADE = """<vehicle interest="trade-in" status="used"><year>2015</year><make>Ford</make><model>Focus</model>
<odometer status="original" units="mi">88000</odometer></vehicle>"""
DATE = "<requestdate>2026-06-01T09:30:00-04:00</requestdate>"
VENDOR = "<vendor><vendorname>Bay Motors</vendorname><contact><name part='full'>Bay Motors</name></contact></vendor>"
PROVIDER = '<provider><name part="full">CarSite</name></provider>'
ID = '<id sequence="1" source="CarSite">C-77</id>'


def adf(
    inner: str | None = None,
    *,
    number: str = ID,
    date: str = DATE,
    vehicles: str = WANTED,
    customer: str = CUSTOMER,
    vendor: str = VENDOR,
    provider: str = PROVIDER,
) -> str:
    """An ADF document that conforms to the standard but for the pieces given."""
    inner = inner if inner is not None else f"{number}{date}{vehicles}{customer}{vendor}{provider}"
    return f'<?xml version="1.0"?>\n<?adf version="1.0"?>\n<adf><prospect status="new">{inner}</prospect></adf>\n'


def contact(inner: str) -> str:
    return f"<customer><contact>{inner}</contact></customer>"


def mail(
    body: str | bytes, *, kind: str = "text/plain; charset=utf-8", more: str = "", sender: str = ""
) -> bytes:
    head = (
        f"Return-Path: <leads@example.net>\nFrom: {sender or 'CarSite <leads@example.net>'}\nTo: abc@example.org\n"
        f"Subject: New lead\nMessage-ID: <1@example.net>\nMIME-Version: 1.0\nContent-Type: {kind}\n{more}\n"
    )
    return head.encode() + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: tuple[str, str]) -> bytes:
    """A mail of several parts, each given as its headers and its content."""
    pieces = "".join(f"--BB\n{headers}\n\n{content}\n" for headers, content in parts)
    return mail(f"{pieces}--BB--\n", kind='multipart/mixed; boundary="BB"')


def read(body: str | bytes, *, kind: str = "", zone: ZoneInfo = EASTERN, name: str | None = None) -> Decoded:
    content = body.encode() if isinstance(body, str) else body
    return decode(Document(content, kind, {}, zone, RECEIVED_AT, filename=name))


def lead(body: str | bytes, *, kind: str = "") -> Prospect:
    """The only prospect of a document that was understood."""
    decoded = read(body, kind=kind)
    assert decoded.outcome in ("parsed", "repaired"), decoded
    assert len(decoded.prospects) == 1, decoded
    return decoded.prospects[0]


def assert_is_dana(prospect: Prospect) -> None:
    assert (prospect.first, prospect.last) == ("Dana", "Reed")
    assert prospect.email == "dana.reed@example.com"
    assert [phone.e164 for phone in prospect.phones] == ["+18135550142"]
