"""The three addresses and how each is answered.

`/healthz/` the process lives, and touches nothing: whoever restarts what does not answer must not restart every web
process because a database is away. `/readyz/` it may take traffic. `/metrics/` numbers, for whoever knows the token.
"""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from prometheus_client import CONTENT_TYPE_LATEST

from freshup.adapters.host.backups import newest_backup
from freshup.bootstrap.home import home
from freshup.domain.platform.gauges import Gauges
from freshup.domain.platform.readiness import MigrationName, Standing, checks, is_ready
from freshup.interfaces.api.asking import Receive, Reply, Scope, Send, headers_of, refusal
from freshup.interfaces.api.health.looking import Looker, NoAnswer
from freshup.interfaces.api.health.metrics import metrics
from freshup.queries.health.gauges import gauges
from freshup.queries.health.readiness import lacking

log = logging.getLogger(__name__)

HEALTH, READY, METRICS = "/healthz/", "/readyz/", "/metrics/"
# With or without the last slash: a probe that is sent on elsewhere counts as failed.
PATHS: Final = frozenset({HEALTH, READY, METRICS, *(path.rstrip("/") for path in (HEALTH, READY, METRICS))})
# Whoever makes this file in FRESHUP_HOME takes this host out of traffic before its processes are ended.
DRAINING_FILE: Final = "draining"
READY_SECONDS_MAX: Final = 1.0
READY_KEPT_SECONDS: Final = 1.0
GAUGES_SECONDS_MAX: Final = 4.0
GAUGES_KEPT_SECONDS: Final = 5.0
GAUGES_STATEMENT_MS: Final = 3_000

ALIVE: Final = Reply(200, {"alive": True})
NOT_GET: Final = refusal(405, "not_get", "This is asked with GET.", allow="GET, HEAD")
NO_METRICS: Final = refusal(404, "off", "There are no metrics here: FRESHUP_METRICS_TOKEN is not set.")
UNKNOWN_TOKEN: Final = refusal(
    401, "no_token", "Metrics are for whoever knows the token.", www_authenticate="Bearer"
)


@dataclass(frozen=True, slots=True)
class Text(Reply):
    """An answer that is no JSON."""

    content: bytes = b""
    content_type: str = ""

    async def send(self, send: Send) -> None:
        headers = {
            "content-length": str(len(self.content)),
            "content-type": self.content_type,
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": pairs})
        await send({"type": "http.response.body", "body": self.content})


class HealthDoor:
    def __init__(
        self,
        see_lacking: Looker[list[MigrationName]],
        see_gauges: Looker[Gauges],
        *,
        home: Path,
        token: str,
    ) -> None:
        self._see_lacking = see_lacking
        self._see_gauges = see_gauges
        self._draining_file = home / DRAINING_FILE
        self._home = home
        self._token = token
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = await self._answer(scope)
        if scope["method"] == "HEAD":
            send = _without_body(send)
        await reply.send(send)

    def end(self) -> None:
        """From now on this process takes no new traffic."""
        self._ending = True

    def close(self) -> None:
        self._see_lacking.close()
        self._see_gauges.close()

    async def _answer(self, scope: Scope) -> Reply:
        path = f"{scope['path'].rstrip('/')}/"
        if path == METRICS and not self._token:
            return NO_METRICS
        if scope["method"] not in ("GET", "HEAD"):
            return NOT_GET
        if path == HEALTH:
            return ALIVE
        return await self._ready() if path == READY else await self._metrics(headers_of(scope))

    async def _ready(self) -> Reply:
        draining = self._ending or self._draining_file.exists()
        try:
            found = checks(Standing(await self._see_lacking(), draining=draining))
        except NoAnswer as silence:
            found = checks(Standing(None, str(silence), draining))
        ready = is_ready(found)
        headers = {} if ready else {"retry-after": "2"}
        return Reply(200 if ready else 503, {"ready": ready, "checks": found}, headers)

    async def _metrics(self, headers: Mapping[str, str]) -> Reply:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        # Both are compared as bytes, in the same time whatever of it is right.
        known = hmac.compare_digest(token.strip().encode("utf-8", "replace"), self._token.encode())
        if scheme.lower() != "bearer" or not known:
            return UNKNOWN_TOKEN
        seen = None
        try:
            seen = await self._see_gauges()
        except NoAnswer as silence:
            log.warning("metrics go without what the database says: %s", silence)
        now = datetime.now(UTC)
        content = metrics(seen, backup_at=newest_backup(self._home), now=now)
        return Text(200, None, {}, content, CONTENT_TYPE_LATEST)


def _without_body(send: Send) -> Send:
    async def quiet(message: dict[str, object]) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return quiet


def look_at_gauges() -> Gauges:
    """Never for long: monitoring must not add to the trouble it watches."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(GAUGES_STATEMENT_MS)])
        return gauges(now=datetime.now(UTC))


@cache
def health_door() -> HealthDoor:
    """The one of this process; its threads start with the first question."""
    return HealthDoor(
        Looker(lacking, seconds_max=READY_SECONDS_MAX, kept_seconds=READY_KEPT_SECONDS, name="readiness"),
        Looker(
            look_at_gauges, seconds_max=GAUGES_SECONDS_MAX, kept_seconds=GAUGES_KEPT_SECONDS, name="gauges"
        ),
        home=home(),
        token=settings.FRESHUP_METRICS_TOKEN,
    )
