"""Templates filled for one lead, as a person would send them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freshup.domain.conversations import Filled, Template, fill
from freshup.domain.conversations.values import Telling, speaks_of_gone_unit, values_of
from freshup.queries.access import Scope, opportunities
from freshup.queries.cases import cases_of
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.telling import telling, wanted
from freshup.queries.vehicles import units_like


@dataclass(frozen=True, slots=True)
class Drafted:
    """A template with this lead's words in it. `gone`: it speaks of a unit that is not here any more."""

    template: Template
    filled: Filled
    gone: bool = False


def telling_of(scope: Scope, opportunity_id: int, *, now: datetime) -> Telling | None:
    """Everything that can be said to this customer, signed by who asks; None out of scope. Four statements."""
    rooftop_id = opportunities(scope).filter(id=opportunity_id).values_list("rooftop_id", flat=True).first()
    if rooftop_id is None:
        return None
    known = cases_of([(opportunity_id, now)])[opportunity_id]
    store = settings_of([rooftop_id])[rooftop_id]
    (found,) = units_like([(rooftop_id, wanted(known))])
    mine = store.user_names.get(scope.places.get(rooftop_id, 0), "")
    return telling(known, store, found, agent=mine)


def filled(
    scope: Scope, opportunity_id: int, template_key: str, language: str, *, now: datetime
) -> Drafted | None:
    """One template filled for this lead; None out of scope, or where the store has no such text."""
    told = telling_of(scope, opportunity_id, now=now)
    if told is None:
        return None
    rooftop_id = opportunities(scope).filter(id=opportunity_id).values_list("rooftop_id", flat=True)[0]
    return drafted(settings_of([rooftop_id])[rooftop_id], told, template_key, language)


def drafted(store: StoreSettings, told: Telling, template_key: str, language: str = "") -> Drafted | None:
    """The same for somebody of whom everything is known already; no statement."""
    template = store.template(template_key, language or told.language)
    if template is None:
        return None
    return Drafted(template, fill(template, values_of(told)), speaks_of_gone_unit(template, told))


def templates_for(store: StoreSettings, channel: str, language: str) -> Sequence[Template]:
    """The texts of this channel in this language, by name; English where a text has no other."""
    keys = {key for key, _ in store.templates}
    found = [one for key in keys if (one := store.template(key, language)) and one.channel == channel]
    return sorted(found, key=lambda one: one.name)
