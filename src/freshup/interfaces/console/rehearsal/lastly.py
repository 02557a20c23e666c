"""How a visitor finds the present: customers who have just written, calls and visits that were agreed on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.domain.stores import next_open_moment
from freshup.interfaces.console.rehearsal import looking, phrases
from freshup.interfaces.console.rehearsal.customers import incoming
from freshup.interfaces.console.rehearsal.people import People
from freshup.interfaces.console.rehearsal.working import appointment_at
from freshup.operations.conversations import receive_reply
from freshup.operations.response.tasks import agree_callback
from freshup.queries.access import Scope
from freshup.queries.stores import StoreSettings

# For each store: customers who wrote a moment ago, calls that were agreed on, visits to come by tomorrow.
REPLIES: Final = 2
CALLBACKS: Final = 2
VISITS: Final = 4
# The latest first; a small store has few.
ANSWERED_FROM: Final = timedelta(days=14)


class Lastly:
    """What happened just now, at each store."""

    def __init__(
        self,
        stores: Mapping[int, StoreSettings],
        managers: Mapping[int, Scope],
        people: People,
        rng: Random,
    ) -> None:
        self._stores = stores
        self._managers = managers
        self._people = people
        self._rng = rng

    def arrange(self, *, now: datetime) -> None:
        for id, store in sorted(self._stores.items()):
            self._replies(id, now)
            reached = looking.talked_to(id, now=now, limit=CALLBACKS + VISITS)
            # One in three, so that a small store has both.
            called_back = reached[1::3][:CALLBACKS]
            self._callbacks(called_back, store, now)
            self._visits([one for one in reached if one not in called_back], store, now)

    def _replies(self, rooftop_id: int, now: datetime) -> None:
        for n, one in enumerate(looking.unanswered(rooftop_id, since=now - ANSWERED_FROM, limit=REPLIES)):
            at = now - timedelta(minutes=self._rng.uniform(1, 11))
            words = self._rng.choice(phrases.ANSWERS["es" if one.language == "es" else "en"])
            receive_reply(incoming(one, words, f"lately-{rooftop_id}-{n}"), now=at)

    def _callbacks(self, ids: list[int], store: StoreSettings, now: datetime) -> None:
        """One in a quarter of an hour, the next an hour later; after opening when the store is closed."""
        for n, id in enumerate(ids):
            wish = next_open_moment(store.calendar, now + timedelta(minutes=20 + 60 * n))
            at = wish.replace(minute=wish.minute // 5 * 5, second=0, microsecond=0) + timedelta(minutes=5)
            said = now - timedelta(minutes=self._rng.uniform(12, 50))
            words = self._rng.choice(phrases.CALLBACK_WORDS)
            agree_callback(self._managers[store.id], id, at, now=said, words=words)

    def _visits(self, ids: list[int], store: StoreSettings, now: datetime) -> None:
        """As many to come by tomorrow evening as a store like this has, the first of them today if it is open."""
        there = looking.appointments_between(store.id, now, now + timedelta(days=2))
        for n, id in enumerate(ids[: max(0, VISITS - there)]):
            at = appointment_at(store.calendar, now, self._rng, days=0 if n % 2 == 0 else 1)
            if at is not None:
                said = now - timedelta(minutes=self._rng.uniform(5, 55))
                self._people.appoint(self._managers[store.id], id, store, at, said)
