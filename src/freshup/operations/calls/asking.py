"""The gate asked about a call that is already wanted: before it is placed, and before the customer is dialled."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from freshup.data.models import Message, Opportunity
from freshup.domain.consent import Hold, Permit, Refusal, decide
from freshup.operations.consent import record_decisions
from freshup.operations.conversations.by_hand import facts_and_store
from freshup.operations.response.alerts import tell_pages


def permit_now(call: Message, *, now: datetime) -> Permit | Hold | Refusal:
    """The answer at this moment, written down (LAW-1). The call itself is no earlier attempt."""
    assert call.contact_point is not None
    opportunity = Opportunity.objects.get(id=call.opportunity_id)
    facts, store = facts_and_store(opportunity, call.contact_point, "call", now=now)
    others = tuple(at for at in facts.attempts if at != call.sent_at)
    request = replace(facts, attempts=others).request(
        call.step_key, purpose=call.purpose, channel="call", automated=False
    )
    answer = decide(request, now, store.law)
    verdict = "allow" if isinstance(answer, Permit) else "hold" if isinstance(answer, Hold) else "refuse"
    row: tuple[Any, ...] = (
        call.rooftop_id, call.opportunity_id, call.pk, None, now, "send", "call", call.purpose, False, verdict,
        answer.rule, None if isinstance(answer, Permit) else answer.reason.to_json(),
        answer.until if isinstance(answer, Hold) else None, ",".join(answer.states), store.law_version,
        call.by_user_id,
    )  # fmt: skip
    record_decisions([row])
    return answer


def refuse(call: Message, answer: Hold | Refusal, *, now: datetime) -> None:
    """It may not be placed any more: the customer's phone never rang."""
    call.state, call.settled_at, call.gate_rule, call.gate_at = "refused", now, answer.rule[:40], now
    call.save(update_fields=["state", "settled_at", "gate_rule", "gate_at"])
    tell_pages(call.rooftop_id, [call.opportunity_id], "clock")
