"""What each service reports, written by hand after its documented format; people and hosts are invented."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from freshup.ports.hooks import Hook
from tests.factories import NOW
from tests.mail_out.accounts import PASSWORD, SIGNING_KEY, SVIX_SECRET

AT = int(NOW.timestamp())
ISO = "2026-11-18T16:00:00Z"
WHO = "maria@example.net"
REFERENCE = {"message": "4711"}
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
URL = "https://gulf-honda.example.com/used/civic"
MIME = (
    "From: Maria <maria@example.net>\r\nTo: r-abc@intake.example.com\r\nSubject: Re: Your Civic\r\n"
    "Message-ID: <answer@mail.example.net>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nYes, tomorrow at five.\r\n"
)
BOUNCE = "smtp;550 5.1.1 The email account that you tried to reach does not exist"


def postmark(kind: str) -> Any:
    common = {
        "MessageID": "pm-1",
        "Metadata": REFERENCE,
        "Tag": "",
        "ServerID": 1,
        "MessageStream": "outbound",
    }
    return {
        "delivered": {"RecordType": "Delivery", "Recipient": WHO, "DeliveredAt": ISO, "Details": "250 OK"},
        "bounced": {
            "RecordType": "Bounce", "ID": 692, "Type": "HardBounce", "TypeCode": 1, "Email": WHO, "BouncedAt": ISO,
            "Details": BOUNCE, "Inactive": True,
        },
        "undelivered": {
            "RecordType": "Bounce", "ID": 693, "Type": "SoftBounce", "TypeCode": 4096, "Email": WHO,
            "BouncedAt": ISO, "Details": "smtp;452 4.2.2 mailbox full",
        },
        "complained": {
            "RecordType": "SpamComplaint", "ID": 694, "Type": "SpamComplaint", "Email": WHO, "BouncedAt": ISO,
        },
        "opened": {"RecordType": "Open", "Recipient": WHO, "ReceivedAt": ISO, "UserAgent": AGENT, "FirstOpen": True},
        "clicked": {
            "RecordType": "Click", "Recipient": WHO, "ReceivedAt": ISO, "UserAgent": AGENT, "OriginalLink": URL,
        },
        "unsubscribed": {
            "RecordType": "SubscriptionChange", "Recipient": WHO, "ChangedAt": ISO, "SuppressSending": True,
            "SuppressionReason": "ManualSuppression",
        },
    }[kind] | common  # fmt: skip


def mailgun(kind: str) -> Any:
    common = {
        "timestamp": float(AT), "recipient": WHO, "user-variables": REFERENCE, "tags": [],
        "message": {"headers": {"message-id": "step.1.5@example.com", "to": WHO, "from": "sales@example.com"}},
    }  # fmt: skip
    status = {"code": 550, "enhanced-code": "5.1.1", "message": BOUNCE}
    full = {"code": 452, "enhanced-code": "4.2.2", "message": "mailbox full"}
    data = {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "bounced": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "delivery-status": status,
        },
        "undelivered": {
            "event": "failed",
            "severity": "permanent",
            "reason": "generic",
            "delivery-status": full,
        },
        "complained": {"event": "complained"},
        "opened": {"event": "opened", "client-info": {"user-agent": AGENT}},
        "clicked": {"event": "clicked", "client-info": {"user-agent": AGENT}, "url": URL},
        "unsubscribed": {"event": "unsubscribed", "client-info": {"user-agent": AGENT}},
    }[kind]
    return {"signature": mailgun_signed(AT), "event-data": data | common}


def mailgun_signed(at: int, token: str = "f00d" * 12, key: str = SIGNING_KEY) -> dict[str, str]:
    signature = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": str(at), "token": token, "signature": signature}


def sendgrid(kind: str) -> Any:
    common = {
        "email": WHO, "timestamp": AT, "sg_event_id": "ev-1", "sg_message_id": "sg.1", "anymail_id": "sg-1",
        "smtp-id": "<step.1.5@example.com>", **REFERENCE,
    }  # fmt: skip
    return [
        {
            "delivered": {"event": "delivered", "response": "250 OK"},
            "bounced": {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": BOUNCE},
            "undelivered": {
                "event": "bounce",
                "type": "blocked",
                "status": "4.7.1",
                "reason": "try again later",
            },
            "complained": {"event": "spamreport"},
            "opened": {"event": "open", "useragent": AGENT, "ip": "192.0.2.1"},
            "clicked": {"event": "click", "useragent": AGENT, "ip": "192.0.2.1", "url": URL},
            "unsubscribed": {"event": "unsubscribe"},
        }[kind]
        | common
    ]


def brevo(kind: str) -> Any:
    common = {
        "email": WHO, "id": 1, "date": "2026-11-18 11:00:00", "ts": AT, "ts_event": AT, "ts_epoch": AT * 1000,
        "message-id": "<brevo-1@relay.example.net>", "X-Mailin-custom": json.dumps(REFERENCE), "subject": "Your Civic",
    }  # fmt: skip
    return {
        "delivered": {"event": "delivered"},
        "bounced": {"event": "hard_bounce", "reason": BOUNCE},
        "undelivered": {"event": "soft_bounce", "reason": "452 4.2.2 mailbox full"},
        "complained": {"event": "spam"},
        "opened": {"event": "unique_opened"},
        "clicked": {"event": "click", "link": URL},
        "unsubscribed": {"event": "unsubscribe"},
    }[kind] | common


def mailjet(kind: str) -> Any:
    common = {
        "time": AT, "MessageID": 19421777835146490, "Message_GUID": "1ab23cd4-e567-8901-2345-6789f0gh1i2j",
        "email": WHO, "mj_campaign_id": 0, "customcampaign": "", "CustomID": "", "Payload": json.dumps(REFERENCE),
    }  # fmt: skip
    return [
        {
            "delivered": {"event": "sent", "smtp_reply": "250 2.0.0 OK"},
            "bounced": {
                "event": "bounce", "hard_bounce": True, "error_related_to": "recipient", "error": "user unknown",
                "comment": BOUNCE,
            },
            "undelivered": {"event": "bounce", "hard_bounce": False, "error": "quota exceeded", "comment": "full"},
            "complained": {"event": "spam", "source": "JMRPP"},
            "opened": {"event": "open", "ip": "192.0.2.1", "agent": AGENT},
            "clicked": {"event": "click", "ip": "192.0.2.1", "agent": AGENT, "url": URL},
            "unsubscribed": {"event": "unsub", "mj_list_id": 1},
        }[kind]
        | common
    ]  # fmt: skip


def resend(kind: str) -> Any:
    common: dict[str, Any] = {
        "email_id": "re-1", "created_at": ISO, "from": "sales@example.com", "to": [WHO], "subject": "Your Civic",
        "headers": [{"name": "X-Metadata", "value": json.dumps(REFERENCE)}],
    }  # fmt: skip
    name, more = {
        "delivered": ("email.delivered", {}),
        "bounced": (
            "email.bounced",
            {"bounce": {"type": "Permanent", "message": "5.1.1 sent a hard bounce message"}},
        ),
        "undelivered": ("email.bounced", {"bounce": {"type": "Transient", "message": "the inbox was full"}}),
        "complained": ("email.complained", {}),
        "opened": ("email.opened", {"open": {"userAgent": AGENT}}),
        "clicked": ("email.clicked", {"click": {"link": URL, "userAgent": AGENT, "ipAddress": "192.0.2.1"}}),
    }[kind]
    return {"type": name, "created_at": ISO, "data": common | dict(more)}


def sparkpost(kind: str) -> Any:
    common = {
        "timestamp": str(AT), "transmission_id": "sp-1", "message_id": "0001", "event_id": "ev-1", "rcpt_to": WHO,
        "raw_rcpt_to": WHO, "rcpt_meta": REFERENCE,
    }  # fmt: skip
    group, event = {
        "delivered": ("message_event", {"type": "delivery"}),
        "bounced": ("message_event", {"type": "bounce", "bounce_class": "10", "raw_reason": BOUNCE}),
        "undelivered": (
            "message_event",
            {"type": "bounce", "bounce_class": "22", "raw_reason": "mailbox full"},
        ),
        "complained": ("message_event", {"type": "spam_complaint"}),
        "opened": ("track_event", {"type": "open", "user_agent": AGENT}),
        "clicked": ("track_event", {"type": "click", "user_agent": AGENT, "target_link_url": URL}),
        "unsubscribed": ("unsubscribe_event", {"type": "link_unsubscribe"}),
    }[kind]
    return [{"msys": {group: event | common}}]


MADE = {one.__name__: one for one in (postmark, mailgun, sendgrid, brevo, mailjet, resend, sparkpost)}


def hook(provider: str, said: Any, kind: str = "mail-events", **headers: str) -> Hook:
    """As the service sends it, with its own proof of who it is."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    known = {"content-type": "application/json"}
    if provider == "resend":
        known |= svix(body, AT)
    elif provider != "mailgun":
        known["authorization"] = "Basic " + base64.b64encode(f"freshup:{PASSWORD}".encode()).decode()
    return Hook(kind, "https://store.example.com/hooks/key/", "POST", known | headers, body, NOW)


