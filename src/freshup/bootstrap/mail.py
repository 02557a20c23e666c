"""Who delivers e-mail: the sandbox unless an SMTP server is set."""

from pathlib import Path

from django.conf import settings

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.mail.smtp import SmtpMail, SmtpServer
from freshup.ports.mail import MailSender


def sandbox_outbox() -> Path:
    return Path(settings.FRESHUP_HOME) / "outbox"


def mail_sender() -> MailSender:
    """A sender of its own for each caller: a connection is not shared between threads."""
    if settings.FRESHUP_EMAIL == "sandbox":
        return SandboxMail(sandbox_outbox(), troubled=settings.FRESHUP_SANDBOX_TROUBLE)
    return SmtpMail(
        SmtpServer(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            tls=settings.EMAIL_USE_SSL,
            starttls=settings.EMAIL_USE_TLS,
        )
    )
