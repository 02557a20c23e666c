"""The outside world of a crash trial: who takes texts (Twilio's fake) and mails (an SMTP server), with log-ins.

`python -m …crash.providers JOURNAL` says where both are as JSON and serves until its standard input ends; each line
read there names the mood it is in. What was taken is in the journal before anything else happens, so that nobody
else's memory is asked afterwards.
"""

import asyncio
import hashlib
import json
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import parse_qs, parse_qsl, urlsplit

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from freshup.adapters.twilio.fake import FakeTwilio, Reply, post

ACCOUNT_SID: Final = "ACtrial"
AUTH_TOKEN: Final = "trial-token"
SMTP_USER: Final = "trial"
SMTP_PASSWORD: Final = "trial-password"
NORMAL, HOLE, LATE = "normal", "hole", "late"
ANSWER_SECONDS: Final = 0.08
# The product waits 20 seconds for an answer.
LATE_SECONDS: Final = 21.0
HOLE_SECONDS_MAX: Final = 60.0


class Journal:
    """One line a message that was taken: its kind, the product's own key, and a digest of whom and what."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)
        self._lock = threading.Lock()
        self.mood = NORMAL

    def taken(self, kind: str, key: str, to: str, words: str) -> None:
        digest = hashlib.sha256(f"{to}\n{words}".encode()).hexdigest()[:24]
        with self._lock:
            self._file.write(json.dumps([kind, key, digest, time.time()]) + "\n")

    def refused(self, kind: str) -> None:
        with self._lock:
            self._file.write(json.dumps([f"{kind} refused", "", "", time.time()]) + "\n")


class Texts(FakeTwilio):
    """Checks the log-in, writes into the journal, and answers when its mood allows."""

    journal: Journal

    def respond(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Reply:
        until = time.monotonic() + HOLE_SECONDS_MAX
        if self.journal.mood == HOLE:
            while self.journal.mood == HOLE and time.monotonic() < until:
                time.sleep(0.1)
            return Reply(0)
        late = self.journal.mood == LATE
        reply = super().respond(method, path, query, headers, body)
        if method == "POST" and reply.status == 201:
            fields = dict(parse_qsl(body.decode()))
            ours = parse_qs(urlsplit(fields.get("StatusCallback", "")).query).get("m", ["?"])[0]
            self.journal.taken("text", ours, fields.get("To", ""), fields.get("Body", ""))
        elif reply.status >= 300:
            self.journal.refused("text")
        time.sleep(LATE_SECONDS if late else ANSWER_SECONDS)
        return reply


class Mails:
    """The handler behind the SMTP server."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._journal.mood == HOLE:
            until = time.monotonic() + HOLE_SECONDS_MAX
            while self._journal.mood == HOLE and time.monotonic() < until:
                await asyncio.sleep(0.1)
            return "451 4.3.0 Try again"
        late = self._journal.mood == LATE
        content = envelope.content or b""
        head = BytesHeaderParser().parsebytes(content.encode() if isinstance(content, str) else content)
        key = str(head["Message-ID"]).strip("<> \r\n")
        self._journal.taken("mail", key, ",".join(envelope.rcpt_tos), str(head["Subject"]))
        await asyncio.sleep(LATE_SECONDS if late else ANSWER_SECONDS)
        return "250 2.0.0 Taken"


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: Any) -> AuthResult:
    good = isinstance(told, LoginPassword) and (told.login, told.password) == (
        SMTP_USER.encode(),
        SMTP_PASSWORD.encode(),
    )
    return AuthResult(success=good)


def report(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Told once, as the real one does; whoever is down at that moment never hears of it."""
    try:
        return post(url, headers, body)
    except (URLError, OSError):
        return 0, b""


async def serve(journal: Journal) -> None:
    loop = asyncio.get_running_loop()
    mails = await loop.create_server(
        lambda: SMTP(
            Mails(journal), hostname="mail.example.com", authenticator=knows, auth_required=True,
            auth_require_tls=False, loop=loop,
        ),
        "127.0.0.1", 0, backlog=256,
    )  # fmt: skip
    texts = Texts(lambda: datetime.now(UTC), ACCOUNT_SID, AUTH_TOKEN, post=report, reports=("delivered",))
    texts.journal = journal
    with texts:
        told = {"twilio_url": texts.url, "smtp_port": mails.sockets[0].getsockname()[1]}
        print(json.dumps(told), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            journal.mood = line.strip()


if __name__ == "__main__":
    asyncio.run(serve(Journal(Path(sys.argv[1]))))
