"""Connect a store to a provider, change what it was told, switch it off and on again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from freshup.data.models import Connector
from freshup.domain.connectors import Problem, provider_of, read_settings
from freshup.operations.connectors.sealing import SealBroken, sealed, unsealed
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope

PREFIX_LENGTH: Final = 6
# Beside the provider's own secrets: the key of our address that the provider reports to.
HOOK_KEY: Final = "_hook_key"
NAME_LENGTH_MAX: Final = 80


class NoSuchConnector(LookupError):
    """There is none with this id in the person's stores."""


class NoSuchProvider(LookupError):
    """Nothing is known of a provider by this name."""


class WrongSettings(ValueError):
    """What was typed can't be saved; `problems` say why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("settings")
        self.problems = problems


def hook_key_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def connect(
    scope: Scope,
    rooftop_id: int,
    provider_key: str,
    *,
    name: str,
    typed: Mapping[str, str],
    secret: str,
    now: datetime,
) -> int:
    """A new connector; `secret` becomes the key of its webhook addresses. Raises NoSuchProvider, WrongSettings."""
    must_manage(scope, rooftop_id)
    provider = provider_of(provider_key)
    if provider is None:
        raise NoSuchProvider(provider_key)
    plain, secrets, problems = read_settings(provider, typed)
    if problems:
        raise WrongSettings(problems)
    made = Connector.objects.create(
        rooftop_id=rooftop_id,
        provider=provider.key,
        name=(name.strip() or provider.name)[:NAME_LENGTH_MAX],
        settings=plain,
        sealed=sealed({**secrets, HOOK_KEY: secret}),
        key_hash=hook_key_hash(secret),
        key_prefix=secret[:PREFIX_LENGTH],
        created_at=now,
        created_by_id=scope.user_id,
    )
    _record(scope, made, "connected", now)
    return made.pk


def change(scope: Scope, connector_id: int, *, name: str, typed: Mapping[str, str], now: datetime) -> None:
    """Other settings; a secret left empty stays. Raises NoSuchConnector, WrongSettings."""
    connector = _connector(scope, connector_id)
    provider = provider_of(connector.provider)
    if provider is None:
        raise NoSuchProvider(connector.provider)
    try:
        kept = unsealed(bytes(connector.sealed))
    except SealBroken:
        kept = {}
    plain, secrets, problems = read_settings(provider, typed, kept)
    if problems:
        raise WrongSettings(problems)
    connector.name = (name.strip() or provider.name)[:NAME_LENGTH_MAX]
    connector.settings = plain
    connector.sealed = sealed({**secrets, HOOK_KEY: kept.get(HOOK_KEY, "")})
    connector.save(update_fields=["name", "settings", "sealed"])
    _record(scope, connector, "changed", now)


def disconnect(scope: Scope, connector_id: int, *, now: datetime) -> None:
    """Nothing goes out or comes in through it any more. Raises NoSuchConnector."""
    connector = _connector(scope, connector_id)
    if connector.disabled_at is None:
        connector.disabled_at = now
        connector.save(update_fields=["disabled_at"])
        _record(scope, connector, "disconnected", now)


def reconnect(scope: Scope, connector_id: int, *, now: datetime) -> None:
    """It works again. Raises NoSuchConnector."""
    connector = _connector(scope, connector_id)
    if connector.disabled_at is not None:
        connector.disabled_at = None
        connector.save(update_fields=["disabled_at"])
        _record(scope, connector, "reconnected", now)


def _connector(scope: Scope, connector_id: int) -> Connector:
    found = Connector.objects.filter(id=connector_id, rooftop__in=scope.stores).first()
    if found is None:
        raise NoSuchConnector(connector_id)
    must_manage(scope, found.rooftop_id)
    return found


def _record(scope: Scope, connector: Connector, what: str, now: datetime) -> None:
    """Names and providers only: a secret is no part of the audit log."""
    record_change(
        rooftop_id=connector.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"connector.{what}",
        target="connector",
        target_id=connector.pk,
        changes={"provider": [None, connector.provider], "name": [None, connector.name]},
    )
