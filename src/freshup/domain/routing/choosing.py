"""Who gets this lead?

Pure and without side effects, so the same answer serves "who would get it?" (ROU-1 … ROU-3).
"""

from __future__ import annotations

from collections.abc import Sequence

from freshup.domain.reasons import Reason
from freshup.domain.routing.facts import Candidate, Considered, Decision, PreviousOwner, RoutingFacts
from freshup.domain.routing.fitting import applies, in_target
from freshup.domain.routing.rules import RoutingRule, RoutingRules, Target
from freshup.domain.routing.turns import WEIGHTS, level, pick

_CHOSEN, _OFF_SHIFT = Reason("routing.chosen"), Reason("routing.off_shift")
_NOT_ASKED, _NOT_TARGET = Reason("routing.not_asked"), Reason("routing.not_target")
_TURN_OF_OTHER, _MORE_WAITING = Reason("routing.turn_of_other"), Reason("routing.more_waiting")
_EVERYONE = "everyone"


def choose(
    lead: RoutingFacts,
    rules: RoutingRules,
    candidates: Sequence[Candidate],
    previous: PreviousOwner | None = None,
    desk: str | None = None,
) -> Decision:
    """The owner or the desk: existing relationship, then the first rule that fits, then everybody's
    shortfall.

    `candidates` are the store's staff, on shift or not; `desk` is the store's own name for its desk.
    """
    reasons: list[Reason] = []
    if previous is not None and rules.keep_owner:
        kept = _keep(lead, candidates, previous, reasons)
        if kept is not None:
            return kept
    rule = next((one for one in rules.rules if one.enabled and applies(one.when, lead)), None)
    if rule is not None:
        reasons.append(Reason("routing.rule", {"rule": rule.name}))
        if rule.method == "claim_pool":
            reasons.append(Reason("routing.pool", {"pool": rule.target.pool}))
            return Decision(None, rule.target.pool, "rule", rule.name, _none_of(candidates), tuple(reasons))
        decision = _among(lead, rules, candidates, rule.target, rule.method, "rule", rule.name, reasons)
        if decision is not None:
            return decision
        reasons.append(Reason("routing.rule_empty", {"rule": rule.name}))
    if rule is None or not rule.or_desk:
        decision = _everyone(lead, rules, candidates, reasons)
        if decision is not None:
            return decision
    return _to_desk(rules, candidates, rule, desk, reasons)


def _everyone(
    lead: RoutingFacts, rules: RoutingRules, candidates: Sequence[Candidate], reasons: list[Reason]
) -> Decision | None:
    if rules.everyone_method == "claim_pool":
        pool = rules.everyone.pool or rules.desk
        reasons.append(Reason("routing.pool", {"pool": pool}))
        return Decision(None, pool, "rule", _EVERYONE, _none_of(candidates), tuple(reasons))
    return _among(
        lead, rules, candidates, rules.everyone, rules.everyone_method, "shortfall", _EVERYONE, reasons
    )


def _keep(
    lead: RoutingFacts, candidates: Sequence[Candidate], previous: PreviousOwner, reasons: list[Reason]
) -> Decision | None:
    """The owner the customer knows, if they can take it; otherwise why not is kept for the record."""
    owner = next((one for one in candidates if one.staff_id == previous.staff_id), None)
    if owner is None:
        reasons.append(Reason("routing.owner_gone"))
        return None
    if not owner.on_shift:
        reasons.append(Reason("routing.owner_off_shift"))
        return None
    if _is_full(owner):
        reasons.append(Reason("routing.owner_full", {"waiting": owner.uncontacted}))
        return None
    reasons.append(Reason("routing.owner_open" if previous.kind == "open" else "routing.owner_earlier"))
    considered = tuple(
        Considered(one.staff_id, _CHOSEN if one is owner else _NOT_ASKED) for one in candidates
    )
    after = owner.received_by_grade.get(lead.grade, 0.0) + 1
    return Decision(owner.staff_id, None, "existing", "existing", considered, tuple(reasons), after)


def _among(
    lead: RoutingFacts,
    rules: RoutingRules,
    candidates: Sequence[Candidate],
    target: Target,
    method: str,
    how: str,
    name: str,
    reasons: list[Reason],
) -> Decision | None:
    """The one of the target whose turn it is; None when none of them can take it."""
    able: list[Candidate] = []
    fell_out: dict[int, Reason] = {}
    for one in candidates:
        if not in_target(target, one, lead.language):
            fell_out[one.staff_id] = _NOT_TARGET
        elif not one.on_shift:
            fell_out[one.staff_id] = _OFF_SHIFT
        elif _is_full(one):
            fell_out[one.staff_id] = Reason("routing.full", {"waiting": one.uncontacted})
        else:
            able.append(one)
    if not able:
        return None
    weights = WEIGHTS[method](able)
    tallies = level(able, weights, lead.grade, rules.missed_turns_max)
    chosen = pick(able, weights, tallies, method, lead.seed)
    lost = _MORE_WAITING if method == "least_loaded" else _TURN_OF_OTHER
    considered = tuple(
        Considered(one.staff_id, _CHOSEN if one is chosen else fell_out.get(one.staff_id, lost))
        for one in candidates
    )
    reasons.append(Reason(f"routing.by_{method}", {"people": len(able), "grade": lead.grade}))
    after = tallies[chosen.staff_id] + 1
    return Decision(chosen.staff_id, None, how, name, considered, tuple(reasons), after)


def _to_desk(
    rules: RoutingRules,
    candidates: Sequence[Candidate],
    rule: RoutingRule | None,
    desk: str | None,
    reasons: list[Reason],
) -> Decision:
    """The named desk: an owner in its own right, whose clock starts when the store opens."""
    named = desk or rules.desk
    anybody = any(one.on_shift for one in candidates)
    reasons.append(
        Reason("routing.desk_nobody_free" if anybody else "routing.desk_nobody_on_shift", {"desk": named})
    )
    name = rule.name if rule is not None and rule.or_desk else _EVERYONE
    return Decision(None, named, "desk", name, _none_of(candidates, rules.everyone), tuple(reasons))


def _none_of(candidates: Sequence[Candidate], target: Target | None = None) -> tuple[Considered, ...]:
    return tuple(Considered(one.staff_id, _why_not(one, target)) for one in candidates)


def _why_not(one: Candidate, target: Target | None) -> Reason:
    if target is None:
        return _NOT_ASKED
    if not one.on_shift:
        return _OFF_SHIFT
    return Reason("routing.full", {"waiting": one.uncontacted}) if _is_full(one) else _NOT_TARGET


def _is_full(one: Candidate) -> bool:
    return one.capacity is not None and one.uncontacted >= one.capacity
