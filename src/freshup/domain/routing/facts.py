"""What choosing an owner may know, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from freshup.domain.intake.prospect import Prospect
from freshup.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """One lead as the rules see it.

    `weekday` (0 = Monday) and `minute` are the store's own; `seed` breaks ties.
    """

    source_kind: str = "first_party"
    source_id: int | None = None
    condition: str | None = None
    make: str | None = None
    stock: str | None = None
    language: str | None = None
    department: str = "sales"
    grade: str = "B"
    weekday: int = 0
    minute: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the store who might get it.

    `uncontacted` counts leads they own and have not yet contacted, `capacity` is the most of these (None: no
    limit). `received_by_grade` is the running tally of turns, not a count of rows: see
    `Decision.received_after`. `performance` is a rate, such as sales per lead, already shrunk towards the
    store's; None where unknown.
    """

    staff_id: int
    team_id: int | None = None
    slot: str = "sales"
    weight: float = 1.0
    capacity: int | None = None
    uncontacted: int = 0
    on_shift: bool = True
    languages: tuple[str, ...] = ()
    received_by_grade: Mapping[str, float] = field(default_factory=dict)
    performance: float | None = None


@dataclass(frozen=True, slots=True)
class PreviousOwner:
    """Who owns this customer's open opportunity, or owned an earlier one (`kind` open or earlier)."""

    staff_id: int
    kind: str = "open"


@dataclass(frozen=True, slots=True)
class Considered:
    """Why one person got the lead or did not."""

    staff_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets the lead, or which desk; `how` is existing, rule, shortfall or desk.

    `received_after` is the owner's new tally for the grade, to be stored: it jumps over the turns that passed
    while they were away, so a newcomer is not flooded.
    """

    staff_id: int | None
    desk: str | None
    how: str
    rule: str
    considered: tuple[Considered, ...]
    reasons: tuple[Reason, ...]
    received_after: float | None = None


def routing_facts(
    prospect: Prospect,
    *,
    source_kind: str,
    source_id: int | None,
    grade: str,
    weekday: int,
    minute: int,
    seed: int,
    department: str | None = None,
) -> RoutingFacts:
    """What a decoded prospect tells the rules; the first vehicle speaks for the inquiry."""
    vehicle = next(iter(prospect.vehicles), None)
    hinted = prospect.kind_hint if prospect.kind_hint in ("service", "parts") else "sales"
    return RoutingFacts(
        source_kind=source_kind,
        source_id=source_id,
        condition=vehicle.status if vehicle else None,
        make=vehicle.make if vehicle else None,
        stock=vehicle.stock if vehicle else None,
        language=prospect.language,
        department=department or hinted,
        grade=grade,
        weekday=weekday,
        minute=minute,
        seed=seed,
    )


def with_assignment(candidate: Candidate, grade: str, received_after: float | None = None) -> Candidate:
    """The candidate after getting one more lead, so that the next of the same batch sees it."""
    after = candidate.received_by_grade.get(grade, 0.0) + 1 if received_after is None else received_after
    return replace(
        candidate,
        uncontacted=candidate.uncontacted + 1,
        received_by_grade={**candidate.received_by_grade, grade: after},
    )
