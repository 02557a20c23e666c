"""What a connector's provider reported, and what went through it hour by hour, for the connector's pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.data.models import InboundEvent
from freshup.data.sql import rows
from freshup.queries.access import Scope
from freshup.queries.keyset import SCAN_MAX, Found, Position, Turn, downward, upward

PAGE_SIZE: Final = 50
STATES: Final = ("waiting", "done", "ignored", "quarantined")
# The connector's own index knows no state: of one that is rare only the newest SCAN_MAX are looked through.
ONE_PAGE: Final = """
SELECT r.id, r.at, r.n, r.wanted FROM (
    SELECT id, at, row_number() OVER (ORDER BY at {order}, id {order}) AS n,
           (%(state)s = '' OR state = %(state)s) AND (%(kind)s = '' OR kind = %(kind)s) AS wanted
    FROM (
        SELECT id, received_at AS at, state, kind FROM inbound_event
        WHERE connector_id = %(connector)s AND (received_at, id) {beyond} (%(at)s, %(id)s)
        ORDER BY received_at {order}, id {order} LIMIT %(limit)s) w) r
WHERE r.wanted OR r.n = %(limit)s
"""
HOURS: Final = """
SELECT date_trunc(%s, hour, %s) AS at, sum(sent), sum(failed), sum(received), sum(refused)
FROM connector_hour WHERE connector_id = %s AND hour > %s GROUP BY 1 ORDER BY 1 DESC
"""
QUARANTINED: Final = """
SELECT count(*) FROM (
    SELECT 1 FROM inbound_event WHERE rooftop_id = %s AND state = 'quarantined' AND connector_id = %s
    ORDER BY received_at DESC LIMIT 100) q
"""


class ReportNotFound(LookupError):
    """No such report in this scope."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    id: int
    kind: str
    state: str
    reason: str
    received_at: datetime
    processed_at: datetime | None
    attempts: int
    size: int
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[ReportLine, ...]
    found: Found


@dataclass(frozen=True, slots=True)
class Span:
    """What went through in one hour or one day."""

    at: datetime
    sent: int
    failed: int
    received: int
    refused: int


@dataclass(frozen=True, slots=True)
class ReportWhole:
    """One report; `body` is None where the bytes lie in storage as `stored_as`, or were erased."""

    line: ReportLine
    rooftop_id: int
    connector_id: int
    content_type: str
    query: dict[str, str]
    remote_address: str
    message_id: int | None
    body: bytes | None
    stored_as: str
    erased_at: datetime | None

    @property
    def can_be_retried(self) -> bool:
        there = self.body is not None or bool(self.stored_as)
        return self.line.state in ("quarantined", "ignored") and self.erased_at is None and there


def reports(connector_id: int, turn: Turn, *, state: str = "", kind: str = "", size: int = PAGE_SIZE) -> Page:
    """What came in from a provider, newest first; two statements."""
    forward = turn.after is not None
    start = turn.after or turn.before or Position.read("99999999999999999-0")
    assert start is not None
    order, beyond = ("ASC", ">") if forward else ("DESC", "<")
    limit = SCAN_MAX if state or kind else size + 1
    answer = rows(
        ONE_PAGE.format(order=order, beyond=beyond),
        {
            "state": state,
            "kind": kind,
            "connector": connector_id,
            "at": start.at,
            "id": start.id,
            "limit": limit,
        },
    )
    places = [Position(at, id) for id, at, _, wanted in answer if wanted]
    end = next((Position(at, id) for id, at, n, _ in answer if n == limit), None)
    found = upward(places, end, size) if forward else downward(places, end, size, came_from=turn.before)
    known = {one.pk: _line(one) for one in _events().filter(id__in=found.ids)}
    return Page(tuple(known[id] for id in found.ids if id in known), found)


def report(scope: Scope, report_id: int) -> ReportWhole:
    """Raises ReportNotFound."""
    one = InboundEvent.objects.filter(id=report_id, rooftop__in=scope.rooftops).first()
    if one is None:
        raise ReportNotFound(report_id)
    return ReportWhole(
        line=_line(one),
        rooftop_id=one.rooftop_id,
        connector_id=one.connector_id,
        content_type=one.content_type,
        query=dict(one.query),
        remote_address=one.remote_address or "",
        message_id=one.message_id,
        body=bytes(one.body) if one.body is not None else None,
        stored_as=one.stored_as,
        erased_at=one.erased_at,
    )


def went_through(connector_id: int, *, since: datetime, by: str, zone: str) -> list[Span]:
    """By `hour` or by `day` of the store's own zone, newest first; spans in which nothing happened are left out."""
    answer = rows(HOURS, [by, zone, connector_id, since])
    return [Span(row[0], *(int(n) for n in row[1:])) for row in answer if any(row[1:])]


def set_aside(rooftop_id: int, connector_id: int) -> int:
    """How many reports wait for a person, counted to a hundred."""
    return int(rows(QUARANTINED, [rooftop_id, connector_id])[0][0])


def _events() -> Any:
    return InboundEvent.objects.defer("body")


def _line(one: InboundEvent) -> ReportLine:
    return ReportLine(
        id=one.pk,
        kind=one.kind,
        state=one.state,
        reason=one.reason,
        received_at=one.received_at,
        processed_at=one.processed_at,
        attempts=one.attempts,
        size=one.size,
        retry_at=one.retry_at,
    )
