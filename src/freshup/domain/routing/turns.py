"""Whose turn it is: shares, running tallies, and how missed turns are caught up (ROU-2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from freshup.domain.routing.facts import Candidate

# How far a best performer's share may leave an equal one: the slow still get enough to learn and to be
# measured.
PERFORMANCE_LEAST, PERFORMANCE_MOST = 0.5, 2.0
# A weight of nothing would divide by nothing; who should get no leads is taken off the shift instead.
WEIGHT_LEAST = 0.01

Weights = Mapping[int, float]


def level(able: Sequence[Candidate], weights: Weights, grade: str, turns_max: float) -> dict[int, float]:
    """Everybody's tally for the grade, raised so that nobody is more than `turns_max` turns behind the front.

    This is the credit for newcomers and for absence, and the bound of the catch-up for missed turns, in one:
    without it whoever comes back from two weeks off would get every lead of the day. The front is where the
    one furthest ahead stood before the last turn: a share of a tenth jumps ten shares with every lead.
    """
    raw = {one.staff_id: one.received_by_grade.get(grade, 0.0) for one in able}
    front = max((tally - 1) / weights[staff_id] for staff_id, tally in raw.items())
    return {staff_id: max(tally, front * weights[staff_id] - turns_max) for staff_id, tally in raw.items()}


def pick(
    able: Sequence[Candidate], weights: Weights, tallies: Mapping[int, float], method: str, seed: int
) -> Candidate:
    """Largest shortfall (target share of all turns less turns received); ties by fewer waiting, then by the
    seed.
    """
    turns = sum(tallies.values()) + 1
    per_weight = turns / sum(weights.values())

    def rank(one: Candidate) -> tuple[float, float, int, int]:
        behind = weights[one.staff_id] * per_weight - tallies[one.staff_id]
        first = float(one.uncontacted) if method == "least_loaded" else 0.0
        return first, -round(behind, 6), one.uncontacted, _scramble(one.staff_id, seed)

    return min(able, key=rank)


def _scramble(staff_id: int, seed: int) -> int:
    """An order of the people that differs from lead to lead, yet is the same each time the lead is asked
    about.
    """
    return ((staff_id * 2654435761) ^ (seed * 2246822519)) % 4294967291


def _equal(able: Sequence[Candidate]) -> Weights:
    return {one.staff_id: 1.0 for one in able}


def _own(able: Sequence[Candidate]) -> Weights:
    return {one.staff_id: max(one.weight, WEIGHT_LEAST) for one in able}


def _by_performance(able: Sequence[Candidate]) -> Weights:
    """Shares in proportion to performance, none below half or above twice an equal share's weight."""
    known = [one.performance for one in able if one.performance is not None]
    mean = sum(known) / len(known) if known else 0.0
    if mean <= 0:
        return _equal(able)
    rates = {one.staff_id: mean if one.performance is None else one.performance for one in able}
    return {
        staff_id: min(max(rate / mean, PERFORMANCE_LEAST), PERFORMANCE_MOST)
        for staff_id, rate in rates.items()
    }


WEIGHTS: Mapping[str, Callable[[Sequence[Candidate]], Weights]] = {
    "round_robin": _equal,
    "weighted": _own,
    "least_loaded": _own,
    "best_performer": _by_performance,
}
