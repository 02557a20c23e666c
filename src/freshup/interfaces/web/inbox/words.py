"""What the inbox calls its lists, channels and how far a message came."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy

VIEWS: Final[Mapping[str, Any]] = {
    "waiting": lazy("Needs reply"),
    "mine": lazy("Mine"),
    "desk": lazy("On the desk"),
    "snoozed": lazy("Snoozed"),
    "angry": lazy("Angry"),
    "all": lazy("All"),
}
# Title and words of a list that is empty.
NONE: Final[Mapping[str, tuple[Any, Any]]] = {
    "waiting": (lazy("Nobody waits for an answer"), lazy("Who writes or calls stands here at once.")),
    "mine": (
        lazy("No conversation of yours yet"),
        lazy("Your customers and what is given to you stand here."),
    ),
    "desk": (lazy("Nothing lies on the desk"), lazy("Customers without an owner who wait for an answer.")),
    "snoozed": (lazy("Nothing is put off"), lazy("What is put off comes back by itself.")),
    "angry": (lazy("Nobody is angry"), lazy("Who is stands here until a manager has looked.")),
    "all": (
        lazy("No conversation yet"),
        lazy("The first word of a customer or of a person here begins one."),
    ),
}
CHANNELS: Final[Mapping[str, tuple[str, Any]]] = {
    "text": ("text", lazy("Text")),
    "email": ("mail", lazy("E-mail")),
    "call": ("phone", lazy("Call")),
    "phone": ("phone", lazy("Call")),
    "chat": ("people", lazy("Chat")),
    "video": ("eye", lazy("Video")),
    "visit": ("store", lazy("Visit")),
    "walk_in": ("store", lazy("Visit")),
    "form": ("note", lazy("Form")),
}
OTHER_CHANNEL: Final = ("note", lazy("Message"))
DELIVERIES: Final[Mapping[str, Any]] = {
    "queued": lazy("at the provider"),
    "sent": lazy("sent"),
    "delivered": lazy("delivered"),
    "read": lazy("read"),
    "undelivered": lazy("not delivered"),
    "failed": lazy("failed"),
    "bounced": lazy("bounced"),
    "complained": lazy("reported as spam"),
}
FAILED: Final = frozenset({"undelivered", "failed", "bounced", "complained"})
FILES: Final[Mapping[str, Any]] = {
    "recording": lazy("Recording"),
    "voicemail": lazy("Voicemail"),
    "picture": lazy("Picture"),
    "html": lazy("The mail as it was sent"),
    "video": lazy("Video"),
    "file": lazy("File"),
}
CHAT_STATES: Final[Mapping[str, Any]] = {
    "bot": lazy("the assistant answers"),
    "waiting": lazy("asks for a person"),
    "person": lazy("a person answers"),
    "ended": lazy("over"),
}
