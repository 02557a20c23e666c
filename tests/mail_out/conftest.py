"""A store with one customer, to whom mails with links go out and who does something with them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from freshup.data.models import Message, Opportunity, Rooftop
from freshup.domain.consent import Permit
from freshup.interfaces.api import links as door
from freshup.operations.conversations import Senders, send_batch
from freshup.ports.mail import OutgoingMail
from freshup.ports.texting import OutgoingText
from freshup.queries.stores import forget_settings
from tests.follow_up.conftest import FollowedUp, gulf, make_dealership
from tests.intake.conftest import NOW

__all__ = ["gulf", "make_dealership"]
WEBSITE = "https://www.gulf-honda.example.com"
CIVIC = f"{WEBSITE}/used/civic?stock=T1"
BANK = "https://bank.example.net/apply"


@dataclass
class Post:
    """Takes everything, and shows what it took."""

    mails: list[OutgoingMail] = field(default_factory=list)
    texts: list[OutgoingText] = field(default_factory=list)
    answer: Exception | None = None
    name: str = "post"

    def send(self, one: Any, *, permit: Permit) -> str:
        if self.answer is not None:
            raise self.answer
        (self.mails if isinstance(one, OutgoingMail) else self.texts).append(one)
        return f"post-{one.reference}"

    def has_sent(self, one: Any, *, since: datetime) -> bool | None:
        return None

    def close(self) -> None:
        return


@dataclass
class Desk:
    """Gulf Honda, Maria's lead, and the post."""

    gulf: FollowedUp
    lead: Opportunity
    post: Post = field(default_factory=Post)

    def write(self, body: str = f"Look: {CIVIC}", **other: Any) -> Message:
        """A mail of the follow-up that is about to go."""
        point = self.lead.person.contact_points.get(
            kind="phone" if other.get("channel") == "text" else "email"
        )
        words = {
            "rooftop_id": self.lead.rooftop_id,
            "opportunity": self.lead,
            "person_id": self.lead.person_id,
            "contact_point": point,
            "channel": "email",
            "direction": "out",
            "purpose": "reply",
            "automatic": False,
            "step_key": f"test:{Message.objects.count()}",
            "sender_name": "Ana",
            "sender": "sales@example.com",
            "recipient": point.value,
            "subject": "Your Civic",
            "body": body,
            "created_at": NOW,
            "send_after": NOW,
        }
        return Message.objects.create(**{**words, **other})

    def send(self, at: datetime = NOW) -> int:
        return send_batch(Senders(self.post, self.post), clock=lambda: at)

    def sent(self, body: str = f"Look: {CIVIC}", **other: Any) -> Message:
        message = self.write(body, **other)
        self.send()
        message.refresh_from_db()
        assert message.state == "sent", (message.state, message.gate_rule, message.failure)
        return message

    def set(self, **settings: Any) -> None:
        Rooftop.objects.filter(id=self.gulf.rooftop).update(**settings)
        forget_settings()


@pytest.fixture
def desk(gulf: FollowedUp) -> Desk:
    lead = gulf.lead()
    Message.objects.update(state="cancelled")
    Rooftop.objects.filter(id=gulf.rooftop).update(website=WEBSITE)
    forget_settings()
    door.link_limits.cache_clear()
    door.pixel_limits.cache_clear()
    return Desk(gulf, lead)
