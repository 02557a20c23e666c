"""What pages are measured on: one big store among many, people who look, and leads with a past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import psycopg
from django.contrib.auth import get_user_model
from django.db import transaction

from freshup.bootstrap.intake import decoder, storage
from freshup.domain.leads import LOST_REASONS, Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.console.benches.documents import SITES, Inquiry, mail
from freshup.interfaces.console.benches.people import customer
from freshup.interfaces.console.benches.seeding import Store, hand_in, new_store
from freshup.interfaces.console.benches.talks import LONG_TALK
from freshup.operations.cadences import run_due
from freshup.operations.intake.drain import claim, process
from freshup.operations.intake.receive import Delivery
from freshup.operations.leads import UnableToChange, add_note, close, log_outcome
from freshup.operations.stores.opening import NewPerson, open_group
from freshup.queries.access import Scope, opportunities

STORES_A_GROUP: Final = 10
# The first store has two fifths of all leads; its nine sisters share three tenths, all others the rest.
SHARE_OF_FIRST: Final = 0.4
SHARE_OF_SISTERS: Final = 0.3
CLOSED_SHARE: Final = 0.75
REPEAT_SHARE: Final = 0.2
BATCH: Final = 100
# Who looks; all of them work at the first store, the principal for its group.
VIEWERS: Final = {
    "agent": NewPerson("looks.agent@dealer.example.com", "Alex Own", "agent", scope="own", takes_leads=False),
    "manager": NewPerson("looks.manager@dealer.example.com", "Morgan Store", "manager", takes_leads=False),
    "principal": NewPerson("looks.principal@dealer.example.com", "Pat Group", "principal", scope="group"),
}
CALLS: Final = (Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.SPOKE, Outcome.EMAILED, Outcome.TEXTED)
NOTES: Final = ("Will come on Saturday with her husband.", "Wants the blue one, we have it in transit.")


@dataclass(frozen=True, slots=True)
class Town:
    stores: Sequence[Store]
    rooftops: Sequence[int]
    users: dict[str, int]

    @property
    def first_store(self) -> int:
        return self.rooftops[0]

    @property
    def first_group(self) -> Sequence[int]:
        return self.rooftops[:STORES_A_GROUP]


def open_town(groups: int, *, now: datetime) -> Town:
    """Ten stores in each group, their people, and those who look at the pages."""
    stores: list[Store] = []
    rooftops: list[int] = []
    for group in range(groups):
        places = [new_store(group, n) for n in range(STORES_A_GROUP)]
        news = [new for new, _ in places]
        if group == 0:
            news[0] = replace(news[0], people=(*news[0].people, VIEWERS["agent"], VIEWERS["manager"]))
        with transaction.atomic():
            opened = open_group(
                f"Bench group {group}",
                news,
                people=[VIEWERS["principal"]] if group == 0 else [],
                now=now,
            )
        rooftops += opened.rooftop_ids
        stores += [store for _, store in places]
    users = {name: get_user_model().objects.get(email=one.email).pk for name, one in VIEWERS.items()}
    return Town(stores, rooftops, users)


def live_through(town: Town, count: int, *, now: datetime, span: timedelta) -> None:
    """`count` inquiries over `span`, through intake and follow-up, then worked: called, noted, most of them closed."""
    chance = Random(11)
    weights = _weights(len(town.stores))
    number = people = 0
    while number < count:
        size = min(BATCH, count - number)
        at = now - span * (1 - number / count)
        deliveries = []
        for store in chance.choices(town.stores, weights, k=size):
            repeated = people > 50 and chance.random() < REPEAT_SHARE
            person = chance.randrange(people) if repeated else people
            people += not repeated
            who = customer(person, Random(person))
            inquiry = Inquiry(number, who, chance.choice(SITES), store.name, "x@intake.localhost", at)
            deliveries.append(_delivery(store, inquiry, chance))
            number += 1
        hand_in(deliveries)
        later = at + timedelta(seconds=1)
        with transaction.atomic():
            while process(claim(lanes=64), decode=decoder(), storage=storage(), now=later):
                continue
        while run_due(now=later):
            continue
    with transaction.atomic():
        _work(town, chance)


def _weights(count: int) -> list[float]:
    others = count - STORES_A_GROUP
    rest = 1 - SHARE_OF_FIRST - SHARE_OF_SISTERS
    sisters = [SHARE_OF_SISTERS / (STORES_A_GROUP - 1)] * (STORES_A_GROUP - 1)
    return [SHARE_OF_FIRST, *sisters, *([rest / others] * others)]


def _delivery(store: Store, inquiry: Inquiry, chance: Random) -> Delivery:
    receipt = UUID(int=chance.getrandbits(128), version=4)
    body = mail(inquiry, chance)
    return Delivery(
        store.key, receipt, "mail", inquiry.at, body, "message/rfc822", envelope_from=inquiry.site.sender
    )


def _work(town: Town, chance: Random) -> None:
    stores = tuple(town.rooftops)
    everywhere = Scope(
        user_id=town.users["manager"], stores=stores, rooftops=stores, roles=dict.fromkeys(stores, "manager")
    )
    for id, at in opportunities(everywhere).values_list("id", "opened_at").order_by("id"):
        for n in range(chance.randrange(4)):
            at += timedelta(minutes=chance.randrange(3, 900))
            log_outcome(everywhere, id, chance.choice(CALLS), now=at)
            if n == 1:
                add_note(everywhere, id, chance.choice(NOTES), now=at + timedelta(seconds=30))
        if chance.random() < CLOSED_SHARE:
            try:
                close(
                    everywhere,
                    id,
                    Stage.LOST,
                    chance.choice(list(LOST_REASONS)),
                    now=at + timedelta(hours=30),
                )
            except UnableToChange:
                continue


# -- what is searched for ---------------------------------------------------------------------------------

# How many people of the first store bear the name: made up, and nobody else's.
PLANTED: Final = {"zwickmuehle": 1, "quillfeather": 50}
PLANT: Final = """
WITH chosen AS (
    SELECT DISTINCT ON (o.person_id) o.person_id, o.id FROM opportunity o
    WHERE o.rooftop_id = %(store)s AND o.id %% %(part)s = %(rest)s ORDER BY o.person_id, o.id LIMIT %(count)s),
