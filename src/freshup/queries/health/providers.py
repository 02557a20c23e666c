"""Every store's providers, as `freshup check` looks at them: a constant number of statements for all stores."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from freshup.data.models import DncArea, Group, Rooftop
from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.consent import GOOD_FOR
from freshup.domain.platform.providers import CHANNELS, ListFacts, StoreFacts
from freshup.queries.connectors import OUR_OWN, ConnectorRow, Watched, watched
from freshup.queries.numbers import texting_of


@dataclass(frozen=True, slots=True)
class Overview:
    """All stores and groups, and every connector that is in use with its store's name."""

    stores: tuple[StoreFacts, ...]
    lists: tuple[ListFacts, ...]
    connectors: tuple[tuple[str, ConnectorRow], ...]


def overview(*, now: datetime, mail_is_sandboxed: bool, opens: Callable[[ConnectorRow], bool]) -> Overview:
    """`opens`: whether the secrets of a connector can be opened. `mail_is_sandboxed`: where a store has no account."""
    rooftops = list(Rooftop.objects.filter(archived_at=None).order_by("name", "id"))
    connectors = _by_store(rooftops, now=now)
    named = tuple(
        (store.name, one.row)
        for store in rooftops
        for one in connectors.get(store.pk, [])
        if one.row.disabled_at is None and one.row.provider not in OUR_OWN
    )
    sealed = frozenset(row.id for _, row in named if not opens(row))
    return Overview(
        tuple(_stores(rooftops, connectors, sealed, mail_is_sandboxed)),
        tuple(_lists(rooftops, connectors, now)),
        tuple((store, row) for store, row in named if row.id not in sealed),
    )


def _by_store(rooftops: Sequence[Rooftop], *, now: datetime) -> Mapping[int, list[Watched]]:
    found: dict[int, list[Watched]] = defaultdict(list)
    for one in watched([store.pk for store in rooftops], now=now):
        found[one.row.rooftop_id].append(one)
    return found


def _stores(
    rooftops: Sequence[Rooftop],
    connectors: Mapping[int, list[Watched]],
    sealed: frozenset[int],
    mail_is_sandboxed: bool,
) -> list[StoreFacts]:
    texting = texting_of([store.pk for store in rooftops])
    facts = []
    for store in rooftops:
        own = connectors.get(store.pk, [])
        by_channel = {channel: _account([one.row for one in own], channel) for channel in CHANNELS}
        without = {"email_out": mail_is_sandboxed, "text": True}
        facts.append(
            StoreFacts(
                name=store.name,
                failing=_named(own, "failing"),
                silent=_named(own, "silent"),
                sealed=tuple(one.row.name for one in own if one.row.id in sealed),
                sandboxed=tuple(
                    channel for channel, row in by_channel.items() if row is None and without[channel]
                ),
                mail_from=store.mail_from,
                sends_mail=by_channel["email_out"] is not None or not mail_is_sandboxed,
                registration_missing=not texting.registered(store),
            )
        )
    return facts


def _lists(
    rooftops: Sequence[Rooftop], connectors: Mapping[int, list[Watched]], now: datetime
) -> list[ListFacts]:
    """One for each group that has a store."""
    real = {
        store.group_id
        for store in rooftops
        if any(
            _account([one.row for one in connectors.get(store.pk, [])], what) for what in ("text", "voice")
        )
    }
    oldest = dict(
        DncArea.objects.values("group_id").annotate(at=Min("loaded_at")).values_list("group_id", "at")
    )
    names = dict(
        Group.objects.filter(id__in={store.group_id for store in rooftops}).values_list("id", "name")
    )
    return [
        ListFacts(name, _days_left(oldest.get(group), now), texts_for_real=group in real)
        for group, name in sorted(names.items(), key=lambda one: one[1])
    ]


def _account(rows: Sequence[ConnectorRow], what: str) -> ConnectorRow | None:
    """The real account by which a store does this."""
    doing = [row for row in rows if row.does(what) and row.provider != SANDBOX]
    return doing[-1] if doing else None


def _named(own: Sequence[Watched], state: str) -> tuple[str, ...]:
    # The sandbox and the listener are there by themselves: nobody waits for them.
    return tuple(one.row.name for one in own if one.health.state == state and one.row.provider not in OUR_OWN)


def _days_left(loaded_at: datetime | None, now: datetime) -> int | None:
    return None if loaded_at is None else (loaded_at + GOOD_FOR - now) // timedelta(days=1)
