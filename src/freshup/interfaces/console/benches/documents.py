"""Lead mails as sources write them: mostly clean ADF, in the layouts of a few sites, some of it in dialect."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from random import Random
from typing import Final
from xml.sax.saxutils import escape as xml

from freshup.interfaces.console.benches.people import Customer

DIALECT_SHARE: Final = 0.15
VEHICLES: Final = (
    ("Honda", "Accord", ("EX", "Sport", "Touring")),
    ("Honda", "CR-V", ("LX", "EX-L", "Hybrid")),
    ("Toyota", "RAV4", ("LE", "XLE", "Limited")),
    ("Toyota", "Corolla", ("L", "SE", "XSE")),
    ("Ford", "F-150", ("XL", "XLT", "Lariat")),
    ("Ford", "Escape", ("S", "SE", "Titanium")),
    ("Chevrolet", "Silverado 1500", ("WT", "LT", "RST")),
    ("Nissan", "Rogue", ("S", "SV", "SL")),
    ("Jeep", "Grand Cherokee", ("Laredo", "Limited", "Summit")),
    ("Kia", "Telluride", ("LX", "S", "EX")),
)
COLORS: Final = ("Lunar Silver", "Crystal Black", "Platinum White", "Sonic Gray", "Radiant Red", "Blue")
ASKED: Final = (
    "Is it still available? Please send me your best price out the door.",
    "I would like to come by on Saturday morning for a test drive.",
    "What would my payment be with 3,000 down over 60 months?",
    "Can you tell me more about the service history and whether there was an accident?",
    "We want to buy within the next week and have a car to trade in.",
    "Just looking for now, please send the window sticker.",
    "Do you deliver? I live about forty minutes away.",
    "I am comparing this with another dealer in town and need a quote by e-mail, not by phone.",
    "My wife loves the color. Does it have heated seats and a tow hitch?",
    "Please call me after five, I work in the hospital and cannot answer before.",
)
TIMEFRAMES: Final = ("within 30 days", "this week", "1-3 months", "just looking", "today", "within 48 hours")


@dataclass(frozen=True, slots=True)
class Site:
    """A lead source: how it calls itself, what address it writes from, how much it says."""

    name: str
    sender: str
    tells_price: bool = False
    tells_finance: bool = False
    tells_colors: bool = False
    indented: bool = True


SITES: Final = (
    Site("AutoSquare", "leads@autosquare.example.net", tells_price=True, tells_colors=True),
    Site("CarHarbor", "adf@carharbor.example.com", tells_finance=True),
    Site("DriveFinder", "no-return@drivefinder.example.org", indented=False),
    Site("Lotline", "lead@lotline.example.net", tells_price=True, tells_finance=True, tells_colors=True),
    Site("Dealer website", "form@dealer.example.com", indented=False),
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry of one customer, to be written down as a mail."""

    number: int
    customer: Customer
    site: Site
    store: str
    to: str
    at: datetime


def mail(inquiry: Inquiry, chance: Random) -> bytes:
    """The inquiry as its source would mail it: 1.5 to 4 kB, about one in seven in dialect."""
    if chance.random() >= DIALECT_SHARE:
        return _mail(inquiry, _document(inquiry, chance).encode(), chance)
    return chance.choice(DIALECTS)(inquiry, chance)


def document(inquiry: Inquiry, chance: Random) -> bytes:
    """The inquiry as clean ADF, as a source would post it."""
    return _document(inquiry, chance).encode()


