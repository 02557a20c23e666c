"""Who wrote a mail: a person, a machine answering, a list, or the mail system itself."""

from __future__ import annotations

import re
from email.utils import parseaddr

from freshup.adapters.decoding.mime import Headers, media_type, readable
from freshup.domain.intake.prospect import MailFacts

_FROM = re.compile(r"\s*\"?([^\"<>@,;]*?)\"?\s*<\s*([^<>\s@]+@[^<>\s@]+)\s*>\s*\Z")
_NO_REPLY = re.compile(
    r"\A(?:[\w.+\-]*[._+\-])?(?:no[._\-]?reply|do[._\-]?not[._\-]?reply|donotreply|noreply|unattended|nobody)(?:[._+\-][\w.+\-]*)?@",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"\A(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|incomplete|delayed)|returned (?:mail|to sender)|failure notice"
    r"|mail delivery (?:failed|system|subsystem)|could not be delivered|non-?delivery",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"\A\s*(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|autoreply|out of (?:the )?office|on vacation|ooo\b"
    r"|away from|respuesta autom)",
    re.IGNORECASE,
)
_BULK_SENDER = re.compile(
    r"\A(?:newsletters?|news|marketing|offers|deals|promo(?:tions)?|digest|updates)@", re.IGNORECASE
)


def sender_of(value: str) -> tuple[str, str]:
    """Display name and address of a From header; empty strings for what is missing."""
    match = _FROM.match(value)
    if match is not None:
        return readable(match.group(1).strip()), match.group(2).lower()
    try:
        name, address = parseaddr(value[:1_000])
    except (ValueError, IndexError):
        return "", ""
    if "@" not in address:
        plain = re.search(r"[^\s<>\",;:]+@[^\s<>\",;:]+", value[:1_000])
        name, address = ("", plain.group(0)) if plain is not None else ("", "")
    return readable(name), address.lower()


def is_no_reply(address: str) -> bool:
    return _NO_REPLY.match(address) is not None


def mail_facts(headers: Headers, envelope_from: str | None) -> MailFacts:
    """What headers and envelope say about the writer. A path that is known to be null stays empty; None is unknown."""
    _, sender = sender_of(headers.get("from", ""))
    path = headers.get("return-path") if envelope_from is None else envelope_from
    mail_from = (sender or None) if path is None else path.strip().strip("<>").strip()
    subject = readable(headers["subject"])[:500] if "subject" in headers else None
    submitted = headers.get("auto-submitted", "no").strip().lower()
    return MailFacts(
        message_id=headers.get("message-id", "").strip()[:500] or None,
        mail_from=mail_from,
        sender=sender or None,
        subject=subject,
        auto_submitted=submitted not in ("", "no") or _answers_by_itself(headers, subject or ""),
        bulk=_is_bulk(headers, sender),
        no_reply=bool(sender) and is_no_reply(sender),
        bounce=_is_bounce(headers, sender, subject or ""),
    )


def _is_bounce(headers: Headers, sender: str, subject: str) -> bool:
    kind, _ = media_type(headers.get("content-type", ""))
    if kind == "multipart/report" or "x-failed-recipients" in headers:
        return True
    return bool(_SYSTEM.match(sender)) and (
        bool(_BOUNCE_SUBJECT.search(subject)) or sender.startswith("mailer-daemon")
    )


def _is_bulk(headers: Headers, sender: str) -> bool:
    if headers.get("precedence", "").strip().lower() in ("bulk", "junk", "list"):
        # Stores read sales@ through a mailing group; what people write to it is not a newsletter.
        return "x-google-group-id" not in headers
    lists = "list-unsubscribe" in headers or "list-id" in headers
    return (lists and "x-google-group-id" not in headers) or _BULK_SENDER.match(sender) is not None


def _answers_by_itself(headers: Headers, subject: str) -> bool:
    if "x-autoreply" in headers or "x-autorespond" in headers or "x-autoresponder" in headers:
        return True
    return headers.get("precedence", "").lower() == "auto_reply" or _AUTO_SUBJECT.match(subject) is not None


def is_auto_reply(headers: Headers, facts: MailFacts) -> bool:
    """Whether a machine answers for its owner; notifications that a site generates are no such answers."""
    submitted = headers.get("auto-submitted", "").strip().lower()
    return submitted.startswith("auto-replied") or _answers_by_itself(headers, facts.subject or "")
