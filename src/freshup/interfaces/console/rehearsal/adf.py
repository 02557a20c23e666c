"""An inquiry as ADF 1.0, and as ADF that its senders bent."""

from html import escape
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal.shoppers import Inquiry, Shopper
from freshup.interfaces.console.rehearsal.vehicles import Car

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n'


def adf(asked: Inquiry, *, date: str | None = None, trade_first: bool = False) -> str:
    """As the standard says; `date` replaces the request date, an empty one leaves it out."""
    when = asked.at.isoformat(timespec="seconds") if date is None else date
    vehicles = [_vehicle(asked.car, asked.interest)] if asked.car else []
    if asked.trade:
        vehicles.append(_vehicle(asked.trade, "sell" if asked.interest == "sell" else "trade-in"))
    if trade_first:
        vehicles.reverse()
    requested = f"    <requestdate>{when}</requestdate>\n" if when else ""
    return (
        f'{HEAD}<adf>\n  <prospect status="new">\n    <id sequence="1" source="{escape(asked.provider)}">'
        f"{asked.number}</id>\n{requested}{''.join(vehicles)}{_customer(asked)}"
        f"    <vendor><vendorname>{escape(asked.store)}</vendorname></vendor>\n"
        f'    <provider><name part="full">{escape(asked.provider)}</name></provider>\n  </prospect>\n</adf>\n'
    )


def capitals(text: str) -> str:
    """Every element in capitals, as some systems of the nineties still write."""
    names = (
        "adf",
        "prospect",
        "requestdate",
        "vehicle",
        "customer",
        "contact",
        "name",
        "email",
        "phone",
        "vendor",
        "provider",
    )
    for name in names:
        text = text.replace(f"<{name}>", f"<{name.upper()}>").replace(f"<{name} ", f"<{name.upper()} ")
        text = text.replace(f"</{name}>", f"</{name.upper()}>")
    return text


def careless(text: str) -> str:
    """No quotes around numbers, bare ampersands, an instruction that never ends."""
    return (
        text.replace('sequence="1"', "sequence=1")
        .replace("&amp;", "&")
        .replace('<?adf version="1.0"?>', '<?ADF VERSION "1.0"?>')
    )


def dates(asked: Inquiry, rng: Random) -> str:
    """The ways in which real senders write a moment."""
    at = asked.at
    return rng.choice(
        (
            at.strftime("%Y-%m-%dT%H:%M:%S"),
            f"{at.month}/{at.day}/{at.year} {at.strftime('%I:%M%p').lstrip('0')}",
            at.strftime("%Y/%m/%d %H:%M:%S"),
            at.strftime("%Y-%m-%dT%H:%M:%S-08:00"),
            "[fdt]",
        )
    )


def _customer(asked: Inquiry) -> str:
    who = asked.shopper
    timeframe = (
        f"      <timeframe><description>{asked.timeframe}</description></timeframe>\n"
        if asked.timeframe
        else ""
    )
    return (
        f"    <customer>\n      <contact>\n{_contact(who)}      </contact>\n{timeframe}"
        f"      <comments>{escape(asked.comments, quote=False)}</comments>\n    </customer>\n"
    )


def _contact(who: Shopper) -> str:
    email = f"        <email>{who.email}</email>\n" if who.email else ""
    phone = (
        f'        <phone type="voice" time="nopreference">{dashed(who.phone)}</phone>\n' if who.phone else ""
    )
    return (
        f'        <name part="first">{escape(who.first)}</name>\n        <name part="last">{escape(who.last)}</name>\n'
        f'{email}{phone}        <address><street line="1">{who.street}</street><city>{who.place.city}</city>'
        f"<regioncode>{who.place.region}</regioncode><postalcode>{who.place.postal_code}</postalcode></address>\n"
    )


def _vehicle(car: Car, interest: str) -> str:
    status = {"new": "new", "cpo": "cpo"}.get(car.status, "used")
    parts = [("year", str(car.year)), ("make", car.make), ("model", car.model), ("vin", car.vin)]
    parts += [("stock", car.stock), ("trim", car.trim)]
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts if value)
    miles = (
        f'<odometer status="original" units="mi">{car.miles}</odometer>'
        if car.miles and status != "new"
        else ""
    )
    price = f'<price type="asking" currency="USD">{car.dollars}</price>' if car.dollars else ""
    return f'    <vehicle interest="{interest}" status="{status}">{inner}{miles}{price}</vehicle>\n'


def dashed(phone: str) -> str:
    return f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"
