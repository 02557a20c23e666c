"""The address customers answer to: it names the lead by a token that nobody can make up.

`r-<token>@<domain>` where all mail of a domain reaches us, `<name>+r-<token>@<domain>` in a mailbox of the store's own.
The token is in lower case since mail systems may change the case of the part before the @.
"""

import base64
import re
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

SALT: Final = "freshup.reply-address"
# Ten bytes of the signature are sixteen characters; RFC 5321 allows sixty-four before the @.
SIGNATURE_LENGTH: Final = 16
LOCAL_LENGTH_MAX: Final = 64
TOKEN: Final = re.compile(r"(?:^|\+)r-([a-z2-7]{16})([0-9a-z]{1,13})$")
ID_MAX: Final = 2**63 - 1
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def reply_token(opportunity_id: int) -> str:
    return _signature(opportunity_id) + _written(opportunity_id)


def address_at(domain: str, opportunity_id: int) -> str:
    """An address of a domain whose mail all comes to us."""
    return f"r-{reply_token(opportunity_id)}@{domain}"


def address_in(mailbox: str, opportunity_id: int) -> str:
    """A plus-address of the store's own mailbox; empty where its name leaves no room for one."""
    local, _, domain = mailbox.rpartition("@")
    named = f"{local.partition('+')[0]}+r-{reply_token(opportunity_id)}"
    return f"{named}@{domain}" if local and domain and len(named) <= LOCAL_LENGTH_MAX else ""


def read_reply_address(address: str) -> int | None:
    """The opportunity that an address of ours names, whatever its domain; None for any other address."""
    local = address.strip().rpartition("@")[0].lower()
    found = TOKEN.search(local)
    if found is None:
        return None
    opportunity_id = int(found[2], 36)
    if not 0 < opportunity_id <= ID_MAX:
        return None
    return opportunity_id if constant_time_compare(found[1], _signature(opportunity_id)) else None


def _signature(opportunity_id: int) -> str:
    digest = salted_hmac(SALT, str(opportunity_id), algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _written(number: int) -> str:
    written = ""
    while number:
        number, digit = divmod(number, 36)
        written = _DIGITS[digit] + written
    return written
