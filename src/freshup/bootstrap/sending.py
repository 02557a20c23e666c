"""Who delivers what goes out, by every channel."""

from freshup.bootstrap.mail import mail_sender
from freshup.bootstrap.texting import text_sender
from freshup.operations.conversations import Senders


def senders() -> Senders:
    """Senders of their own for each caller: a connection is not shared between threads."""
    return Senders(mail_sender(), text_sender())
