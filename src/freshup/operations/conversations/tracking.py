"""The addresses by which links of a message are followed and its picture is fetched (MSG-3).

The target is fixed when the message goes out. The token is derived, so that a second try bears the same; it signs
nobody in, fills nothing in and ends after ninety days.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from freshup.data.bulk import Table, insert
from freshup.queries.outbox import ClaimedMessage

SALT: Final = "freshup.tracked-link"
LIVES_FOR: Final = timedelta(days=90)
LINK: Final = "link"
PIXEL: Final = "pixel"
TRACKED_LINK: Final = Table(
    "tracked_link",
    {
        "rooftop_id": "bigint",
        "opportunity_id": "bigint",
        "message_id": "bigint",
        "token": "text",
        "kind": "text",
        "position": "smallint",
        "target": "text",
        "created_at": "timestamptz",
        "expires_at": "timestamptz",
        "clicks": "integer",
    },
)
ONCE: Final = "ON CONFLICT (token) DO NOTHING"


@dataclass(frozen=True, slots=True)
class NewLink:
    message: ClaimedMessage
    kind: str
    position: int
    target: str = ""

    @property
    def token(self) -> str:
        """Eighty bits that nobody can guess, short enough for a text."""
        named = f"{self.message.id}:{self.kind}:{self.position}:{self.target}"
        digest = salted_hmac(SALT, named, algorithm="sha256").digest()
        return base64.b32encode(digest[:10]).decode().lower()

    @property
    def address(self) -> str:
        path = f"/o/{self.token}.gif" if self.kind == PIXEL else f"/l/{self.token}/"
        return f"{settings.FRESHUP_BASE_URL.rstrip('/')}{path}"


def keep_links(links: Sequence[NewLink], *, now: datetime) -> None:
    """One statement for any number; those that are there already stay as they were."""
    insert(
        TRACKED_LINK,
        [
            (
                link.message.rooftop_id, link.message.opportunity_id, link.message.id, link.token, link.kind,
                link.position, link.target, now, now + LIVES_FOR, 0,
            )
            for link in links
        ],
        suffix=ONCE,
    )  # fmt: skip
