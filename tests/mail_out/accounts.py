"""Accounts with the services, as a store would set them up, and mails to send by them."""

from typing import Any

from freshup.adapters.mail.anymail.fake import DOMAIN, KEY, SECOND_KEY
from freshup.domain.consent import Permit, SendRequest, decide
from freshup.ports.accounts import Account
from freshup.ports.mail import OutgoingMail
from tests.factories import NOW

PASSWORD = "open sesame"
SIGNING_KEY = "mailgun-signing-key"
# Base64 of a word, as Resend writes its secrets.
SVIX_SECRET = "whsec_c2VzYW1lLXNlc2FtZS1zZXNhbWU="


def account(provider: str, url: str = "", **settings: str) -> Account:
    secrets = {
        "server_token": KEY,
        "api_key": KEY,
        "secret_key": SECOND_KEY,
        "webhook_password": PASSWORD,
        "webhook_signing_key": SIGNING_KEY,
        "signing_secret": SVIX_SECRET,
    }
    told = {"api_url": url, "sender_domain": DOMAIN, **settings}
    return Account(7, 1, 1, provider, told, secrets, "https://store.example.com/hooks/key/")


def mail(**other: Any) -> OutgoingMail:
    words: dict[str, Any] = {
        "message_id": "<step.1.5@example.com>",
        "sender_name": "Ana, Gulf Honda",
        "sender": "sales@example.com",
        "recipient": "maria@example.net",
        "subject": "Your Civic",
        "body": "Hello Maria,\n\nthe Civic is here.",
        "headers": {
            "List-Unsubscribe": "<https://store.example.com/unsubscribe/" + "t" * 90 + "/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "In-Reply-To": "<question@mail.example.net>",
            "References": "<question@mail.example.net>",
            "Reply-To": "r-abc@intake.example.com",
        },
        "html": "<p>Hello Maria</p>",
        "reference": 4711,
    }
    return OutgoingMail(**{**words, **other})


def permit(recipient: str = "maria@example.net") -> Permit:
    answer = decide(SendRequest("ack:1", "acknowledgement", "email", recipient), NOW)
    assert isinstance(answer, Permit)
    return answer
