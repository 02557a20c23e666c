"""Who reads mailboxes, and how a mail in one is told from all others."""

from freshup.adapters.mail.imap import ImapReader
from freshup.adapters.mail.raw import mail_key, with_envelope
from freshup.ports.mailboxes import MailboxReader

__all__ = ["mail_key", "mailbox_reader", "with_envelope"]


def mailbox_reader() -> MailboxReader:
    return ImapReader()