def _mail(
    inquiry: Inquiry,
    body: bytes,
    chance: Random,
    *,
    kind: str = "text/plain; charset=utf-8",
    how: str = "8bit",
) -> bytes:
    site, at = inquiry.site, inquiry.at
    domain = site.sender.partition("@")[2]
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    trace = f"{chance.getrandbits(64):016x}"
    head = (
        f"Return-Path: <{site.sender}>\r\n"
        f"Received: from out-{trace[:4]}.{domain} (out-{trace[:4]}.{domain} [192.0.2.{inquiry.number % 250}])\r\n"
        f"\tby mx.example.org with ESMTPS id {trace}\r\n"
        f"\tfor <{inquiry.to}>; {stamp}\r\n"
        f"Message-ID: <{inquiry.number}.{trace}@{domain}>\r\n"
        f"Date: {stamp}\r\nFrom: {site.name} <{site.sender}>\r\nTo: {inquiry.to}\r\n"
        f"Subject: New lead for {inquiry.store} ({inquiry.number})\r\n"
        f"X-Mailer: LeadMailer 4.2\r\nX-Campaign: {trace[8:]}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    )
    return head.encode() + body


def _document(inquiry: Inquiry, chance: Random, *, trade_first: bool = False) -> str:
    customer, site = inquiry.customer, inquiry.site
    wanted = _wanted(inquiry, chance)
    trade = _trade(chance) if chance.random() < 0.25 else ""
    vehicles = trade + wanted if trade_first else wanted + trade
    timeframe = chance.choice(TIMEFRAMES)
    comments = " ".join(chance.sample(ASKED, chance.randrange(1, 5)))
    lines = f"""<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf>
  <prospect status="new">
    <id sequence="1" source="{site.name}">{site.name[:2].upper()}-{inquiry.number:08}</id>
    <requestdate>{inquiry.at.strftime("%Y-%m-%dT%H:%M:%S-00:00")}</requestdate>
{vehicles}    <customer>
      <contact primarycontact="1">
        <name part="first" type="individual">{xml(customer.first)}</name>
        <name part="last" type="individual">{xml(customer.last)}</name>
        <email preferredcontact="{chance.randrange(2)}">{customer.email}</email>
        <phone type="{chance.choice(("voice", "cellphone"))}" time="{chance.choice(("day", "evening"))}">{customer.phone}</phone>
        <address type="home">
          <street line="1">{customer.street}</street>
          <city>Fort Myers</city>
          <regioncode>FL</regioncode>
          <postalcode>{customer.postal_code}</postalcode>
          <country>US</country>
        </address>
      </contact>
      <timeframe><description>{timeframe}</description></timeframe>
      <comments>{xml(comments)} Reference {inquiry.number}.</comments>
    </customer>
    <vendor>
      <vendorname>{xml(inquiry.store)}</vendorname>
      <contact><name part="full">{xml(inquiry.store)}</name></contact>
    </vendor>
    <provider>
      <name part="full">{site.name}</name>
      <service>New and used vehicle listings</service>
      <email>{site.sender}</email>
    </provider>
  </prospect>
</adf>
"""  # noqa: E501
    return lines if site.indented else "\n".join(line.strip() for line in lines.splitlines())


def _wanted(inquiry: Inquiry, chance: Random) -> str:
    site, n = inquiry.site, inquiry.number
    make, model, trims = chance.choice(VEHICLES)
    new = chance.random() < 0.5
    parts = [
        f"<year>{2026 if new else chance.randrange(2015, 2026)}</year>",
        f"<make>{make}</make>",
        f"<model>{model}</model>",
        f"<trim>{chance.choice(trims)}</trim>",
        f"<stock>{'N' if new else 'U'}{n:06}</stock>",
    ]
    if not new:
        parts.append(f'<odometer status="original" units="mi">{chance.randrange(9_000, 120_000)}</odometer>')
    if site.tells_colors:
        parts.append(
            f"<colorcombination><interiorcolor>Black</interiorcolor>"
            f"<exteriorcolor>{chance.choice(COLORS)}</exteriorcolor><preference>1</preference></colorcombination>"
        )
    if site.tells_price:
        parts.append(f'<price type="asking" currency="USD">{chance.randrange(14_000, 62_000)}</price>')
    if site.tells_finance:
        parts.append(
            "<finance><method>finance</method>"
            f'<amount type="monthly" limit="maximum" currency="USD">{chance.randrange(250, 800)}</amount></finance>'
        )
    return _vehicle(f'interest="buy" status="{"new" if new else "used"}"', parts)


def _trade(chance: Random) -> str:
    make, model, _ = chance.choice(VEHICLES)
    parts = [
        f"<year>{chance.randrange(2008, 2022)}</year>",
        f"<make>{make}</make>",
        f"<model>{model}</model>",
        f'<odometer status="original" units="mi">{chance.randrange(30_000, 180_000)}</odometer>',
        "<condition>good</condition>",
    ]
    return _vehicle('interest="trade-in" status="used"', parts)


def _vehicle(attributes: str, parts: list[str]) -> str:
    inner = "".join(f"      {part}\n" for part in parts)
    return f"    <vehicle {attributes}>\n{inner}    </vehicle>\n"


# -- dialects, by the numbers of the deviations Freshup's decoders know ------------------------------------

Dialect = Callable[[Inquiry, Random], bytes]


def _text(change: Callable[[str], str]) -> Dialect:
    """A dialect of the document's own text, mailed as plain text."""
    return lambda inquiry, chance: _mail(inquiry, change(_document(inquiry, chance)).encode(), chance)


def _escaped_in_html(inquiry: Inquiry, chance: Random) -> bytes:
    lines = _document(inquiry, chance).splitlines()
    body = "<html><body>" + "".join(f"<p>{escape(line)}</p>\r\n" for line in lines) + "</body></html>"
    return _mail(inquiry, body.encode(), chance, kind="text/html; charset=utf-8")


def _attached(inquiry: Inquiry, chance: Random) -> bytes:
    body = (
        "--BB\r\nContent-Type: text/plain\r\n\r\nA lead for you is attached.\r\n"
        '--BB\r\nContent-Type: application/x-adf+xml; name="lead.xml"\r\n'
        f"Content-Disposition: attachment\r\n\r\n{_document(inquiry, chance)}\r\n--BB--\r\n"
    )
    return _mail(inquiry, body.encode(), chance, kind='multipart/mixed; boundary="BB"', how="8bit")


def _quoted_printable(inquiry: Inquiry, chance: Random) -> bytes:
    text = _document(inquiry, chance).replace("=", "=3D").encode()
    body = b"".join(bytes([b]) if b < 128 else b"=%02X" % b for b in text)
    return _mail(inquiry, body, chance, how="quoted-printable")


def _windows_1252(inquiry: Inquiry, chance: Random) -> bytes:
    text = _document(inquiry, chance).replace("Is it still", "I\u2019m asking: is it still")
    return _mail(inquiry, text.encode("cp1252", "replace"), chance)


def _trade_in_first(inquiry: Inquiry, chance: Random) -> bytes:
    return _mail(inquiry, _document(inquiry, chance, trade_first=True).encode(), chance)


def _capitals(text: str) -> str:
    for name in ("adf", "prospect", "customer", "contact", "vehicle", "comments"):
        text = text.replace(f"<{name}", f"<{name.title()}").replace(f"</{name}>", f"</{name.title()}>")
    return text


DIALECTS: Final[tuple[Dialect, ...]] = (
    _escaped_in_html,
    _attached,
    _quoted_printable,
    _windows_1252,
    _trade_in_first,
    _text(_capitals),
    _text(lambda t: t + "\n-- \nThis message is confidential. If you are not the dealer, delete it.\n"),
    _text(lambda t: t.replace('<?xml version="1.0" encoding="UTF-8"?>', '<?XML VERSION "1.0"?>')),
    _text(lambda t: t.replace("</comments>", " Cash & carry?</comments>")),
    _text(lambda t: t.replace('sequence="1"', "sequence=1")),
    _text(lambda t: t.replace("<adf>\n", "").replace("</adf>\n", "")),
    _text(lambda t: t.replace("-00:00</requestdate>", "</requestdate>")),
    _text(lambda t: t.replace("<country>US</country>", "<country>null</country>")),
    _text(lambda t: t.replace("<email ", "<email kind='x' ").replace('preferredcontact="1">', ">mailto:")),
    _text(lambda t: t.replace('units="mi"', 'unit="MILES"')),
    _text(
        lambda t: t.replace(
            "<comments>", "<comments>Preferred contact: e-mail<br />Purchase timeframe: 30 days<br />"
        )
    ),
    _text(
        lambda t: t.replace(
            "</contact>\n      <timeframe>", "</contact>\n      <comment>x</comment><timeframe>"
        )
    ),
)
