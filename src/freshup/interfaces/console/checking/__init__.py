"""What `freshup check` looks at. Each file gathers the facts of one corner; the rules are in domain.platform."""

from datetime import datetime

from freshup.domain.platform.findings import Finding, in_order
from freshup.interfaces.console.checking.configuration import configuration, home_and_files, system_checks
from freshup.interfaces.console.checking.database import examine_database
from freshup.interfaces.console.checking.machine import certificates, disks, left_behind
from freshup.interfaces.console.checking.providers import examine_providers
from freshup.ports.accounts import Account

__all__ = ["examine"]


def examine(*, deep: bool, now: datetime) -> list[Finding]:
    """Everything. Writes nothing, starts nothing; only `deep` speaks to anybody but our own address and database."""
    found = [*configuration(), *system_checks(), *home_and_files(), *disks(), *left_behind(now)]
    in_database, answers = examine_database(now)
    found += in_database
    accounts: list[Account] = []
    if answers:
        of_providers, accounts = examine_providers(deep=deep, now=now)
        found += of_providers
    return in_order([*found, *certificates(accounts, deep=deep, now=now)])
