"""A chat becomes a lead as soon as its visitor can be answered: handed to intake like every other inquiry.

The comments are the visitor's own lines. What the assistant said stays out of them: its "financing" would count as the
customer's wish. The whole transcript is mirrored into the lead's messages once the lead is there.
"""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from freshup.data.models import Chat
from freshup.domain.website.talk import Captured
from freshup.jobs import join_chats_later
from freshup.operations.intake.receive import Delivery, Taken, receive
from freshup.operations.website.chat_rows import captured_of, talk_of
from freshup.ports.storage import Storage
from freshup.queries.website import visitors_words

SOURCE: Final = "Website chat"
COMMENTS_LENGTH_MAX: Final = 4_000


def become_lead(chat: Chat, *, key: str, receipt: UUID, storage: Storage, now: datetime) -> bool:
    """Hand it in, in the transaction of the line that made the visitor reachable; whether it was taken.

    Once a chat: what is said later reaches the lead as messages. Whoever asked not to be contacted is no lead.
    """
    captured = captured_of(chat)
    if chat.receipt is not None or not captured.reachable or talk_of(chat).refused:
        return False
    delivery = Delivery(
        key=key,
        receipt=receipt,
        channel="chat",
        received_at=now,
        body=json.dumps(document(chat, captured, now)).encode(),
        content_type="application/json",
        remote_address=chat.remote_address,
    )
    (answer,) = receive([delivery], storage=storage)
    if not isinstance(answer, Taken):
        return False
    chat.receipt = receipt
    chat.flow = {**chat.flow, "handed_at": now.isoformat()}
    join_chats_later()
    return True


def document(chat: Chat, captured: Captured, now: datetime) -> dict[str, Any]:
    wanted = captured.wanted
    vehicle = {
        "year": wanted.year,
        "make": wanted.make,
        "model": wanted.model,
        "trim": wanted.trim,
        "vin": wanted.vin,
        "stock": wanted.stock,
        "status": wanted.condition,
        "interest": "test-drive" if "visit" in captured.wants and wanted.says_anything else "",
    }
    said: dict[str, Any] = {
        "provider": SOURCE,
        "full_name": captured.name,
        "email": captured.email,
        "phone": captured.phone,
        "vehicle": {name: value for name, value in vehicle.items() if value},
        "trade_in": captured.trade,
        "financing": "yes" if "finance" in captured.wants else "",
        "comments": "\n".join(visitors_words(chat))[-COMMENTS_LENGTH_MAX:],
        "language": chat.language,
        "requested_at": now.isoformat(timespec="seconds"),
        "page": chat.page,
        "visitor": chat.visitor_token,
    }
    if captured.consent is not None:
        said["consent"] = {
            "text": captured.consent_text,
            "version": captured.consent_version,
            "channel": "text",
            "given": captured.consent,
        }
    return {name: value for name, value in said.items() if value}
