"""A mailbox by IMAP (RFC 9051): read by number above the last one read, marked as seen, never deleted.

Numbers hold only as long as the folder's UIDVALIDITY: a restored or moved mailbox begins anew, and is then read by
date. What has been read twice is written down once, since a mail is known by its bytes.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import check_command_status

from freshup.ports.accounts import Account
from freshup.ports.mailboxes import Batch, UnableToFetch

SECONDS_MAX: Final = 30
MAIL_BYTES_MAX: Final = 40_000_000
# One round holds no more than this in memory.
ROUND_BYTES_MAX: Final = 60_000_000
SEEN: Final = "\\Seen"
# A restored mailbox is read again from a little before the last look.
OVERLAP: Final = timedelta(days=1)
FAULTS: Final = (imaplib.IMAP4.error, ImapToolsError, OSError, ssl.SSLError, socket.timeout, EOFError)
NOT_KEPT: Final = re.compile(
    rb"^(?:content-type|content-transfer-encoding|mime-version):[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
SIZE: Final = re.compile(rb"UID (\d+)[^)]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^)]*UID (\d+)")
STUB: Final = (
    b"X-Freshup-Left-Out: %d\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"[%d MB: larger than 40 MB, and so not taken in. The whole mail is in your mailbox.]\r\n"
)


class ImapReader:
    """`ports.mailboxes.MailboxReader`. A connection of its own each time: one that broke is a new one next time."""

    def read_new(self, account: Account, cursor: Mapping[str, Any], *, now: datetime, limit: int) -> Batch:
        try:
            with _connected(account) as box:
                return _read(box, account, cursor, now=now, limit=limit)
        except MailboxLoginError as refused:
            raise UnableToFetch("The mailbox refuses this user name or password", permanent=True) from refused
        except MailboxFolderSelectError as missing:
            raise UnableToFetch("There is no such folder in the mailbox", permanent=True) from missing
        except FAULTS as fault:
            raise UnableToFetch(
                f"The mailbox does not answer as it should ({type(fault).__name__})"
            ) from fault


def _connected(account: Account) -> BaseMailBox:
    host = account.settings.get("host", "")
    port = int(account.settings.get("port", "") or 993)
    security = account.settings.get("security", "tls")
    if security == "none":
        box: BaseMailBox = MailBoxUnencrypted(host, port, timeout=SECONDS_MAX)
    elif security == "starttls":
        box = MailBoxStartTls(host, port, timeout=SECONDS_MAX, ssl_context=ssl.create_default_context())
    else:
        box = MailBox(host, port, timeout=SECONDS_MAX, ssl_context=ssl.create_default_context())
    user, password = account.settings.get("user", ""), account.secrets.get("password", "")
    return box.login(user, password, initial_folder=account.settings.get("folder", "") or "INBOX")


def _read(
    box: BaseMailBox, account: Account, cursor: Mapping[str, Any], *, now: datetime, limit: int
) -> Batch:
    folder = account.settings.get("folder", "") or "INBOX"
    status = box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
    validity, following = int(status["UIDVALIDITY"]), int(status["UIDNEXT"])
    place = {"validity": validity, "folder": folder, "at": now.isoformat()}
    if not cursor or cursor.get("folder") != folder:
        # Years of old mail must not become leads on the day a mailbox is connected.
        return Batch((), {**place, "uid": following - 1})
    if cursor.get("validity") == validity:
        last = int(cursor["uid"])
        waiting = [uid for uid in _uids(box, f"UID {last + 1}:*") if uid > last]
    else:
        last = 0
        since = datetime.fromisoformat(str(cursor["at"])) - OVERLAP
        waiting = _uids(box, f"SINCE {since:%d-%b-%Y}")
    taken, mails = _fetched(box, waiting[:limit])
    _mark_seen(box, taken)
    last = max([last, *taken])
    return Batch(mails, {**place, "uid": last}, more=len(taken) < len(waiting))


def _uids(box: BaseMailBox, criteria: str) -> list[int]:
    return sorted(int(uid) for uid in box.uids(criteria, charset=None))


def _fetched(box: BaseMailBox, uids: Sequence[int]) -> tuple[list[int], list[bytes]]:
    """One after the other up to what a round may hold; always at least one. One that is gone meanwhile is passed."""
    sizes = _sizes(box, uids)
    taken: list[int] = []
    mails: list[bytes] = []
    held = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if mails and held + min(size, MAIL_BYTES_MAX) > ROUND_BYTES_MAX:
            break
        content = _part(box, uid, "BODY.PEEK[HEADER]" if size > MAIL_BYTES_MAX else "BODY.PEEK[]")
        taken.append(uid)
        if content:
            mails.append(_stub(content, size) if size > MAIL_BYTES_MAX else content)
            held += len(content)
    return taken, mails


def _sizes(box: BaseMailBox, uids: Sequence[int]) -> dict[int, int]:
    if not uids:
        return {}
    answer = box.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
    check_command_status(answer, ImapToolsError)
    sizes = {}
    for line in answer[1]:
        found = SIZE.search(line if isinstance(line, bytes) else b"")
        if found is not None:
            uid, size = (found[1], found[2]) if found[1] else (found[4], found[3])
            sizes[int(uid)] = int(size)
    return sizes


def _mark_seen(box: BaseMailBox, uids: Sequence[int]) -> None:
    """Not by the package's `flag`, which expunges too: that would take away what somebody has only marked to delete."""
    if uids:
        answer = box.client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", f"({SEEN})")
        check_command_status(answer, ImapToolsError)


def _part(box: BaseMailBox, uid: int, part: str) -> bytes:
    answer = box.client.uid("FETCH", str(uid), f"({part})")
    check_command_status(answer, ImapToolsError)
    return next((bytes(one[1]) for one in answer[1] if isinstance(one, tuple)), b"")


def _stub(headers: bytes, size: int) -> bytes:
    """The head of a mail that is too large, and words that say so."""
    plain = headers.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    kept = NOT_KEPT.sub(b"", plain).replace(b"\n", b"\r\n")
    return kept + STUB % (size, size // 1_000_000)
