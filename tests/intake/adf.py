"""Inquiries as lead providers send them, for tests: invented people, 555-01xx numbers, example addresses."""


def adf(
    *,
    number: str = "1001",
    first: str = "Maria",
    last: str = "Lopez",
    email: str | None = "maria@example.com",
    phone: str | None = "239-555-0142",
    provider: str = "AutoTrader",
    comments: str = "Is it still available?",
    timeframe: str = "within 7 days",
    vehicle: str = "<year>2026</year><make>Honda</make><model>Accord</model>",
    postal_code: str = "33907",
) -> bytes:
    """One clean ADF document."""
    contact = f'<name part="first">{first}</name><name part="last">{last}</name>'
    contact += f"<email>{email}</email>" if email else ""
    contact += f'<phone type="voice">{phone}</phone>' if phone else ""
    contact += f"<address><postalcode>{postal_code}</postalcode></address>"
    return f"""<?xml version="1.0"?><?adf version="1.0"?>
<adf><prospect status="new"><id sequence="1" source="{provider}">{number}</id>
<requestdate>2026-11-18T10:00:00-05:00</requestdate>
<vehicle interest="buy" status="new">{vehicle}</vehicle>
<customer><contact>{contact}</contact><timeframe><description>{timeframe}</description></timeframe>
<comments>{comments}</comments></customer>
<vendor><vendorname>Gulf Honda</vendorname></vendor><provider><name>{provider}</name></provider>
</prospect></adf>""".encode()


def mail(body: bytes, *, sender: str = "leads@example.net", extra: str = "") -> bytes:
    """The document as the text of an e-mail."""
    head = (
        f"From: {sender}\r\nTo: key@intake.localhost\r\nSubject: New lead\r\nMessage-ID: <m1@example.net>\r\n"
        f"{extra}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return head.encode() + body
