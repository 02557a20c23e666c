"""One batch given out by routing, each lead seeing what the ones before it did to the turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from freshup.domain.reasons import Reason
from freshup.domain.routing import Candidate, Decision, choose, with_assignment
from freshup.operations.response.giving import Given
from freshup.queries import intake
from freshup.queries.response.untouched import Inquiry, Untouched, routing_facts_of
from freshup.queries.stores import StoreSettings


class Dealer:
    """Turns and loads of these stores' people, as they are and as this batch changes them; two statements."""

    def __init__(
        self, stores: Mapping[int, StoreSettings], inquiries: Mapping[int, Inquiry], *, now: datetime
    ) -> None:
        people = [one for store in stores.values() for one in store.staff]
        waiting = intake.uncontacted({one.id: one.capacity for one in people})
        turns = intake.tallies([one.id for one in people])
        self.tallies: dict[tuple[int, int, str], float] = {}
        self._stores, self._inquiries, self._now = stores, inquiries, now
        self._candidates: dict[int, dict[int, Candidate]] = {
            id: store.candidates(now, waiting, turns) for id, store in stores.items()
        }

    def on_shift(self, rooftop_id: int) -> list[int]:
        """Who takes leads at this store and is at work now, by staff id."""
        return [id for id, one in self._candidates[rooftop_id].items() if one.on_shift]

    def deal(self, one: Untouched) -> Decision:
        """Whose turn it is, its present owner left out."""
        store, people = self._stores[one.rooftop_id], self._candidates[one.rooftop_id]
        facts = routing_facts_of(one, self._inquiries.get(one.id), store, now=self._now)
        able = [person for id, person in people.items() if id != one.owner_id]
        decision = choose(facts, store.routing, able, desk=store.desk)
        if decision.staff_id is not None:
            dealt = with_assignment(people[decision.staff_id], one.grade, decision.received_after)
            people[decision.staff_id] = dealt
            self.tallies[store.id, decision.staff_id, one.grade] = dealt.received_by_grade[one.grade]
        return decision

    def given(
        self, one: Untouched, decision: Decision, how: str, why: Reason, *, by_user: int | None = None
    ) -> Given:
        """The decision as a change of ownership."""
        store = self._stores[one.rooftop_id]
        inquiry = self._inquiries.get(one.id)
        slot = next((person.slot for person in store.staff if person.id == decision.staff_id), "sales")
        return Given(
            one.rooftop_id,
            one.id,
            how,
            decision.staff_id,
            decision.desk or "",
            slot,
            rule=decision.rule,
            rules_version=store.routing_version,
            reasons=tuple(reason.to_json() for reason in (why, *decision.reasons)),
            considered=considered(decision),
            lead_id=inquiry.lead_id if inquiry else None,
            by_user=by_user,
        )


def considered(decision: Decision) -> tuple[dict[str, Any], ...]:
    """Everybody who was asked and why not, as it is stored."""
    return tuple({"staff": each.staff_id, **each.reason.to_json()} for each in decision.considered)


def users_on_shift(dealer: Dealer, store: StoreSettings) -> Sequence[int]:
    """The users at work at a store now."""
    here = set(dealer.on_shift(store.id))
    return [one.user_id for one in store.staff if one.id in here]
