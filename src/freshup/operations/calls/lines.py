"""The store's numbers: added, changed, given up, and the rules all of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.data.models import Connector, PhoneLine, Rooftop, Source
from freshup.domain.calls import CallPlan, Problem
from freshup.domain.calls.plan import OF_STORE
from freshup.domain.connectors import PROVIDERS
from freshup.domain.intake.phones import canonical_phone
from freshup.domain.reasons import Reason
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope

DEPARTMENTS: Final = ("sales", "service", "parts")
NAME_LENGTH_MAX: Final = 80


class NoSuchLine(LookupError):
    """There is none with this id in the person's stores, or it is given up."""


class WrongLine(ValueError):
    """What was typed can't be saved; `problems` say why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("line")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line as somebody typed it."""

    number: str
    name: str
    connector_id: int
    department: str = "sales"
    source_id: int | None = None
    is_main: bool = False
    takes_texts: bool = True
    takes_calls: bool = True
    plan: CallPlan = CallPlan()


def add_line(scope: Scope, rooftop_id: int, words: LineWords, *, now: datetime, ip: str | None = None) -> int:
    """Raises WrongLine."""
    must_manage(scope, rooftop_id)
    fields = _checked(rooftop_id, words, None)
    _one_main(rooftop_id, words, None)
    made = PhoneLine.objects.create(rooftop_id=rooftop_id, created_at=now, **fields)
    _record(scope, made, "added", now, ip)
    return made.pk


def change_line(
    scope: Scope, line_id: int, words: LineWords, *, now: datetime, ip: str | None = None
) -> None:
    """Raises NoSuchLine, WrongLine."""
    line = _line(scope, line_id)
    fields = _checked(line.rooftop_id, words, line.pk)
    _one_main(line.rooftop_id, words, line.pk)
    for name, value in fields.items():
        setattr(line, name, value)
    line.save(update_fields=list(fields))
    _record(scope, line, "changed", now, ip)


def give_up_line(scope: Scope, line_id: int, *, now: datetime, ip: str | None = None) -> None:
    """Calls to it are not known any more; what came by it stays. Raises NoSuchLine."""
    line = _line(scope, line_id)
    line.archived_at, line.is_main = now, False
    line.save(update_fields=["archived_at", "is_main"])
    _record(scope, line, "given_up", now, ip)


def change_call_rules(
    scope: Scope, rooftop_id: int, plan: CallPlan, *, now: datetime, ip: str | None = None
) -> None:
    """What every line of the store does unless it says otherwise. Raises WrongLine."""
    must_manage(scope, rooftop_id)
    if problems := plan.problems():
        raise WrongLine(problems)
    before = CallPlan.read(
        Rooftop.objects.select_for_update().values_list("call_rules", flat=True).get(id=rooftop_id)
    )
    Rooftop.objects.filter(id=rooftop_id).update(call_rules=plan.to_json())
    changed = {
        name: [value, plan.to_json()[name]]
        for name, value in before.to_json().items()
        if value != plan.to_json()[name] and not isinstance(value, str)
    }
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="calls.changed",
        target="rooftop",
        target_id=rooftop_id,
        changes=changed,
        ip=ip,
    )


def _checked(rooftop_id: int, words: LineWords, line_id: int | None) -> dict[str, Any]:
    problems = words.plan.problems()
    e164, _ = canonical_phone(words.number)
    if e164 is None:
        problems.append(Problem("number", Reason("calls.no_number")))
    if not words.name.strip():
        problems.append(Problem("name", Reason("calls.no_name")))
    if e164 and _taken(words.connector_id, e164, line_id):
        problems.append(Problem("number", Reason("calls.taken")))
    if not _carries(rooftop_id, words.connector_id):
        problems.append(Problem("connector_id", Reason("calls.no_provider")))
    known = Source.objects.filter(id=words.source_id or 0, rooftop=rooftop_id, archived_at=None).exists()
    if words.source_id is not None and not known:
        problems.append(Problem("source_id", Reason("calls.no_source")))
    if problems:
        raise WrongLine(problems)
    return {
        "connector_id": words.connector_id,
        "e164": e164,
        "name": words.name.strip()[:NAME_LENGTH_MAX],
        "department": words.department if words.department in DEPARTMENTS else DEPARTMENTS[0],
        "source_id": words.source_id,
        "is_main": words.is_main,
        "takes_texts": words.takes_texts,
        "takes_calls": words.takes_calls,
        "plan": _own(rooftop_id, words.plan),
    }


def _own(rooftop_id: int, plan: CallPlan) -> dict[str, Any]:
    """Only what differs from the store's rules: a rule changed later holds for every line that said nothing."""
    rules = Rooftop.objects.values_list("call_rules", flat=True).get(id=rooftop_id)
    shared = CallPlan.read(rules).to_json()
    return {
        name: value
        for name, value in plan.to_json().items()
        if value != shared[name] and name not in OF_STORE
    }


def _taken(connector_id: int, e164: str, line_id: int | None) -> bool:
    same = PhoneLine.objects.filter(connector=connector_id, e164=e164, archived_at=None)
    return same.exclude(id=line_id or 0).exists()


def _carries(rooftop_id: int, connector_id: int) -> bool:
    """Whether it is a provider of the store's that speaks or writes by telephone."""
    found = Connector.objects.filter(id=connector_id, rooftop=rooftop_id, disabled_at=None).first()
    provider = PROVIDERS.get(found.provider) if found else None
    return provider is not None and bool({"voice", "text"} & set(provider.does))


def _one_main(rooftop_id: int, words: LineWords, line_id: int | None) -> None:
    if words.is_main:
        PhoneLine.objects.filter(rooftop=rooftop_id, is_main=True).exclude(id=line_id or 0).update(
            is_main=False
        )


def _line(scope: Scope, line_id: int) -> PhoneLine:
    found = PhoneLine.objects.filter(id=line_id, rooftop__in=scope.stores, archived_at=None).first()
    if found is None:
        raise NoSuchLine(line_id)
    must_manage(scope, found.rooftop_id)
    return found


def _record(scope: Scope, line: PhoneLine, what: str, now: datetime, ip: str | None) -> None:
    changes: Mapping[str, Any] = {"name": [None, line.name], "department": [None, line.department]}
    record_change(
        rooftop_id=line.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"line.{what}",
        target="phone_line",
        target_id=line.pk,
        changes=changes,
        ip=ip,
    )
