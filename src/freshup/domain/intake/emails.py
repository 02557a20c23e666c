"""E-mail addresses as sources write them: mailto links, two in one field, relays that hide the customer."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where an address ends and other text begins. Found within a longer one it is somebody else's: "peña@…" is not "a@…",
# and "dana..reed@…" not "reed@…".
_BREAKS = r"\s<>(),;:\"@\[\]\\：；，（）【】、。“”‘’«»—–"
_PLAIN = re.compile(
    rf"(?<![^{_BREAKS}])"
    r"[A-Za-z0-9_!#$%&'*+/=?^`{|}~\-]+(?:\.[A-Za-z0-9_!#$%&'*+/=?^`{|}~\-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
# Looser, for mailboxes and domains outside ASCII and local parts with stray dots.
_WIDE = re.compile(rf"[^{_BREAKS}]{{1,64}}" r"@(?:[\w](?:[\w\-]{0,61}[\w])?\.)+[^\W\d_]{2,24}")
# In running text; what it finds is read once more.
IN_TEXT = re.compile(rf"(?<![^{_BREAKS}])[\w.+\-']{{1,64}}@[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}})+")
_COMMA_FOR_DOT = re.compile(r"@([\w\-]+),(com|net|org|edu|gov)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%(40|2[BDE]|5F)", re.IGNORECASE)
_STARS = re.compile(r"\*{2,}|\bx{4,}@|@x{4,}\.|•{2,}", re.IGNORECASE)
_NOBODY_LOCAL = frozenset(
    [
        "none",
        "noemail",
        "no-email",
        "no_email",
        "nomail",
        "na",
        "n/a",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "null",
        "nobody",
        "notprovided",
        "not-provided",
        "noemailprovided",
        "unknown",
        "no-mail",
        "declined",
        "refused",
    ]
)
_RELAY_DOMAIN = re.compile(
    r"(?:\A|\.|-)(?:relay|privaterelay|proxy|masked|mask|anon|anonymous|anonymized|anonymised|hidden|mailrelay"
    r"|replyto|reply|marketplace|leads?-?mail|emailproxy|duck|mozmail|simplelogin|addy|craigslist)"
    r"(?:\.|-|\Z)",
    re.IGNORECASE,
)
_RELAY_LOCAL = re.compile(
    r"\A(?:(?:relay|reply|masked|proxy|anon|buyer|shopper|lead)[-_+.][0-9a-z._+\-]*[0-9][0-9a-z._+\-]*"
    r"|[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address that mail can be sent to. `masked` ones belong to a relay and identify nobody."""

    email: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class AddressesRead:
    addresses: tuple[Address, ...]
    starred: bool = False  # "j***@example.com": shown to people, useless to mail
    placeholder: bool = False  # "noemail@…": somebody had to fill the box


def is_masked(email: str) -> bool:
    """Whether the address belongs to a relay that hides the customer's own."""
    local, _, domain = email.rpartition("@")
    return bool(_RELAY_DOMAIN.search(domain) or _RELAY_LOCAL.match(local))


def read_emails(raw: str) -> AddressesRead:
    """All addresses in one field, in lower case, in order, each once."""
    text = raw[:1000].strip()
    if _PLAIN.fullmatch(text):
        return _sift([text])
    if "%" in text:
        text = _PERCENT.sub(lambda match: chr(int(match.group(1), 16)), text)
    text = _COMMA_FOR_DOT.sub(r"@\1.\2", text).replace("mailto:", " ").replace("MAILTO:", " ")
    if _STARS.search(text):
        return AddressesRead((), starred=True)
    text = re.sub(r"\?\S*", " ", text)
    found = _PLAIN.findall(text)
    if not found or "@" in _PLAIN.sub("", text):
        found = _WIDE.findall(text)
    bare = [address.strip(".'") for address in found]
    # Nothing but a quotation mark may have stood before the @.
    return _sift([address for address in bare if address[0] != "@"])


def _sift(found: list[str]) -> AddressesRead:
    addresses: dict[str, Address] = {}
    placeholder = False
    for written in found:
        email = written.lower()
        local, _, domain = email.rpartition("@")
        if local in _NOBODY_LOCAL or (
            local == domain.partition(".")[0] and local in ("none", "na", "no", "email")
        ):
            placeholder = True
            continue
        if _STARS.search(email):
            return AddressesRead(tuple(addresses.values()), starred=True)
        addresses.setdefault(email, Address(email, is_masked(email)))
    return AddressesRead(tuple(addresses.values()), placeholder=placeholder)
