"""One inquiry in the many ways in which it really arrives. Each dialect is a function of its own."""

import json
from collections.abc import Callable
from html import escape
from random import Random
from typing import Final
from urllib.parse import urlencode

from freshup.interfaces.console.rehearsal.adf import adf, capitals, careless, dashed, dates
from freshup.interfaces.console.rehearsal.shoppers import Inquiry
from freshup.interfaces.console.rehearsal.written import (
    Document,
    Envelope,
    mail,
    mail_encoded,
    mail_of_bytes,
    mail_with_file,
    post,
)

Dialect = Callable[[Inquiry, Random], Document]
ADF_TYPE: Final = "application/x-adf+xml"


def adf_posted(asked: Inquiry, rng: Random) -> Document:
    return post(adf(asked), ADF_TYPE)


def adf_in_capitals(asked: Inquiry, rng: Random) -> Document:
    return post(capitals(adf(asked)), "text/xml")


def adf_without_date(asked: Inquiry, rng: Random) -> Document:
    return post(adf(asked, date=""), "application/xml")


def adf_in_a_mail(asked: Inquiry, rng: Random) -> Document:
    return mail(_notice(asked), adf(asked))


def adf_with_an_odd_date(asked: Inquiry, rng: Random) -> Document:
    return mail(_notice(asked), adf(asked, date=dates(asked, rng)))


def adf_trade_first(asked: Inquiry, rng: Random) -> Document:
    return mail(_notice(asked), adf(asked, trade_first=True))


def adf_attached(asked: Inquiry, rng: Random) -> Document:
    note = f"Please find a new lead for {asked.store} attached.\n"
    kind = rng.choice(("application/octet-stream", "text/xml", ADF_TYPE))
    return mail_with_file(_notice(asked), note, adf(asked), name=f"lead-{asked.number}.adf", kind=kind)


def adf_escaped(asked: Inquiry, rng: Random) -> Document:
    rows = "".join(f"<p>{escape(line)}</p>\n" for line in adf(asked).splitlines())
    return mail(_notice(asked), f"<html><body>{rows}</body></html>", kind="text/html")


def adf_signed(asked: Inquiry, rng: Random) -> Document:
    end = "\n--\nThis message is confidential and only for the one it is addressed to.\n"
    return mail(_notice(asked), f"New internet lead, see below.\n\n{careless(adf(asked))}{end}")


def adf_in_windows_letters(asked: Inquiry, rng: Random) -> Document:
    return mail_of_bytes(_notice(asked), adf(asked).encode("cp1252", "replace"), claims="utf-8")


def adf_wrapped(asked: Inquiry, rng: Random) -> Document:
    return mail_encoded(_notice(asked), adf(asked), how=rng.choice(("quoted-printable", "base64")))


def lines_of_a_notice(asked: Inquiry, rng: Random) -> Document:
    return mail(_notice(asked), "".join(f"{name}: {value}\n" for name, value in _fields(asked) if value))


def table_of_a_notice(asked: Inquiry, rng: Random) -> Document:
    rows = "".join(
        f"<tr><td><b>{name}</b></td>\n<td>{escape(value)}</td></tr>\n"
        for name, value in _fields(asked)
        if value
    )
    # This sender says of itself that nobody wrote it: such mail is never answered by a machine.
    envelope = _notice(asked, "Auto-Submitted: auto-generated\n")
    return mail(envelope, f"<html><body><table>\n{rows}</table></body></html>", kind="text/html")


def written_by_hand(asked: Inquiry, rng: Random) -> Document:
    """A shopper's own mail to the store's lead address."""
    who = asked.shopper
    greeting, end = (
        ("Hola,", "Gracias,")
        if who.language == "es"
        else (rng.choice(("Hello,", "Hi there,", "Good day,")), "Thanks,")
    )
    words = asked.comments or f"Do you still have the {asked.car.line if asked.car else 'car'}?"
    call = f"\n{dashed(who.phone)}" if who.phone else ""
    subject = asked.car.line if asked.car else "Question about a car"
    sender = f"{who.name} <{who.email}>"
    return mail(
        Envelope(sender, subject, asked.at, f"{asked.number}@mail.example.com"),
        f"{greeting}\n\n{words}\n\n{end}\n{who.name}{call}\n",
    )


