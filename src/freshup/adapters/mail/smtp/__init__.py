"""Any SMTP server: one connection a batch, one transaction a mail."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime

from freshup.adapters.mail.mime import compose
from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.mail import OutgoingMail, UnableToSend, UnsureIfSent

TIMEOUT_SECONDS = 20
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def server_of(account: Account) -> SmtpServer:
    """A store's own server; `security` is starttls, tls or none."""
    told = account.settings
    security = told.get("security", "starttls")
    return SmtpServer(
        host=told.get("host", ""),
        port=int(told.get("port") or 587),
        user=told.get("user", ""),
        password=account.secrets.get("password", ""),
        tls=security == "tls",
        starttls=security == "starttls",
    )


class SmtpMail:
    """Speaks to one server. A refusal with 5xx is final, with 4xx or no answer at all it is not.

    A line that breaks after the text was handed over leaves it open whether the mail went: SMTP cannot be asked.
    """

    name = "smtp"

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def send(self, mail: OutgoingMail, *, permit: Permit) -> str:
        try:
            content = compose(mail, permit)
        except (ValueError, IndexError) as unusable:
            raise UnableToSend(
                f"the mail can't be written: {type(unusable).__name__}", permanent=True
            ) from unusable
        line = self._connected()
        try:
            _accepted(*line.mail(mail.sender))
            _accepted(*line.rcpt(mail.recipient))
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as broken:
            self.close()
            raise UnableToSend(
                "the line broke before the mail was handed over", permanent=False, down=True
            ) from broken
        except smtplib.SMTPResponseException as refused:
            raise self._refused(refused) from refused
        try:
            _accepted(*line.data(content))
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as broken:
            self.close()
            raise UnsureIfSent("the line broke while the mail was handed over") from broken
        except smtplib.SMTPResponseException as refused:
            raise self._refused(refused) from refused
        return mail.message_id.strip("<>")

    def _refused(self, answer: smtplib.SMTPResponseException) -> UnableToSend:
        """5xx is final. The line is given up: what the server still thinks of this mail must not meet the next."""
        self.close()
        return UnableToSend(
            f"the server answered {answer.smtp_code}",
            permanent=answer.smtp_code >= 500,
            code=_enhanced(answer.smtp_error),
        )

    def _connected(self) -> smtplib.SMTP:
        if self._line is not None:
            return self._line
        server = self._server
        try:
            if server.tls:
                # Without a context of one's own the standard library asks for no certificate.
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
                )
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
            if server.starttls:
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, server.password)
        except (smtplib.SMTPException, OSError) as unreachable:
            raise UnableToSend(f"no connection to {server.host}", permanent=False, down=True) from unreachable
        self._line = line
        return line

    def has_sent(self, mail: OutgoingMail, *, since: datetime) -> bool | None:
        return None

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _enhanced(said: bytes | str) -> str:
    """The class of failure by RFC 3463 at the head of an answer, such as 5.1.1; empty where there is none."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    found = _ENHANCED.match(text.strip())
    return found.group() if found else ""


def _accepted(code: int, text: bytes) -> None:
    if code >= 400:
        raise smtplib.SMTPResponseException(code, text)
