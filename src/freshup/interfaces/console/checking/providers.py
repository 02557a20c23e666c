"""Every store's providers: as they are known here, and with `deep` as they say themselves."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from django.conf import settings

from freshup.bootstrap.probing import probe_of
from freshup.domain.platform.findings import Finding, ok, warning
from freshup.domain.platform.providers import judge_list, judge_probe, judge_store
from freshup.interfaces.console.checking.configuration import facts
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.sealing import SealBroken
from freshup.ports.accounts import Account
from freshup.ports.probing import ProbeFailed
from freshup.queries.connectors import ConnectorRow
from freshup.queries.health.providers import overview

SIDE_BY_SIDE: Final = 8
PROBES_MAX: Final = 400
Connected = tuple[str, ConnectorRow]


def examine_providers(*, deep: bool, now: datetime) -> tuple[list[Finding], list[Account]]:
    """What is found, and the accounts whose servers may be looked at further."""
    seen = overview(now=now, mail_is_sandboxed=settings.FRESHUP_EMAIL == "sandbox", opens=_opens)
    production = facts().is_production
    found = [one for store in seen.stores for one in judge_store(store, production=production)]
    found += [one for group in seen.lists for one in judge_list(group)]
    if not seen.stores:
        found.append(
            warning("providers", "there is no store yet", "make one with `freshup createuser … --new-store`")
        )
    if deep:
        found += _probed(seen.connectors)
    return found, [account_of(row) for _, row in seen.connectors] if deep else []


def _probed(connected: Sequence[Connected]) -> list[Finding]:
    """The least each provider can be asked for; nothing is sent and nothing changed there."""
    asked = [(store, row) for store, row in connected if probe_of(row.provider) is not None]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = list(pool.map(_probe, asked[:PROBES_MAX]))
    if len(asked) > PROBES_MAX:
        found.append(ok("providers", f"{len(asked) - PROBES_MAX} more accounts were not asked"))
    return found


def _probe(one: Connected) -> Finding:
    store, row = one
    probe = probe_of(row.provider)
    assert probe is not None
    try:
        return judge_probe(store, row.name, probe(account_of(row)), works=True)
    except ProbeFailed as failed:
        return judge_probe(store, row.name, str(failed), works=False)


def _opens(row: ConnectorRow) -> bool:
    try:
        account_of(row)
    except SealBroken:
        return False
    return True
