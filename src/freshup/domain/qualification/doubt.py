"""What makes contact data doubtful: signs of typing to get past a form.

Doubt asks again; it never silences a lead.
"""

from __future__ import annotations

from collections.abc import Iterator

from freshup.domain.qualification.facts import InquiryFacts
from freshup.domain.qualification.rules import DoubtRules
from freshup.domain.qualification.signals import plain
from freshup.domain.reasons import Reason

NATIONAL_DIGITS = 10
SAME_LETTER_RUN = 4
DIGITS_IN_NAME = 3
# The area code is real in all of these; the seven digits after it are what was invented.
MADE_UP_ENDINGS = ("0000000", "1234567")
LINKS = ("http://", "https://", "www.")


def doubts(inquiry: InquiryFacts, rules: DoubtRules) -> tuple[Reason, ...]:
    """Every sign that the contact data is not real, strongest first per field; empty when there is none."""
    return (*_name(inquiry, rules), *_phone(inquiry), *_email(inquiry, rules), *_comments(inquiry, rules))


def _name(inquiry: InquiryFacts, rules: DoubtRules) -> Iterator[Reason]:
    first, last = plain(inquiry.first or "").strip(), plain(inquiry.last or "").strip()
    whole = f"{first} {last}".strip()
    if not whole:
        return
    if "@" in whole or any(sign in whole for sign in LINKS):
        yield _LINK
    elif whole in rules.fake_names or all(one in rules.fake_names for one in (first, last) if one):
        yield _FAKE
    elif _typed_at_random(whole, rules):
        yield _KEYBOARD
    elif sum(sign.isdigit() for sign in whole) >= DIGITS_IN_NAME:
        yield _DIGITS


def _typed_at_random(text: str, rules: DoubtRules) -> bool:
    """A run along the keyboard or of one letter. Missing vowels prove nothing: Ng, Krc and Hrbk are names."""
    if any(run in text for run in rules.keyboard_runs):
        return True
    run = 1
    for before, sign in zip(text, text[1:], strict=False):
        run = run + 1 if sign == before and sign.isalpha() else 1
        if run == SAME_LETTER_RUN:
            return True
    return False


def _phone(inquiry: InquiryFacts) -> Iterator[Reason]:
    if inquiry.phones_raw and not inquiry.phones and any(one.strip() for one in inquiry.phones_raw):
        yield _UNDIALLABLE
    for phone in inquiry.phones:
        digits = phone[-NATIONAL_DIGITS:]
        if len(set(digits)) == 1 or digits.endswith(MADE_UP_ENDINGS) or len(set(digits[3:])) == 1:
            yield _PHONE
            return


def _email(inquiry: InquiryFacts, rules: DoubtRules) -> Iterator[Reason]:
    if not inquiry.email:
        return
    local, _at, domain = inquiry.email.lower().rpartition("@")
    if domain in rules.disposable_domains:
        yield _DISPOSABLE
    elif _typed_at_random(local, rules):
        yield _EMAIL_KEYBOARD


def _comments(inquiry: InquiryFacts, rules: DoubtRules) -> Iterator[Reason]:
    if not inquiry.comments or ("://" not in inquiry.comments and "www." not in inquiry.comments.lower()):
        return
    words = inquiry.comments.lower().split()
    links = sum(1 for word in words if any(sign in word for sign in LINKS))
    if links > rules.links_max:
        yield Reason("doubt.links", {"count": links})


_LINK = Reason("doubt.name_link")
_FAKE = Reason("doubt.name_fake")
_KEYBOARD = Reason("doubt.name_keyboard")
_DIGITS = Reason("doubt.name_digits")
_UNDIALLABLE = Reason("doubt.phone_invalid")
_PHONE = Reason("doubt.phone_pattern")
_DISPOSABLE = Reason("doubt.email_disposable")
_EMAIL_KEYBOARD = Reason("doubt.email_keyboard")
