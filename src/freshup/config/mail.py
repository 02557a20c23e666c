"""FRESHUP_EMAIL as Django's settings: `sandbox`, or `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailSettings:
    backend: str
    sandbox_dir: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_settings(transport: str, *, sandbox_dir: Path) -> MailSettings:
    """`smtp` is plain (a relay on this host), `smtp+starttls` and `smtps` are encrypted."""
    if transport == "sandbox":
        return MailSettings("django.core.mail.backends.filebased.EmailBackend", str(sandbox_dir))
    url = urlsplit(transport)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("FRESHUP_EMAIL can be sandbox or smtp://host, smtp+starttls://host, smtps://host")
    return MailSettings(
        backend="django.core.mail.backends.smtp.EmailBackend",
        sandbox_dir=str(sandbox_dir),
        host=url.hostname,
        port=url.port or PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=url.scheme == "smtp+starttls",
        tls=url.scheme == "smtps",
    )
