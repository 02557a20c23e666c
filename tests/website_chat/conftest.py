"""A store with a widget on its site, a few vehicles on its lot, and a visitor who writes."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from freshup.data.models import Chat, ChatLine, IntakeKey, Opportunity, Unit
from freshup.domain.vehicles import make_key, model_key
from freshup.operations.stores.opening import NewKey
from freshup.operations.website import widget
from freshup.operations.website.mirroring import join_chats
from freshup.operations.website.widget import Contact, Handing, Opening, Words
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["NOW", "make_dealership"]

KEY, ORIGIN = "widgetkey", "https://www.example.com"
CONSENT = "You may text me about my inquiry."
receipts, hashes = itertools.count(9_000), itertools.count(1)


def unit(rooftop: int, stock: str, line: str, cents: int | None, **other: object) -> Unit:
    year, make, model, *trim = line.split()
    values = {
        "year": int(year),
        "make": make,
        "model": model,
        "trim": " ".join(trim),
        "make_key": make_key(make),
        "model_key": model_key(make, model),
        "price_cents": cents,
        "condition": "used",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }
    return Unit.objects.create(rooftop_id=rooftop, stock=stock, **{**values, **other})


@dataclass
class Site:
    """Gulf Honda's own site: open Monday to Saturday, 9 to 20; it is Wednesday, 11:00."""

    house: Dealership
    rooftop: int
    key_id: int

    def scope(self, name: str = "Ana") -> Scope:
        return scope_of(self.house.staff(name).user_id)

    def open(self, *, at: datetime = NOW, **other: str) -> int:
        opening = Opening(rooftop_id=self.rooftop, key_id=self.key_id, **other)
        return widget.start(opening, token_hash=bytes([next(hashes)] * 32), now=at)

    def say(self, chat: int, text: str = "", *, at: datetime = NOW, **words: object) -> Chat:
        said = Words(text=text, **words)  # type: ignore[arg-type]
        handing = Handing(KEY, UUID(int=next(receipts)), self.house.storage)
        return widget.visitor_says(chat, said, handing, now=at)

    def leave_contact(self, chat: int, *, at: datetime = NOW, **other: object) -> Chat:
        words = {"name": "Marisol Ortega", "phone": "239 555 0147", **other}
        return self.say(chat, contact=Contact(**words), at=at)  # type: ignore[arg-type]

    def become_lead(self, chat: int, *, at: datetime = NOW) -> Opportunity:
        """Reachable, drained, joined."""
        self.leave_contact(chat, at=at)
        self.house.drain(at)
        join_chats(now=at)
        joined = Chat.objects.get(id=chat).opportunity
        assert joined is not None
        return joined


def lines(chat: int, who: str = "bot") -> list[str]:
    return list(ChatLine.objects.filter(chat=chat, who=who).order_by("id").values_list("words", flat=True))


def later(**delta: float) -> datetime:
    return NOW + timedelta(**delta)


@pytest.fixture
def site(make_dealership: Callable[..., Dealership]) -> Iterator[Site]:
    people = (
        person("Ana Ruiz"),
        person("Ben"),
        person("Sol", role="salesperson", scope="own", team="sales", takes_leads=False, shifts=ALL_DAY),
        person("Mia", role="manager", takes_leads=False, shifts=ALL_DAY),
    )
    key = NewKey(
        KEY, "Widget", kind="form", allowed_origins=(ORIGIN,), consent_text=CONSENT, source="Website"
    )
    house = make_dealership(store("Gulf Honda", "gulfkey", people, keys=(key, NewKey("gulfkey", "Server"))))
    rooftop = house.opened.rooftop_ids[0]
    unit(
        rooftop,
        "P1001",
        "2024 Honda Civic EX",
        2_499_000,
        odometer=12_044,
        photo_url="https://example.net/c.jpg",
    )
    unit(rooftop, "P1002", "2023 Toyota Corolla LE", 2_150_000, photo_url="http://example.net/plain.jpg")
    unit(rooftop, "P1004", "2022 Toyota Camry SE", 2_390_000)
    unit(rooftop, "P1003", "2022 Honda Accord Sport", 2_700_000, gone_at=NOW)
    yield Site(house, rooftop, IntakeKey.objects.get(rooftop=rooftop, kind="form").pk)
    forget_settings()
