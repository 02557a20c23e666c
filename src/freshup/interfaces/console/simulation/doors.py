"""The doors of intake: documents are taken as they come, and what the product made of each is told."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Final

from django.db import transaction

from freshup.bootstrap.intake import decoder
from freshup.domain.intake import Decoded, Document
from freshup.interfaces.console.simulation.arrivals import SPOKEN, Arrival
from freshup.interfaces.console.simulation.counter import rows
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.shoppers import Customer
from freshup.interfaces.console.simulation.town import Store
from freshup.operations.intake import drain
from freshup.operations.intake.receive import Delivery, Taken, receive, receive_by_hand
from freshup.ports.storage import Storage

LANES: Final = 64
SUBMISSIONS: Final = "SELECT id, receipt FROM submission WHERE id > %s ORDER BY id"
# A document with two inquiries in it makes two leads; the first stands for it.
UNDERSTOOD: Final = """
SELECT s.id, s.state, l.id, l.opportunity_id, l.person_id, l.grade, r.lead_id
FROM submission s
LEFT JOIN LATERAL (SELECT * FROM lead WHERE submission_id = s.id ORDER BY id LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT * FROM lead_repeat WHERE submission_id = s.id ORDER BY id LIMIT 1) r ON true
WHERE s.id = ANY (%s) AND s.state <> 'waiting' ORDER BY s.id
"""
PEOPLE: Final = """
SELECT p.id, p.region, p.postal_code,
       ARRAY(SELECT value FROM contact_point WHERE person_id = p.id AND kind = 'phone' ORDER BY id),
       ARRAY(SELECT shown_as FROM contact_point WHERE person_id = p.id AND kind = 'email' ORDER BY id)
FROM person p WHERE p.id = ANY (%s) ORDER BY p.id
"""


class CutOff(Exception):
    """The drain's worker is gone in the middle of its transaction."""


class Doors:
    """`people` and `inquiries` fill up: who a person really is, and which inquiry a submission was."""

    def __init__(self, stores: Mapping[int, Store], storage: Storage, log: MessageLog, rng: Random) -> None:
        self._stores = stores
        self._storage = storage
        self._log = log
        self._rng = rng
        self._last = 0
        self._coming: list[Arrival] = []
        self._by_receipt: dict[str, Arrival] = {}
        self._waiting: dict[int, Arrival] = {}
        self._told: dict[int, tuple[object, ...]] = {}
        self.people: dict[int, Customer] = {}
        self.inquiries: dict[int, str] = {}
        self.received = 0

    def come(self, arrival: Arrival) -> None:
        """A document is at the door; it is written down with the others of this grain."""
        who = arrival.customer.who if arrival.customer else None
        self._coming.append(arrival)
        self._log.write(
            "inquiry", arrival.at.astimezone(UTC), store=arrival.store.number, inquiry=arrival.id,
            shopper=arrival.customer.number if arrival.customer else None, channel=arrival.channel,
            sense=arrival.sense, copy_of=arrival.copy_of, email=bool(who and who.email),
            phone=bool(who and who.phone), machine=arrival.machine,
        )  # fmt: skip

    def take_in(self) -> None:
        """What has come is on disk when this returns."""
        coming, self._coming = self._coming, []
        if not coming:
            return
        self._by_receipt |= {str(one.receipt): one for one in coming}
        written = [one for one in coming if one.channel not in SPOKEN]
        answers = receive([self._delivery(one) for one in written], storage=self._storage) if written else []
        refused = [one for one in answers if not isinstance(one, Taken)]
        if refused:
            raise RuntimeError(f"a door refused a document: {refused[0]}")
        for one in coming:
            if one.channel in SPOKEN:
                self._by_hand(one)
        for id, receipt in rows(SUBMISSIONS, [self._last]):
            self._last = id
            arrival = self._by_receipt.pop(str(receipt), None)
            if arrival is not None:
                self._waiting[id] = arrival
                self.inquiries[id] = arrival.id
        self.received += len(coming)

    def drain(self, now: datetime, *, cut_off: bool = False) -> int:
        """Understand what waits; how many documents. `cut_off`: it is all undone before the end."""
        done = 0
        decode: Callable[[Document], Decoded] = decoder()
        while True:
            try:
                with transaction.atomic():
                    batch = drain.process(
                        drain.claim(lanes=LANES), decode=decode, storage=self._storage, now=now
                    )
                    if batch and cut_off:
                        raise CutOff
            except CutOff:
                return done
            if not batch:
                return done
            done += batch

    def tell(self, now: datetime) -> list[tuple[Arrival, int, int]]:
        """What was made of each document since the last time; (arrival, opportunity, person) of the new leads."""
        if not self._waiting:
            return []
        found = rows(UNDERSTOOD, [sorted(self._waiting)])
        arrivals = {row[0]: self._waiting.pop(row[0]) for row in found}
        for row in found:
            customer = arrivals[row[0]].customer
            if row[4] is not None and customer is not None:
                self.people[row[4]] = customer
        self._tell_people(sorted({row[4] for row in found if row[4] is not None}), now)
        fresh = []
        for id, state, lead, opportunity, person, grade, repeat_of in found:
            arrival = arrivals[id]
            self._log.write(
                "taken", now, store=arrival.store.number, inquiry=arrival.id, state=state, lead=lead,
                repeat_of=repeat_of, opportunity=opportunity, person=person, grade=grade,
            )  # fmt: skip
            if lead is not None:
                fresh.append((arrival, opportunity, person))
        return fresh

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    def _tell_people(self, ids: list[int], now: datetime) -> None:
        """Those who are new, and those of whom something changed."""
        for id, *facts in rows(PEOPLE, [ids]) if ids else []:
            told = tuple(map(str, facts))
            if self._told.get(id) != told:
                self._told[id] = told
                region, postal_code, phones, emails = facts
                self._log.write(
                    "person",
                    now,
                    person=id,
                    region=region,
                    postal_code=postal_code,
                    phones=phones,
                    emails=emails,
                )

    def _delivery(self, arrival: Arrival) -> Delivery:
        return Delivery(
            key=arrival.store.key,
            receipt=arrival.receipt,
            channel=arrival.channel,
            received_at=arrival.at.astimezone(UTC),
            body=arrival.document.body,
            content_type=arrival.document.content_type,
            remote_address="198.51.100.7",
            envelope_from=arrival.document.envelope_from,
        )

    def _by_hand(self, arrival: Arrival) -> None:
        store = arrival.store
        receive_by_hand(
            self._delivery(arrival),
            group_id=store.group_id,
            rooftop_id=store.rooftop_id,
            user_id=self._rng.choice(store.at_work).user_id,
            storage=self._storage,
        )
