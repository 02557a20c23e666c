"""Whether a rule speaks of a lead, and whether a person is among those a rule means."""

from __future__ import annotations

from freshup.domain.routing.facts import Candidate, RoutingFacts
from freshup.domain.routing.rules import MINUTES_OF_A_DAY, Target, When


def applies(when: When, lead: RoutingFacts) -> bool:
    """Whether a lead is all that a rule asks; what it does not say fits only a rule that does not ask."""
    if when.source_kinds and lead.source_kind not in when.source_kinds:
        return False
    if when.source_ids and lead.source_id not in when.source_ids:
        return False
    if when.conditions and lead.condition not in when.conditions:
        return False
    if when.departments and lead.department not in when.departments:
        return False
    if when.languages and not _speaks(lead.language, when.languages):
        return False
    if when.makes and not _is_one_of(lead.make, when.makes):
        return False
    if when.stock_prefixes and not _begins(lead.stock, when.stock_prefixes):
        return False
    return _at_its_time(when, lead.weekday, lead.minute)


def in_target(target: Target, one: Candidate, language: str | None) -> bool:
    """Whether a person is among those the rule means."""
    if target.staff_ids and one.staff_id not in target.staff_ids:
        return False
    if target.team_ids and one.team_id not in target.team_ids:
        return False
    if target.slots and one.slot not in target.slots:
        return False
    return not target.speaks or language is None or _speaks(language, one.languages)


def _speaks(language: str | None, spoken: tuple[str, ...]) -> bool:
    """Compared without the country: es-MX asks for es."""
    return language is not None and language.lower().replace("_", "-").partition("-")[0] in spoken


def _is_one_of(make: str | None, makes: tuple[str, ...]) -> bool:
    if make is None:
        return False
    wanted = make.strip().casefold()
    return any(wanted == one.casefold() for one in makes)


def _begins(stock: str | None, prefixes: tuple[str, ...]) -> bool:
    if stock is None:
        return False
    number = stock.strip().upper()
    return any(number.startswith(prefix.upper()) for prefix in prefixes)


def _at_its_time(when: When, weekday: int, minute: int) -> bool:
    """A window that ends before it begins runs over midnight and belongs to the day it opened on."""
    opens, closes = when.from_minute, when.to_minute
    if opens < closes:
        day, within = weekday, opens <= minute < closes or (opens == 0 and closes == MINUTES_OF_A_DAY)
    elif minute >= opens:
        day, within = weekday, True
    else:
        day, within = (weekday - 1) % 7, minute < closes
    return within and (not when.weekdays or day in when.weekdays)
