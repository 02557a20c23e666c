"""Which adapter speaks with which provider."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final

from freshup.bootstrap.intake import storage
from freshup.operations.hooks.handling import Outside
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook, HookReader

Talk = Callable[[Hook, Account, datetime], Answer]

# A reader keeps nothing between two reports: one for all.
READERS: Final[dict[str, HookReader]] = {}


# What a provider must hear at once, by provider and kind of report.
TALKS: Final[dict[tuple[str, str], Talk]] = {}


def reader_of(provider: str) -> HookReader | None:
    return READERS.get(provider)


def talk_of(provider: str, kind: str) -> Talk | None:
    return TALKS.get((provider, kind))


@cache
def outside() -> Outside:
    return Outside(storage())
