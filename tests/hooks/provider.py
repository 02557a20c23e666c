"""A provider of tests' own making: signs with a shared word, reports what it is told in JSON."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from freshup.domain.connectors.reports import DeliveryReport, Report, TextReport
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Forged, Hook, UnableToFetch, Unreadable


class Reader:
    """`fetching` fails so many times before it works."""

    kinds = frozenset({"status", "text-in"})

    def __init__(self, *, failing: int = 0) -> None:
        self.failing = failing

    def check(self, hook: Hook, account: Account) -> None:
        if hook.headers.get("x-word") != account.secrets.get("auth_token"):
            raise Forged

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        return f"{hook.kind}:{json.loads(hook.body)['id']}"

    def answer(self, hook: Hook) -> Answer:
        return Answer(200, "text/xml", b"<Response/>")

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        if self.failing:
            self.failing -= 1
            raise UnableToFetch("the provider is busy")
        try:
            said = json.loads(hook.body)
        except ValueError as broken:
            raise Unreadable("no JSON") from broken
        return [_report(one, hook.received_at) for one in said["reports"]]


def _report(said: dict[str, Any], at: datetime) -> Report:
    if "delivery" in said:
        return DeliveryReport(
            said.get("sid", ""), said["delivery"], at, said.get("ours"), said.get("code", "")
        )
    return TextReport(said["sid"], said["from"], said["to"], said["body"], at)


def body(id: str, *reports: dict[str, Any]) -> bytes:
    return json.dumps({"id": id, "reports": list(reports)}).encode()
