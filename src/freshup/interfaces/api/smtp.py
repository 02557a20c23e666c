"""`<key>@<intake domain>` by SMTP: a mail is written down for each of its keys and answered 250 after the commit.

So is `r-<token>@<intake domain>`, where customers' answers to a lead come to.
"""

import asyncio
import logging
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from freshup.interfaces.api.batching import IntakeBatcher, NoRoom, NotTaken, batcher
from freshup.interfaces.api.letterbox import (
    Answered,
    LetterBatcher,
    is_answer,
    letter_batcher,
    reports_of,
)
from freshup.interfaces.api.limits import (
    BODY_BYTES_MAX,
    BODY_BYTES_WORDS,
    IntakeLimits,
    intake_limits,
    network,
)
from freshup.operations.intake.receive import Delivery, FoundKey, Refused

log = logging.getLogger(__name__)

CONNECTIONS_MAX: Final = 200
CONNECTIONS_PER_CLIENT_MAX: Final = 30
RECIPIENTS_MAX: Final = 100
# For a command, and for a whole message.
SECONDS_MAX: Final = 180
# A sender that keeps writing beyond the limit is cut off after as much again.
DISCARDED_BYTES_MAX: Final = 2 * BODY_BYTES_MAX

# Noted beside a recipient between RCPT and DATA.
OVER_LIMIT: Final = "over limit"

NO_SUCH_KEY: Final = "550 5.1.1 No store has this intake address"
NO_SUCH_LEAD: Final = "550 5.1.1 No conversation has this address"
SWITCHED_OFF: Final = "550 5.2.1 The store has switched this intake address off"
NO_RELAY: Final = "550 5.7.1 Mail for other domains is not passed on here"
TOO_MANY_RECIPIENTS: Final = "452 4.5.3 Too many recipients; send the rest in another message"
TOO_MANY: Final = "450 4.7.1 Too many messages at once; please try again later"
TOO_LARGE: Final = f"552 5.3.4 A message may have {BODY_BYTES_WORDS} at most"
UNAVAILABLE: Final = "451 4.3.0 Not taken: please try again in a moment"
NO_ROOM: Final = "452 4.3.1 Not taken: there is no room to keep it; please try again later"
EMPTY: Final = "554 5.6.0 The message is empty"
CROWDED: Final = b"421 4.7.0 Too many connections; please try again later\r\n"


@dataclass(frozen=True, slots=True)
class IntakeMail:
    """What the listener does with each command; one for all connections."""

    batches: IntakeBatcher
    limits: IntakeLimits
    domain: str
    letters: LetterBatcher

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        key = self.key_of(address)
        if key is None:
            return NO_RELAY
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return TOO_MANY_RECIPIENTS
        client = client_of(session.peer)
        turn = self.limits.ask(key, client, time.monotonic())
        if turn.is_refused:
            return TOO_MANY
        if is_answer(address):
            return await self._answer(envelope, address)
        try:
            found = await asyncio.wrap_future(self.batches.find(key))
        except NotTaken:
            return UNAVAILABLE
        refusal = self._refusal(key, found, client)
        if refusal is None:
            envelope.rcpt_tos.append(key)
            envelope.rcpt_options.append(OVER_LIMIT if turn.over_limit else "")
        return refusal or "250 2.1.5 OK"

    async def _answer(self, envelope: Envelope, address: str) -> str:
        """An address that we signed for one lead; the lead may be gone, or its store may take no mail here."""
        try:
            found = await asyncio.wrap_future(self.letters.find(address))
        except NotTaken:
            return UNAVAILABLE
        if found is None:
            return NO_SUCH_LEAD
        if found.disabled_at is not None:
            return SWITCHED_OFF
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append("")
        return "250 2.1.5 OK"

    async def _answered(self, addresses: list[str]) -> list[Answered]:
        """Once more, since a store may have switched its listener off between RCPT and DATA."""
        asked = [(address, self.letters.find(address)) for address in addresses]
        found = [(address, await asyncio.wrap_future(answer)) for address, answer in asked]
        return [Answered(address, one) for address, one in found if one is not None and not one.disabled_at]

    def _refusal(self, key: str, found: FoundKey | None, client: str | None) -> str | None:
        if found is None:
            self.limits.guessed(key, client, time.monotonic())
            log.warning("unknown intake key %s… (%d characters) by mail", key[:2], len(key))
            return NO_SUCH_KEY
        self.limits.found(key)
        return SWITCHED_OFF if found.refusal(datetime.now(UTC), None) else None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        if not isinstance(content, bytes) or not content:
            return EMPTY
        now = datetime.now(UTC)
        named = dict(zip(envelope.rcpt_tos, envelope.rcpt_options, strict=True))
        client, mail_from = client_of(session.peer), (envelope.mail_from or "").strip("<>")
        deliveries = [
            Delivery(
                key=key,
                receipt=uuid4(),
                channel="mail",
                received_at=now,
                body=content,
                content_type="message/rfc822",
                remote_address=client,
                envelope_from=mail_from,
                over_limit=option == OVER_LIMIT,
            )
            for key, option in named.items()
            if not is_answer(key)
        ]
        try:
            # Answers first: taken twice they are written once, where the keys then fail and all is sent anew.
            answered = await self._answered([key for key in named if is_answer(key)])
            if answered:
                letters = reports_of(answered, content, mail_from=mail_from, remote_address=client)
                await asyncio.wrap_future(self.letters.submit(letters))
            if not deliveries:
                return "250 2.0.0 Taken" if answered else SWITCHED_OFF
            answers = await asyncio.wrap_future(self.batches.submit(deliveries))
        except NoRoom:
            return NO_ROOM
        except NotTaken:
            return UNAVAILABLE
        # A key that was switched off between RCPT and DATA; where one of several was taken, it is not said twice.
        if not answered and all(isinstance(answer, Refused) for answer in answers):
            return SWITCHED_OFF
        return f"250 2.0.0 Taken as {deliveries[0].receipt}"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail session failed: %s", type(error).__name__)
        return UNAVAILABLE

    def key_of(self, address: str) -> str | None:
        """The key in an address of ours, without what follows a plus; None for any other domain."""
        local, _, domain = address.rpartition("@")
        if domain.lower().rstrip(".") != self.domain:
            return None
        return local.strip('"').partition("+")[0].lower()


