"""Gather for a batch everything its decisions need: a constant number of statements, whatever its size."""

from collections.abc import Sequence
from datetime import datetime

from freshup.data.bulk import reserve_ids
from freshup.domain.intake import Prospect
from freshup.domain.leads import lead_mark
from freshup.operations.intake.contact import contact_points
from freshup.operations.intake.plan import (
    Inquiry,
    UnmetSource,
    Waiting,
    World,
    mark_keys,
    source_of,
    to_work,
)
from freshup.operations.intake.state import Customer, Effort, by_contact_key, earlier_lead
from freshup.operations.sources import discover
from freshup.queries import intake as known
from freshup.queries.stores import SourceFacts, StoreSettings


def gather(
    batch: Sequence[Waiting], stores: dict[int, StoreSettings], *, now: datetime
) -> tuple[list[Inquiry], World]:
    """The inquiries of the batch in order of receipt, and the world they fall into."""
    found = [(one, position, prospect) for one in batch for position, prospect in to_work(one)]
    sources = _sources(found, stores, now)
    inquiries = []
    for submission, position, prospect in found:
        mark = lead_mark(prospect, rooftop_id=submission.rooftop_id, received_at=submission.received_at)
        inquiries.append(
            Inquiry(
                submission=submission,
                position=position,
                prospect=prospect,
                store=stores[submission.rooftop_id],
                source=sources[submission.id, position],
                mark=mark,
                keys=mark_keys(mark),
                points=tuple(contact_points(prospect)),
            )
        )
    return inquiries, _world(inquiries, stores, now)


def _sources(
    found: Sequence[tuple[Waiting, int, Prospect]], stores: dict[int, StoreSettings], now: datetime
) -> dict[tuple[int, int], SourceFacts | None]:
    """The source of each prospect; names nobody has met become sources of their own, to be reviewed."""
    resolved: dict[tuple[int, int], SourceFacts | UnmetSource | None] = {
        (one.id, position): source_of(one, prospect, stores[one.rooftop_id])
        for one, position, prospect in found
    }
    rooftops = {(one.id, position): one.rooftop_id for one, position, _ in found}
    unmet = {
        (rooftops[where], source.name): (source.under, source.channel)
        for where, source in resolved.items()
        if isinstance(source, UnmetSource)
    }
    discovered = discover(unmet, now=now) if unmet else {}
    return {
        where: discovered[rooftops[where], source.name] if isinstance(source, UnmetSource) else source
        for where, source in resolved.items()
    }


def _world(inquiries: Sequence[Inquiry], stores: dict[int, StoreSettings], now: datetime) -> World:
    pairs = {
        (one.store.group_id, value)
        for one in inquiries
        for value in (*one.mark.person.emails, *one.mark.person.phones)
    }
    customers = known.customers_by_key(pairs)
    places = known.stores_of(list(customers))
    people = [Customer.read(one, places.get(one.id, set())) for one in customers.values()]
    rooftops_of_group: dict[int, set[int]] = {}
    for one in inquiries:
        rooftops_of_group.setdefault(one.store.group_id, set()).add(one.store.id)
    at_store = {
        (person.id, rooftop)
        for person in people
        for rooftop in rooftops_of_group.get(person.group_id, set()) & person.stores
    }
    opportunities = known.opportunities_of(at_store)
    ledgers = known.ledgers(
        [one.id for found in opportunities.values() for one in found if one.closed_at is None]
    )
    earlier = known.earlier_inquiries((one.store.id, key) for one in inquiries for key in one.keys)
    touched = {one.store.id: one.store for one in inquiries}
    caps = {person.id: person.capacity for store in touched.values() for person in store.staff}
    tallies = known.tallies(list(caps))
    uncontacted = known.uncontacted(caps)
    addresses = {
        (one.store.group_id, point.value)
        for one in inquiries
        for point in one.points
        if point.kind == "email"
    }
    leads = {
        key: [lead for one in found if (lead := earlier_lead(one)) is not None]
        for key, found in earlier.items()
    }
    return World(
        now=now,
        stores=stores,
        customers=by_contact_key(people),
        efforts={
            pair: [Effort.read(one, ledgers.get(one.id, {})) for one in found]
            for pair, found in opportunities.items()
        },
        earlier=leads,
        lead_efforts={one.lead_id: one.opportunity_id for found in earlier.values() for one in found},
        candidates={id: store.candidates(now, uncontacted, tallies) for id, store in touched.items()},
        suppressed=known.suppressed(addresses),
        acknowledged=known.acknowledged(addresses, now=now),
        ids=_ids(inquiries),
    )


def _ids(inquiries: Sequence[Inquiry]) -> dict[str, list[int]]:
    count = len(inquiries)
    points = sum(len(one.points) for one in inquiries)
    taken = reserve_ids(
        {"person": count, "contact_point": points, "opportunity": count, "lead": count, "enrolment": count}
    )
    # Planned from the end, so that ids rise with the order of receipt.
    return {table: ids[::-1] for table, ids in taken.items()}
