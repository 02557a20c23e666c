"""Files of a message: the bytes by their content in the storage, a row for each that says what it is.

What is not taken has a row, too, with its name and the reason, so that whoever answers can say so.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from freshup.data.models import Attachment, Message
from freshup.ports.letters import Enclosed
from freshup.ports.storage import Storage

HTML: Final = "html"
ADDRESS_LENGTH_MAX: Final = 500
NO_ADDRESS: Final = "the provider's address of it is too long"


def attach(message: Message, enclosed: Sequence[Enclosed], *, storage: Storage, now: datetime) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            rooftop_id=message.rooftop_id,
            opportunity_id=message.opportunity_id,
            message=message,
            kind=one.kind,
            name=one.name[:200],
            media_type=one.media_type[:100],
            size=one.size,
            stored_as="" if one.refused else storage.put(one.content),
            state="refused" if one.refused else "kept",
            reason=one.refused[:200],
            connector_id=message.connector_id,
            at=now,
        )
        for one in enclosed
    )


def attach_html(message: Message, html: str, *, storage: Storage, now: datetime) -> None:
    """A mail as its sender laid it out, made safe already; shown in a frame of its own."""
    content = html.encode("utf-8", "replace")
    page = Enclosed(HTML, "", "text/html; charset=utf-8", content, len(content))
    attach(message, [page], storage=storage, now=now)


def attach_remote(
    message: Message, media: Sequence[tuple[str, str]], *, kind: str = "picture", now: datetime
) -> None:
    """Files that the provider keeps, (address, media type) each; fetched later by the sweep."""
    for address, media_type in media:
        fits = len(address) <= ADDRESS_LENGTH_MAX
        Attachment.objects.create(
            rooftop_id=message.rooftop_id,
            opportunity_id=message.opportunity_id,
            message=message,
            kind=kind,
            media_type=media_type[:100],
            remote_url=address if fits else "",
            connector_id=message.connector_id,
            state="waiting" if fits else "refused",
            reason="" if fits else NO_ADDRESS,
            retry_at=now,
            at=now,
        )
