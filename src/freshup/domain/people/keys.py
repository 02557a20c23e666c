"""The exact values two records of one person share: canonical e-mail addresses and dialled numbers."""

from __future__ import annotations

from freshup.domain.intake.prospect import Phone

GMAIL = ("gmail.com", "googlemail.com")
# Providers that deliver name+anything@ to name@. Elsewhere a plus may be part of another person's address.
PLUS_ALIASES = (
    *GMAIL, "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
    "fastmail.com", "proton.me", "protonmail.com", "pm.me",
)  # fmt: skip
# An address a listing or phone maker puts in front of the customer's own: it changes with every inquiry, or
# many people share it, so it can be written to but proves nothing about who it is.
MASKED_DOMAINS = ("privaterelay.appleid.com", "relay.firefox.com", "mozmail.com", "reply.craigslist.org")
MASKED_DOMAINS_WITHIN = (
    "hous.craigslist.org",
    "sale.craigslist.org",
    "relay.facebook.com",
    "marketplace.facebook.com",
)
ADDRESS_CHARACTERS_MAX = 254


def canonical_email(raw: str | None) -> str | None:
    """The address as it is stored and written to: trimmed and in lower case.

    None when it can't be an address.
    """
    address = (raw or "").strip().removeprefix("mailto:").strip("<>").lower()
    local, at, domain = address.rpartition("@")
    if not (at and local and "." in domain) or domain[0] in ".-" or domain.endswith("."):
        return None
    if len(address) > ADDRESS_CHARACTERS_MAX or any(sign.isspace() or sign in ",;<>" for sign in address):
        return None
    return address


def email_key(raw: str | None, *, masked: bool = False) -> str | None:
    """The identity an address stands for: a mailbox and its aliases are one; a masked relay is none (IDN-5)."""
    address = canonical_email(raw)
    if address is None or masked or is_masked(address):
        return None
    local, _at, domain = address.rpartition("@")
    if domain in PLUS_ALIASES:
        local = local.partition("+")[0] or local
    if domain in GMAIL:
        return f"{local.replace('.', '') or local}@gmail.com"
    return f"{local}@{domain}"


def is_masked(address: str) -> bool:
    """Whether an address is a relay in front of the real one."""
    domain = address.rpartition("@")[2].lower()
    return domain in MASKED_DOMAINS or any(domain.endswith(one) for one in MASKED_DOMAINS_WITHIN)


def phone_key(phone: Phone | str | None) -> str | None:
    """The identity a number stands for, in E.164. Fax and pager are none; an extension is one of its own.

    Behind a switchboard many people share the number, and the extension is what tells them apart.
    """
    if phone is None or isinstance(phone, str):
        return phone or None
    if not phone.reaches_a_person:
        return None
    return f"{phone.e164};ext={phone.extension}" if phone.extension else phone.e164