def json_of_the_website(asked: Inquiry, rng: Random) -> Document:
    who, car, trade = asked.shopper, asked.car, asked.trade
    body = {
        "id": asked.number,
        "first_name": who.first,
        "last_name": who.last,
        "email": who.email,
        "phone": who.phone and dashed(who.phone),
        "postal_code": who.place.postal_code,
        "language": who.language,
        "comments": asked.comments,
        "timeframe": asked.timeframe,
        "provider": asked.provider,
        "requested_at": asked.at.isoformat(timespec="seconds"),
        "vehicle": car
        and {
            "year": car.year,
            "make": car.make,
            "model": car.model,
            "trim": car.trim,
            "status": car.status,
            "stock": car.stock,
            "vin": car.vin,
        },
        "trade_in": trade
        and {
            "year": trade.year,
            "make": trade.make,
            "model": trade.model,
            "trim": trade.trim,
            "odometer": trade.miles,
        },
    }
    told = {name: value for name, value in body.items() if value}
    return post(json.dumps(told, ensure_ascii=False), "application/json")


def form_of_the_website(asked: Inquiry, rng: Random) -> Document:
    who = asked.shopper
    fields = {
        "name": who.name,
        "email": who.email,
        "phone": dashed(who.phone) if who.phone else "",
        "zip": who.place.postal_code,
        "vehicle": asked.car.line if asked.car else "",
        "stock": asked.car.stock if asked.car else "",
        "trade": asked.trade.line if asked.trade else "",
        "message": asked.comments,
        "source": asked.provider,
    }
    if who.phone and rng.random() < 0.6:
        fields["Can we contact you via text?"] = "Yes"
    told = {name: value for name, value in fields.items() if value}
    return post(urlencode(told), "application/x-www-form-urlencoded", key="form")


def lead_form_of_a_search_engine(asked: Inquiry, rng: Random) -> Document:
    who = asked.shopper
    answers = {
        "FULL_NAME": who.name,
        "EMAIL": who.email,
        "PHONE_NUMBER": f"+1{who.phone}" if who.phone else "",
        "POSTAL_CODE": who.place.postal_code,
        "vehicle": asked.car.line if asked.car else "",
    }
    body = {
        "lead_id": asked.number,
        "api_version": "1.0",
        "form_id": 40_000 + rng.randrange(9),
        "user_column_data": [
            {"column_id": name, "string_value": value} for name, value in answers.items() if value
        ],
        "is_test": False,
    }
    return post(json.dumps(body), "application/json")


def lead_form_of_a_network(asked: Inquiry, rng: Random) -> Document:
    who = asked.shopper
    answers = {
        "full_name": who.name,
        "email": who.email,
        "phone_number": f"+1{who.phone}" if who.phone else "",
        "which_model_are_you_interested_in?": asked.car.short if asked.car else "",
        "when_are_you_planning_to_buy?": asked.timeframe,
    }
    body = {
        "leadgen_id": asked.number,
        "created_time": asked.at.isoformat(timespec="seconds"),
        "field_data": [{"name": name, "values": [value]} for name, value in answers.items() if value],
    }
    return post(json.dumps(body), "application/json")


def _notice(asked: Inquiry, more: str = "") -> Envelope:
    domain = "".join(letter for letter in asked.provider.lower() if letter.isalnum())
    about = asked.car.line if asked.car else "Sell my car"
    return Envelope(
        f"{asked.provider} <no-reply@{domain}.example.net>",
        f"New lead {asked.number}: {about}",
        asked.at,
        f"{asked.number}@{domain}.example.net",
        more,
    )


def _fields(asked: Inquiry) -> tuple[tuple[str, str], ...]:
    who, car, trade = asked.shopper, asked.car, asked.trade
    return (
        ("Lead source", asked.provider),
        ("Lead ID", asked.number),
        ("First Name", who.first),
        ("Last Name", who.last),
        ("E-mail", who.email),
        ("Phone", dashed(who.phone) if who.phone else ""),
        ("ZIP Code", who.place.postal_code),
        ("Vehicle", car.line if car else ""),
        ("Stock number", car.stock if car else ""),
        ("Trade-in", trade.line if trade else ""),
        ("When are you planning to buy", asked.timeframe),
        ("Comments", asked.comments),
    )
