"""Open the demo's stores and make their past."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from freshup.domain.routing import DEFAULT, RoutingRule, Target, When
from freshup.interfaces.console.rehearsal import keepsake
from freshup.interfaces.console.rehearsal.channels import connect_channels, let_the_demo_site_in
from freshup.interfaces.console.rehearsal.dealership import (
    GROUP,
    LOGINS,
    PASSWORD,
    STRANGERS,
    Keys,
    Site,
    principals,
    sites,
    strangers_store,
)
from freshup.interfaces.console.rehearsal.history import DAYS, Done, History, Outside, Shop
from freshup.interfaces.console.rehearsal.inflow import Inflow
from freshup.interfaces.console.rehearsal.keepsake import Keepsake
from freshup.interfaces.console.rehearsal.lots import Lots
from freshup.interfaces.console.rehearsal.shoppers import FAR_CODES, Crowd, Shopper
from freshup.operations.rules import publish
from freshup.operations.stores.opening import Opened, open_group
from freshup.operations.stores.time_off import add_time_off
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import settings_of

USED_CARS: Final = RoutingRule(
    "Used cars to the sales floor", When(conditions=("used",)), Target(slots=("sales",))
)
SEED: Final = 20_260
MANAGERS: Final = {"honda": "manager@example.com", "toyota": "walter.lindqvist@example.com"}


class NotTheDemo(Exception):
    """The database already holds people, and no demo made them."""


def somebody_is_here() -> bool:
    return get_user_model().objects.exists()


def new_keys() -> dict[str, Keys]:
    """104 random bits each; lower-case letters and figures, so that they survive in a mail address."""
    return {
        code: Keys(*(secrets.token_hex(13) for _ in range(3))) for code in ("honda", "toyota", "strangers")
    }


def load(
    home: Path, outside: Outside, *, inquiries: int, now: datetime, tell: Callable[[Done], None]
) -> tuple[Keepsake, Done]:
    """Raises NotTheDemo. Leaves a keepsake from the first moment, so that half a past is known as such."""
    if somebody_is_here():
        raise NotTheDemo
    kept = Keepsake(new_keys(), {one.who: one.email for one in LOGINS}, PASSWORD)
    keepsake.write(home, kept)
    rng = Random(SEED)
    began = now - timedelta(days=DAYS + 2)
    shops = open_stores(kept, rng, now=began)
    for shop in shops:
        settle_in(shop, on=began.date())
    # Nothing of a day is kept until it is whole, so nobody need wait for the disk at each of its steps.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    lots = Lots(shops, outside.storage, Random(SEED))
    lots.fill(now=began)

    def told(done: Done) -> None:
        lots.after(done, until=now)
        tell(done)

    done = History(shops, outside, rng, until=now).live(inquiries, told)
    # After the past, which went without: what was sent then needs no counting by the hour.
    for shop in shops:
        with transaction.atomic():
            connect_channels(shop, now=began)
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
        cursor.execute("ANALYZE")
    whole = replace(kept, loaded=True)
    keepsake.write(home, whole)
    return whole, done


def open_stores(kept: Keepsake, rng: Random, *, now: datetime) -> tuple[Shop, ...]:
    places = sites(kept.keys, rng, year=now.year)
    with transaction.atomic():
        opened = open_group(GROUP, [site.store for site in places], principals(), now=now)
        open_group(STRANGERS, [strangers_store(kept.keys["strangers"].server)], now=now)
    known: list[Shopper] = []
    return tuple(
        _shop(site, at, opened, kept.keys[site.code], known, rng)
        for site, at in zip(places, opened.rooftop_ids, strict=True)
    )


def settle_in(shop: Shop, *, on: date) -> None:
    """What a manager changes in the first days: a routing rule of the store's own, and somebody's leave."""
    store = settings_of([shop.rooftop_id])[shop.rooftop_id]
    away = next(one for one in store.staff if one.slot == "sales")
    midnight = datetime(on.year, on.month, on.day, tzinfo=store.zone)
    now = midnight + timedelta(hours=10, minutes=24)
    leave = midnight + timedelta(days=36)
    rules = replace(DEFAULT, rules=(*DEFAULT.rules, USED_CARS))
    with transaction.atomic():
        publish(shop.manager, shop.rooftop_id, rules, based_on=0, now=now)
        add_time_off(
            shop.manager,
            shop.rooftop_id,
            away.id,
            starts_at=leave,
            ends_at=leave + timedelta(days=7),
            now=now + timedelta(days=3),
        )


def inflows(kept: Keepsake, rng: Random, *, year: int) -> tuple[tuple[Inflow, Site], ...]:
    """The same stores' inflow from now on: other shoppers, from further away too, on the same lots."""
    known: list[Shopper] = []
    return tuple(
        (Inflow(site, Crowd(site.market, rng, spare=FAR_CODES), known, rng), site)
        for site in sites(kept.keys, Random(SEED), year=year)
    )


def managers() -> dict[int, Scope]:
    """The scope of each store's manager, by store."""
    found: dict[int, Scope] = {}
    for email in MANAGERS.values():
        scope = scope_of(get_user_model().objects.get(email=email).pk)
        found |= {store: scope for store in scope.stores if scope.manages(store)}
    return found


def open_demo_sites(kept: Keepsake, port: int, *, now: datetime) -> None:
    """Chat, form and tag of each store may be used from pages that the demo serves itself."""
    origins = (f"http://localhost:{port}", f"http://127.0.0.1:{port}")
    for code, email in MANAGERS.items():
        manager = scope_of(get_user_model().objects.get(email=email).pk)
        with transaction.atomic():
            let_the_demo_site_in(kept.keys[code].form, origins, manager, now=now)


def _shop(site: Site, rooftop_id: int, opened: Opened, keys: Keys, known: list[Shopper], rng: Random) -> Shop:
    inflow = Inflow(site, Crowd(site.market, rng), known, rng)
    return Shop(rooftop_id, opened.group_id, keys, inflow, site.share, _manager(site))


def _manager(site: Site) -> Scope:
    user = get_user_model().objects.get(email=MANAGERS[site.code])
    return scope_of(user.pk)
