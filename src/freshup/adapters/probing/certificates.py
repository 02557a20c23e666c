"""How long a server's certificate is still good, seen as a customer's browser or a mail program would see it."""

import imaplib
import smtplib
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

SECONDS: Final = 5.0
How = Literal["tls", "smtp", "imap"]


class NoCertificate(Exception):
    """None could be had or believed; the text says why. `answered`: somebody was there, with a bad one or none."""

    def __init__(self, why: str, *, answered: bool = True) -> None:
        super().__init__(why)
        self.answered = answered


@dataclass(frozen=True, slots=True)
class Server:
    """`how`: TLS from the first byte, or agreed on after a greeting (STARTTLS)."""

    host: str
    port: int
    how: How = "tls"

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def good_until(server: Server, *, context: ssl.SSLContext | None = None) -> datetime:
    """When the certificate ends. Name, chain and dates are checked first. Raises NoCertificate."""
    trusting = context or ssl.create_default_context()
    try:
        shown = _shown(server, trusting)
    except ssl.SSLCertVerificationError as unbelieved:
        raise NoCertificate(unbelieved.verify_message) from unbelieved
    except ssl.SSLError as broken:
        raise NoCertificate(f"no encryption: {broken.reason or type(broken).__name__}") from broken
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error) as silent:
        raise NoCertificate(f"no answer ({type(silent).__name__})", answered=False) from silent
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str((shown or {})["notAfter"])), UTC)


def _shown(server: Server, trusting: ssl.SSLContext) -> dict[str, object] | None:
    if server.how == "smtp":
        with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as mail:
            mail.starttls(context=trusting)
            return _certificate(mail.sock)
    if server.how == "imap":
        box = imaplib.IMAP4(server.host, server.port, timeout=SECONDS)
        try:
            box.starttls(trusting)
            return _certificate(box.socket())
        finally:
            box.shutdown()
    with (
        closing(socket.create_connection((server.host, server.port), timeout=SECONDS)) as line,
        trusting.wrap_socket(line, server_hostname=server.host) as encrypted,
    ):
        return _certificate(encrypted)


def _certificate(line: object) -> dict[str, object] | None:
    return dict(line.getpeercert() or {}) if isinstance(line, ssl.SSLSocket) else None
