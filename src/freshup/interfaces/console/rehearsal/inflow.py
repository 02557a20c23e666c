"""Everything that reaches one store: who asks, through which source, written how; and what else arrives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal.arrivals import moment
from freshup.interfaces.console.rehearsal.dealership import Feed, Site
from freshup.interfaces.console.rehearsal.dialects import json_of_the_website
from freshup.interfaces.console.rehearsal.oddities import ODDITIES
from freshup.interfaces.console.rehearsal.shoppers import Crowd, Inquiry, Shopper, inquiry
from freshup.interfaces.console.rehearsal.vehicles import Car
from freshup.interfaces.console.rehearsal.written import Document

# Of a hundred inquiries: from somebody who asked before, sent by a second provider too, sent twice.
KNOWN_SHOPPER: Final = 0.11
SECOND_PROVIDER: Final = 0.035
SENT_TWICE: Final = 0.02
# Before that the same few would come again and again.
KNOWN_MIN: Final = 25
SPOKEN: Final = frozenset({"phone", "walk_in"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document at a store's door. `channel` is http, mail, phone or walk_in; `asked` may be nobody's."""

    at: datetime
    site: Site
    channel: str
    document: Document
    asked: Inquiry


class Inflow:
    """What reaches one store; `known` are shoppers who may come again, of whichever store of the group."""

    def __init__(self, site: Site, crowd: Crowd, known: list[Shopper], rng: Random) -> None:
        self._site = site
        self._crowd = crowd
        self._known = known
        self._rng = rng
        self._zone = ZoneInfo(site.store.timezone)
        self._number = rng.randrange(100_000, 800_000)

    @property
    def code(self) -> str:
        return self._site.code

    @property
    def cars(self) -> tuple[Car, ...]:
        """What stands on the store's lot when the demo begins."""
        return self._site.cars

    def day(self, on: date, count: int) -> Iterator[Arrival]:
        """What arrives on one day, in no order."""
        for _ in range(count):
            feed = self._feed()
            at = moment(on, self._zone, self._rng, open_only=feed.kind in SPOKEN)
            yield from self.one(at, feed)

    def one(self, at: datetime, feed: Feed | None = None) -> Iterator[Arrival]:
        """An inquiry at this moment; now and then with its double, or an oddity in its place."""
        rng = self._rng
        feed = feed or self._feed()
        at = at.astimezone(self._zone)
        asked = self._ask(self._shopper(), feed, at)
        if feed.kind in SPOKEN:
            yield Arrival(at, self._site, feed.kind, json_of_the_website(asked, rng), asked)
            return
        if rng.random() < 0.06:
            oddity = rng.choices([one for one, _ in ODDITIES], [often for _, often in ODDITIES])[0]
            yield self._arrival(oddity(asked, rng), asked)
            return
        first = self._arrival(self._written(asked, feed), asked)
        yield first
        if rng.random() < SENT_TWICE:
            yield replace(first, at=at + timedelta(seconds=rng.randint(20, 900)))
        elif feed.kind == "third_party" and rng.random() < SECOND_PROVIDER / 0.4:
            yield self._from_another(asked, feed)

    def _from_another(self, asked: Inquiry, feed: Feed) -> Arrival:
        """One shopper, two providers, ten minutes: shopping sites sell an inquiry on."""
        others = [one for one in self._site.feeds if one.kind == "third_party" and one.name != feed.name]
        other = self._rng.choice(others)
        at = asked.at + timedelta(seconds=self._rng.randint(100, 700))
        again = replace(asked, at=at, number=self._next_number(), provider=other.spelled or other.name)
        return self._arrival(self._written(again, other), again)

    def _written(self, asked: Inquiry, feed: Feed) -> Document:
        dialect = self._rng.choice(feed.dialects)
        if not asked.shopper.email:
            # Who has no address writes no mail.
            dialect = self._rng.choice(
                [one for one in feed.dialects if one.__name__ != "written_by_hand"] or [json_of_the_website]
            )
        return dialect(asked, self._rng)

    def _arrival(self, document: Document, asked: Inquiry) -> Arrival:
        return Arrival(asked.at, self._site, "mail" if document.is_mail else "http", document, asked)

    def _ask(self, shopper: Shopper, feed: Feed, at: datetime) -> Inquiry:
        return inquiry(
            shopper,
            number=self._next_number(),
            store=self._site.store.name,
            provider=feed.spelled or feed.name,
            at=at,
            lot=self._site.cars,
            rng=self._rng,
        )

    def _shopper(self) -> Shopper:
        if len(self._known) >= KNOWN_MIN and self._rng.random() < KNOWN_SHOPPER:
            return self._rng.choice(self._known)
        shopper = self._crowd.shopper()
        self._known.append(shopper)
        return shopper

    def written_feed(self) -> Feed:
        """A source that sends documents: nobody calls a store over HTTP."""
        feeds = [feed for feed in self._site.feeds if feed.dialects]
        return self._rng.choices(feeds, [feed.share for feed in feeds])[0]

    def _feed(self) -> Feed:
        feeds = self._site.feeds
        return self._rng.choices(feeds, [feed.share for feed in feeds])[0]

    def _next_number(self) -> str:
        self._number += self._rng.randint(1, 9)
        return str(self._number)
