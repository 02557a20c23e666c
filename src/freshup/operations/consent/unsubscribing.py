"""The way out that stands in every automatic mail: a signed link that works without signing in (RFC 8058).

The token never expires. CAN-SPAM asks for a way out that works thirty days and longer, mail lies in boxes for years,
and an old link can do nothing but stop mail to the one address it was sent to: refusing it would protect nobody.
"""

from datetime import datetime
from typing import Final, NamedTuple

from django.core import signing

from freshup.data.sql import rows
from freshup.operations.consent.optouts import opt_out

SALT: Final = "freshup.unsubscribe"
WORDS: Final = "Unsubscribed by the link in a mail"
HOLDER: Final = """
SELECT c.id, c.person_id FROM contact_point c
JOIN person_store s ON s.person_id = c.person_id AND s.rooftop_id = %s
WHERE c.group_id = %s AND c.value = %s ORDER BY c.id LIMIT 1
"""


class ForgedToken(ValueError):
    """The link is not one of ours, or was cut short."""


class WayOut(NamedTuple):
    """Whose mail ends: the key of an address, in a group, as a store of it sent it."""

    group_id: int
    rooftop_id: int
    value: str


def unsubscribe_token(*, group_id: int, rooftop_id: int, value: str) -> str:
    """The signed part of the link for one address."""
    return signing.dumps([group_id, rooftop_id, value], salt=SALT)


def read_unsubscribe_token(token: str) -> WayOut:
    """Raises ForgedToken."""
    try:
        group_id, rooftop_id, value = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as unreadable:
        raise ForgedToken from unreadable
    return WayOut(group_id, rooftop_id, value)


def unsubscribe(way: WayOut, *, now: datetime, remote_address: str | None = None) -> bool:
    """No more e-mail to this address from any store of the group; False when that was so already.

    The line in the ledger is of the person the store has longest had under it; the address is shut even without one.
    """
    found = rows(HOLDER, [way.rooftop_id, way.group_id, way.value])
    point, person = found[0] if found else (None, None)
    shut = opt_out(
        way.group_id,
        [("email", way.value, point)],
        channels=("email",),
        how="one_click",
        words=WORDS,
        person_id=person,
        rooftop_id=way.rooftop_id,
        now=now,
        remote_address=remote_address,
    )
    return shut > 0
