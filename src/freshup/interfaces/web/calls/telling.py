"""What happens to a call right now, told as the rule decides it; and where a provider reaches us."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from freshup.domain.calls import CallFacts, CallPlan, Ring, Say, route
from freshup.domain.connectors.providers import SANDBOX
from freshup.operations.calls.facts import store_facts
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.sealing import SealBroken
from freshup.queries.calls import region_of
from freshup.queries.connectors import these
from freshup.queries.stores import StoreSettings

# What a provider must be told of a number, by what it calls the field.
KINDS: Final = (
    ("voice-in", lazy("When a call comes in")),
    ("voice-status", lazy("When a call's status changes")),
    ("text-in", lazy("When a text comes in")),
)


def told(store: StoreSettings, plan: CallPlan, department: str, *, now: datetime) -> dict[str, Any]:
    """The stages a stranger's call goes through at this moment, and who could be rung and can't."""
    facts = store_facts(store, plan, department, region_of(store.id), "", now=now)
    stages, stage = [], 0
    steps = route(CallFacts(stage=0), facts, plan)
    said = next((one.words for one in steps if isinstance(one, Say)), "")
    while (ring := next((one for one in steps if isinstance(one, Ring)), None)) is not None:
        names = [store.user_names.get(staff, "") for staff, _number in ring.phones]
        stages.append({"names": names, "seconds": ring.seconds})
        stage = ring.then
        steps = route(CallFacts(stage=stage), facts, plan)
    silent = [store.user_names.get(one, "") for one in (plan.group or facts.here) if one not in facts.phones]
    return {
        "said": said,
        "stages": stages,
        "closed": not facts.is_open,
        "silent": silent,
        "silent_words": _silent(silent),
        "owner_seconds": plan.owner_seconds,
        "recorded": facts.consent,
        "records": plan.record,
    }


def _silent(names: list[str]) -> str:
    if not names:
        return ""
    words = ngettext(
        "%(names)s has given no number and can't be rung.", "%(names)s have given no number and can't be rung.",
        len(names),
    )  # fmt: skip
    return words % {"names": ", ".join(names)}


def addresses(connector_id: int) -> list[dict[str, Any]]:
    """Where this provider is to report; nothing where its secrets can't be opened or it needs none."""
    row = these([connector_id]).get(connector_id)
    try:
        base = account_of(row).hook_url if row and row.provider != SANDBOX else ""
    except SealBroken:
        base = ""
    return [{"label": str(label), "url": f"{base}{kind}/"} for kind, label in KINDS] if base else []