def svix(body: bytes, at: int, secret: str = SVIX_SECRET) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = hmac.new(key, f"msg_1.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "svix-id": "msg_1",
        "svix-timestamp": str(at),
        "svix-signature": f"v1,{base64.b64encode(b'another').decode()} v1,{base64.b64encode(signature).decode()}",
    }


def mail_in(provider: str) -> Hook:
    """An answer of a customer, as each service hands it over."""
    if provider == "mailgun":
        form = {
            "recipient": "r-abc@intake.example.com",
            "sender": WHO,
            "body-mime": MIME,
            **mailgun_signed(AT),
        }
        return hook(
            provider, multipart(form), "mail-in", **{"content-type": "multipart/form-data; boundary=xx"}
        )
    if provider == "sendgrid":
        envelope = {"to": ["r-abc@intake.example.com", "r-def@intake.example.com"], "from": WHO}
        form = {"email": MIME, "envelope": json.dumps(envelope), "to": "r-abc@intake.example.com"}
        return hook(
            provider, multipart(form), "mail-in", **{"content-type": "multipart/form-data; boundary=xx"}
        )
    headers = {
        "From": f"Maria <{WHO}>",
        "Subject": "Re: Your Civic",
        "Message-ID": "<answer@mail.example.net>",
    }
    listed = [{"Name": name, "Value": value} for name, value in headers.items()]
    made: dict[str, Any] = {
        "postmark": {
            "FromFull": {"Email": WHO, "Name": "Maria"}, "OriginalRecipient": "r-abc@intake.example.com",
            "MessageID": "in-1", "RawEmail": MIME, "Headers": [{"Name": "Return-Path", "Value": f"<{WHO}>"}, *listed],
        },
        "brevo": {
            "items": [{
                "Uuid": ["in-1"], "RawTextBody": "Yes, tomorrow at five.", "Attachments": [],
                "Headers": {**headers, "Delivered-To": "r-abc@intake.example.com", "Return-Path": f"<{WHO}>"},
            }]
        },
        "mailjet": {
            "Sender": WHO, "Recipient": "r-abc@intake.example.com", "Headers": headers,
            "Text-part": "Yes, tomorrow at five.", "Parts": [],
        },
        "sparkpost": [{"msys": {"relay_message": {
            "protocol": "smtp", "msg_from": WHO, "rcpt_to": "r-abc@intake.example.com",
            "content": {"email_rfc822": base64.b64encode(MIME.encode()).decode(), "email_rfc822_is_base64": True},
        }}}],
    }  # fmt: skip
    return hook(provider, made[provider], "mail-in")


def multipart(form: dict[str, str], *files: tuple[str, str, bytes]) -> bytes:
    """A form as a browser or a service writes it, with the boundary `xx`."""
    parts = [
        f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    parts += [
        f'--xx\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, file, content in files
    ]
    return b"".join([*parts, b"--xx--\r\n"])


def urlencoded(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()
