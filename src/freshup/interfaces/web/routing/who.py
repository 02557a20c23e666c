"""Who would get this lead? Answered without assigning anything."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from freshup.domain.routing import RoutingFacts
from freshup.interfaces.web.routing.forms import QuestionForm
from freshup.interfaces.web.routing.words import HOW
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.queries.routing import Answer
from freshup.queries.routing import who_would_get as ask
from freshup.queries.words import say

# Ways to come in that are answered as they happen: nothing is due then.
SPOKEN = {"phone": "phone", "walk_in": "walk_in"}


@require_GET
@of_store
def who_would_get(request: StoreAsked) -> HttpResponse:
    """A question by GET: it can be bookmarked and sent to a colleague."""
    store = request.store
    sources = [(one.id, one.name) for one in store.sources.values()]
    asked = bool(request.GET)
    initial = {"grade": "B", "source_kind": "first_party", "department": "sales"}
    form = (
        QuestionForm({**initial, **request.GET.dict()}, sources=sources)
        if asked
        else QuestionForm(initial=initial, sources=sources)
    )
    answer: dict[str, Any] = {}
    with timezone.override(store.zone):
        if asked and form.is_valid():
            answer = _answer(request, form.cleaned_data)
        return settings_page(request, "routing/who.html", {"form": form, **answer})


def _answer(request: StoreAsked, asked: dict[str, Any]) -> dict[str, Any]:
    store = request.store
    at = asked["at"] or request.now
    local = at.astimezone(store.zone)
    source = store.sources.get(asked["source"] or 0)
    kind = source.kind if source else asked["source_kind"]
    facts = RoutingFacts(
        source_kind=kind,
        source_id=source.id if source else None,
        condition=asked["condition"] or None,
        make=asked["make"] or None,
        stock=asked["stock"] or None,
        language=asked["language"] or None,
        department=asked["department"],
        grade=asked["grade"],
        weekday=local.weekday(),
        minute=local.hour * 60 + local.minute,
    )
    found: Answer = ask(store, facts, at=at, channel=SPOKEN.get(kind, "email"))
    decision = found.decision
    people = [
        {
            "name": found.names.get(one.staff_id, ""),
            "why": say(one.reason),
            "chosen": one.staff_id == decision.staff_id,
        }
        for one in decision.considered
    ]
    return {
        "decision": decision,
        "gets": found.names.get(decision.staff_id or 0) or decision.desk or store.desk,
        "how": HOW.get(decision.how, decision.how),
        "reasons": [say(one) for one in decision.reasons],
        "people": sorted(people, key=lambda one: not one["chosen"]),
        "due": found.due,
        "due_why": say(found.due.reason),
        "at": at,
    }
