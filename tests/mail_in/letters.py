"""Mails as customers and mail systems write them, and files that hang on them."""

import io
from email.message import EmailMessage

from PIL import Image

CRLF = "\r\n"


def mail(
    text: str = "Yes, Saturday works.",
    *,
    sender: str = "Marisol Ortega <marisol@example.com>",
    to: str = "sales@example.com",
    subject: str = "Re: Your Accord",
    id: str = "reply-1@mail.example.net",
    answers: str = "",
    html: str = "",
    files: tuple[tuple[str, bytes, str], ...] = (),
    **headers: str,
) -> bytes:
    """One mail; `answers` is the Message-ID it refers to, `files` are (name, bytes, claimed type)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Wed, 18 Nov 2026 11:30:00 -0500"
    if id:
        message["Message-ID"] = f"<{id}>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content, claimed in files:
        kind, _, subtype = claimed.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def photo(*, camera: str = "CamCo", size: tuple[int, int] = (60, 30), kind: str = "JPEG") -> bytes:
    """A picture that says by which camera and where it was taken."""
    picture = Image.new("RGB", size, "red")
    exif = picture.getexif()
    exif[0x010F] = camera
    exif[0x8825] = {1: "N", 2: (26.0, 38.0, 1.0)}
    out = io.BytesIO()
    picture.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def bounce(
    original: str, *, recipient: str = "marisol@example.com", status: str = "5.1.1", action: str = "failed"
) -> bytes:
    """A report of delivery as RFC 3464 has it."""
    return CRLF.join(
        [
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.example.net",
            "To: sales@example.com",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            f"Message-ID: <bounce-{status}-{action}@mx.example.net>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "It could not be delivered.",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.net",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            f"Action: {action}",
            f"Status: {status}",
            "",
            "--B",
            "Content-Type: message/rfc822",
            "",
            f"To: {recipient}",
            f"Message-ID: <{original}>",
            "",
            "Hello",
            "--B--",
            "",
        ]
    ).encode()


def complaint(original: str, *, recipient: str = "marisol@example.com") -> bytes:
    """What a mail provider sends when somebody presses "This is spam" (RFC 5965)."""
    return CRLF.join(
        [
            "From: feedback@isp.example.net",
            "To: sales@example.com",
            "Subject: complaint",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "This is spam.",
            "--B",
            "Content-Type: message/feedback-report",
            "",
            "Feedback-Type: abuse",
            "User-Agent: Example/1",
            "Version: 1",
            f"Original-Rcpt-To: <{recipient}>",
            "",
            "--B",
            "Content-Type: message/rfc822",
            "",
            f"To: {recipient}",
            f"Message-ID: <{original}>",
            "",
            "Hello",
            "--B--",
            "",
        ]
    ).encode()
