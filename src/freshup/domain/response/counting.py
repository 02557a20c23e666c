"""What counts as a personal attempt, and what as two-way contact? (Row RSP-3.)

A store that counts its robot's acknowledgement as a response looks quick and isn't: the customer still waits.
"""

from __future__ import annotations

VERIFIED = "verified"
CLAIMED = "claimed"

# The customer speaks with us: attempt and contact in one.
CONVERSATIONS = frozenset({"call_answered", "call_connected", "walk_in", "visit", "video_call"})
CALLS = frozenset({"call_placed", "voicemail_left"})
MESSAGES = frozenset({"message_sent", "email_sent", "text_sent", "chat_sent", "video_sent"})
REPLIES = frozenset({"message_received", "email_received", "text_received", "chat_received"})


def counts_as_attempt(kind: str, *, automated: bool, edited: bool) -> bool:
    """Whether this activity is a person's attempt to reach the customer.

    A call placed, or a message that a person wrote or `edited` before it went. Cadence sends and bots
    (`automated`), templates sent as they are, and every kind not named here never count.
    """
    if automated:
        return False
    return kind in CONVERSATIONS or kind in CALLS or (kind in MESSAGES and edited)


def counts_as_contact(kind: str, *, automated: bool) -> bool:
    """Whether the customer spoke, wrote back or came in.

    `automated` is the sender's machine speaking: out-of-office and other auto-replies, a call taken by a
    voice-mail box, our own bot's end of a call. Bounces, STOP, opens and clicks are kinds of their own and
    never count.
    """
    return not automated and (kind in CONVERSATIONS or kind in REPLIES)


def standing(*, provider_confirmed: bool) -> str:
    """How sure the attempt is: `verified` when the provider says it happened, `claimed` when only we do."""
    return VERIFIED if provider_confirmed else CLAIMED
