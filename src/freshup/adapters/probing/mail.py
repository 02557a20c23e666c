"""Mail servers and mailboxes: connected, encrypted, signed in, and left again."""

import imaplib
import smtplib
import ssl
from typing import Final

from freshup.ports.accounts import Account
from freshup.ports.probing import ProbeFailed

# One wait for each step of the talk; together with connecting it stays about ten.
SECONDS: Final = 4.0
WORDS_MAX: Final = 160
NOBODY: Final = "no mail server answers at this name and port"
NOT_ENCRYPTED: Final = "the encryption could not be agreed on: look at the certificate, the port and the kind"


def probe_smtp(account: Account) -> str:
    """Signs in and says NOOP. No mail is begun."""
    settings = account.settings
    context = ssl.create_default_context()
    try:
        host, port = settings.get("host", ""), int(settings.get("port") or 587)
        security = settings.get("security", "starttls")
        line = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if security == "tls"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        with line:
            if security == "starttls":
                line.starttls(context=context)
            if settings.get("user"):
                line.login(settings["user"], account.secrets.get("password", ""))
            code, said = line.noop()
    except smtplib.SMTPResponseException as refused:
        raise ProbeFailed(f"{refused.smtp_code} {_words(refused.smtp_error)}") from refused
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as unsafe:
        raise ProbeFailed(NOT_ENCRYPTED) from unsafe
    except (OSError, smtplib.SMTPException, ValueError) as silent:
        raise ProbeFailed(NOBODY) from silent
    if code >= 400:
        raise ProbeFailed(f"{code} {_words(said)}")
    return _words(said)


def probe_imap(account: Account) -> str:
    """Signs in and opens the folder to read only: nothing is marked as seen."""
    settings = account.settings
    context = ssl.create_default_context()
    try:
        host, port = settings.get("host", ""), int(settings.get("port") or 993)
        security = settings.get("security", "tls")
        line = (
            imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
            if security == "tls"
            else imaplib.IMAP4(host, port, timeout=SECONDS)
        )
        with line:
            if security == "starttls":
                line.starttls(context)
            line.login(settings.get("user", ""), account.secrets.get("password", ""))
            folder = settings.get("folder") or "INBOX"
            state, said = line.select(_quoted(folder), readonly=True)
    except (ssl.SSLError, imaplib.IMAP4.abort) as unsafe:
        raise ProbeFailed(NOT_ENCRYPTED if isinstance(unsafe, ssl.SSLError) else NOBODY) from unsafe
    except imaplib.IMAP4.error as refused:
        raise ProbeFailed(_words(str(refused))) from refused
    except (OSError, ValueError) as silent:
        raise ProbeFailed(NOBODY) from silent
    if state != "OK":
        raise ProbeFailed(_words(said[0] if said else b"the folder can't be opened"))
    return _count(said)


def _count(said: list[bytes | None]) -> str:
    number = (said[0] or b"").decode("ascii", "replace") if said else ""
    return f"{number} messages" if number.isdigit() else ""


def _quoted(folder: str) -> str:
    inside = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _words(said: bytes | str | None) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said or ""
    return " ".join(text.split())[:WORDS_MAX]
