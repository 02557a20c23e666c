"""What else lands in a lead box: cut off, empty, broken, and what no customer sent."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.adf import adf
from freshup.interfaces.console.rehearsal.dialects import ADF_TYPE
from freshup.interfaces.console.rehearsal.shoppers import Inquiry
from freshup.interfaces.console.rehearsal.written import Document, Envelope, mail, post

Oddity = Callable[[Inquiry, Random], Document]


def cut_off(asked: Inquiry, rng: Random) -> Document:
    """The connection broke in the middle of the comments."""
    whole = adf(replace(asked, comments=asked.comments or "Is it still available?"))
    end = whole.find("<comments>") + rng.randint(12, 22)
    return post(whole[:end], ADF_TYPE)


def nobody_to_reach(asked: Inquiry, rng: Random) -> Document:
    nobody = replace(asked.shopper, email="", phone="")
    return post(adf(replace(asked, shopper=nobody)), ADF_TYPE)


def garbage(asked: Inquiry, rng: Random) -> Document:
    return Document(b"\x00\x01" + rng.randbytes(180), "application/octet-stream")


def empty_template(asked: Inquiry, rng: Random) -> Document:
    """A sender whose placeholders were never filled."""
    body = '{"first_name": "%FIRST%", "last_name": "%LAST%", "email": "", "phone": "null", "vehicle": "%VEHICLE%"}'
    return post(body, "application/json")


def newsletter(asked: Inquiry, rng: Random) -> Document:
    envelope = Envelope(
        "Dealer Digest <newsletter@digest.example.org>",
        "Seven ideas for your holiday sales event",
        asked.at,
        f"{asked.number}@digest.example.org",
        "List-Unsubscribe: <mailto:leave@digest.example.org>\nPrecedence: bulk\n",
    )
    return mail(
        envelope, "Hello dealer,\n\nthis week: balloons or no balloons?\n\nUnsubscribe at any time.\n"
    )


def bounce(asked: Inquiry, rng: Random) -> Document:
    envelope = Envelope(
        "Mail Delivery System <mailer-daemon@mx.example.net>",
        "Undelivered Mail Returned to Sender",
        asked.at,
        f"{asked.number}@mx.example.net",
        "Auto-Submitted: auto-replied\n",
    )
    text = f"Your message to {asked.shopper.email or 'somebody@example.com'} could not be delivered: mailbox full.\n"
    return replace(mail(envelope, text), envelope_from="")


def out_of_office(asked: Inquiry, rng: Random) -> Document:
    who = asked.shopper
    envelope = Envelope(
        f"{who.name} <{who.email or 'away@example.com'}>",
        "Automatic reply: Your inquiry",
        asked.at,
        f"{asked.number}@mail.example.com",
        "Auto-Submitted: auto-replied\n",
    )
    return mail(envelope, "I am out of the office until Monday and will answer then.\n")


def vendor(asked: Inquiry, rng: Random) -> Document:
    return post(adf(_only_words(asked, rng.choice(phrases.VENDORS))), ADF_TYPE)


def job_seeker(asked: Inquiry, rng: Random) -> Document:
    return post(adf(_only_words(asked, rng.choice(phrases.HIRING))), ADF_TYPE)


def service_customer(asked: Inquiry, rng: Random) -> Document:
    words = replace(_only_words(asked, rng.choice(phrases.SERVICE)), interest="service")
    return post(adf(words), ADF_TYPE)


def _only_words(asked: Inquiry, words: str) -> Inquiry:
    return replace(asked, car=None, trade=None, comments=words, timeframe="")


# How often each of them comes, in a thousand documents.
ODDITIES: Final[tuple[tuple[Oddity, float], ...]] = (
    (cut_off, 6), (nobody_to_reach, 8), (garbage, 2), (empty_template, 3), (newsletter, 8), (bounce, 6),
    (out_of_office, 5), (vendor, 7), (job_seeker, 6), (service_customer, 9),
)  # fmt: skip