renamed AS (
    UPDATE person p SET last_name = initcap(%(name)s) FROM chosen c WHERE p.id = c.person_id RETURNING p.id),
owned AS (
    UPDATE opportunity o SET owner_id = %(agent)s, desk = '' FROM chosen c WHERE o.id = c.id)
INSERT INTO search_key (rooftop_id, key, person_id) SELECT %(store)s, %(name)s, id FROM renamed
"""
# The agent who looks has leads like any colleague: those of one of them.
TAKE_OVER: Final = """
WITH colleague AS (SELECT min(id) AS id FROM staff WHERE rooftop_id = %(store)s AND takes_leads),
handed AS (UPDATE task SET staff_id = %(agent)s WHERE staff_id = (SELECT id FROM colleague))
UPDATE opportunity SET owner_id = %(agent)s WHERE owner_id = (SELECT id FROM colleague)
"""
LONG_STORY: Final = """
INSERT INTO activity (rooftop_id, opportunity_id, lead_id, at, kind, data, words)
SELECT o.rooftop_id, o.id, NULL, o.opened_at + n * interval '7 minutes', 'note', '{}', 'Note ' || n
FROM opportunity o, generate_series(1, 2000) n WHERE o.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """Opportunities to look at: one with a usual story, one with two thousand entries; and the agent's open tasks.

    `talk` and `long_talk` are the conversations with the two.
    """

    short: int
    long: int
    tasks: int
    talk: int = 0
    long_talk: int = 0


def plant(outside: "psycopg.Connection[Any]", town: Town) -> Marks:
    """Names with a known number of bearers, leads of the agent's own, and one very long story."""
    agent = _one(outside, "SELECT min(s.id) FROM staff s WHERE s.user_id = %s", [town.users["agent"]])
    base = {"store": town.first_store, "agent": agent}
    outside.execute(TAKE_OVER, base)
    for n, (name, count) in enumerate(PLANTED.items()):
        outside.execute(PLANT, base | {"name": name, "count": count, "part": 3, "rest": n})
    mine = "SELECT {} FROM opportunity WHERE owner_id = %s AND closed_at IS NULL"
    # The same lead at both sizes: another one may have more to show.
    short = _one(outside, f"{mine.format('id')} ORDER BY id LIMIT 1 OFFSET 1", [agent])
    long = _one(outside, mine.format("min(id)"), [agent])
    outside.execute(LONG_STORY, {"id": long})
    outside.execute(LONG_TALK, {"id": long})
    tasks = _one(outside, "SELECT count(*) FROM task WHERE staff_id = %s AND done_at IS NULL", [agent])
    return Marks(short, long, tasks, *(_talk_with(outside, id) for id in (short, long)))


def _talk_with(outside: "psycopg.Connection[Any]", opportunity_id: int) -> int:
    return _one(
        outside, "SELECT coalesce(max(id), 0) FROM conversation WHERE opportunity_id = %s", [opportunity_id]
    )


def _one(outside: "psycopg.Connection[Any]", question: str, params: Sequence[Any]) -> int:
    row = outside.execute(question.encode(), params).fetchone()
    assert row is not None
    return int(row[0])
