"""What each store of the demo is connected to: the sandbox, its telephone numbers, and the demo's own website."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.interfaces.console.rehearsal.history import Shop
from freshup.operations.calls.lines import LineWords, add_line
from freshup.operations.connectors.sandbox import ensure_sandbox
from freshup.operations.intake.keys import KeyWords, change_key
from freshup.operations.intake.receive import find_keys
from freshup.queries.access import Scope
from freshup.queries.sources import key as key_line
from freshup.queries.stores import settings_of


@dataclass(frozen=True, slots=True)
class Number:
    """One of a store's numbers: the last two digits after 555-01, and the source that is called by it."""

    digits: str
    name: str
    source: str = ""


# The main line is the number the store has anyway; the others are printed where one source alone shows them.
NUMBERS: Final[Mapping[str, tuple[Number, ...]]] = {
    "honda": (
        Number("00", "Main line"),
        Number("80", "On CarQuarry", "CarQuarry"),
        Number("81", "On the website", "Website"),
    ),
    "toyota": (
        Number("00", "Main line"),
        Number("80", "On CarQuarry", "CarQuarry"),
        Number("81", "On the website", "Website"),
    ),
}


def connect_channels(shop: Shop, *, now: datetime) -> None:
    """The sandbox carries texts and calls to and from the store's numbers; nothing leaves this machine."""
    connector = ensure_sandbox(
        shop.rooftop_id, secrets=lambda: (secrets.token_urlsafe(24), secrets.token_urlsafe(24)), now=now
    )
    if connector is None:
        return
    store = settings_of([shop.rooftop_id])[shop.rooftop_id]
    sources = {one.name: one.id for one in store.sources.values()}
    for one in NUMBERS[shop.inflow.code]:
        words = LineWords(
            number=f"{store.phone_e164[:-2]}{one.digits}",
            name=one.name,
            connector_id=connector,
            source_id=sources.get(one.source),
            is_main=not one.source,
        )
        add_line(shop.manager, shop.rooftop_id, words, now=now)


def let_the_demo_site_in(form_key: str, origins: tuple[str, ...], manager: Scope, *, now: datetime) -> None:
    """The store's form key may be used from pages of this machine, whatever port the demo found."""
    found = find_keys([form_key])[form_key]
    line = key_line(manager, found.id)
    known = tuple(one for one in line.allowed_origins if "//localhost:" not in one and "//127." not in one)
    words = KeyWords(line.label, line.department, line.source_id, known + origins, line.consent_text)
    change_key(manager, line.id, words, now=now)