def client_of(peer: object) -> str | None:
    """The address in a socket's peer name; a Unix socket's has none."""
    return str(peer[0]) if isinstance(peer, tuple) and peer else None


class IntakeSMTP(SMTP):
    """aiosmtpd with a message read as it comes, and with a limit on connections."""

    # Only how much is read at once: ADF often stands in one line of many kilobytes, and any line is taken.
    line_length_limit = 65_536
    clients: "Counter[str]" = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._client = network(client_of(transport.get_extra_info("peername")))
        self.clients[self._client] += 1
        mine, all_of_them = self.clients[self._client], self.clients.total()
        if (mine > CONNECTIONS_PER_CLIENT_MAX or all_of_them > CONNECTIONS_MAX) and self._handler_coroutine:
            self._handler_coroutine.cancel()
            self._writer.write(CROWDED)
            self._writer.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.clients[self._client] -= 1
        if not self.clients[self._client]:
            del self.clients[self._client]
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        """As in RFC 5321, 4.5.2; unlike the library's it holds no more than the limit, however long a line is."""
        envelope, session = self.envelope, self.session
        if envelope is None or session is None or await self.check_helo_needed():
            return
        if arg or not envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Nobody to deliver to")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._reset_timeout(SECONDS_MAX)
        envelope.content = await self._content()
        self.envelope = self._create_envelope()
        if envelope.content is None:
            await self.push(TOO_LARGE)
        else:
            await self.push(await self.event_handler.handle_DATA(self, session, envelope))

    async def _content(self) -> bytes | None:
        """The message without the dots of its transport; None for one over the limit, read to its end."""
        content, size, at_start = bytearray(), 0, True
        while size <= BODY_BYTES_MAX + DISCARDED_BYTES_MAX:
            try:
                line = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as part:
                line = await self._reader.readexactly(part.consumed)
            if at_start and line == b".\r\n":
                return None if size > BODY_BYTES_MAX else bytes(content)
            if at_start and line.startswith(b"."):
                line = line[1:]
            at_start = line.endswith(b"\r\n")
            size += len(line)
            if size <= BODY_BYTES_MAX:
                content += line
            else:
                content.clear()
        self._writer.close()
        raise asyncio.CancelledError


def run(*, host: str, port: int) -> None:
    """Listen until SIGTERM or SIGINT."""
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    # The library tells every address and every line at INFO and DEBUG.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    handler = IntakeMail(batcher(), intake_limits(), settings.FRESHUP_INTAKE_DOMAIN.lower(), letter_batcher())
    listener = partial(
        IntakeSMTP,
        handler,
        data_size_limit=BODY_BYTES_MAX,
        enable_SMTPUTF8=True,
        hostname=settings.FRESHUP_SMTP_HOSTNAME,
        ident="Freshup",
        timeout=SECONDS_MAX,
        loop=loop,
    )
    server = await loop.create_server(listener, host, port)
    log.info("listening for mail on %s port %d", host, server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    await asyncio.to_thread(batcher().close)
    await asyncio.to_thread(letter_batcher().close)
