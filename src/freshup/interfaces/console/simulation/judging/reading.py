"""What a line of the log must look like; whatever can't be read is refused with its number, never passed over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

Line = Mapping[str, Any]

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int,),
    "amount": (int, float),
    "truth": (bool,),
    "texts": (list, tuple),
    "numbers": (list, tuple),
}
_ELEMENTS: Final = {"texts": str, "numbers": int}
# kind: "fact:type" of every fact it must have; a question mark allows null.
_SPEC: Final[Mapping[str, str]] = {
    "begin": "stores:number days:amount seed:number faults:truth grain_seconds:amount",
    "store": "store:number zone:text region:text postal_code:text",
    "inquiry": "store:number inquiry:text shopper:number? channel:text sense:text copy_of:text? email:truth"
    " phone:truth",
    "taken": "store:number inquiry:text state:text lead:number? repeat_of:number? opportunity:number? person:number?"
    " grade:text?",
    "person": "person:number region:text? postal_code:text? phones:texts emails:texts",
    "queued": "person:number opportunity:number? key:text channel:text purpose:text too_late_at:text?",
    "withdrawn": "key:text state:text why:text?",
    "sent": "store:number person:number? opportunity:number? channel:text address:text purpose:text automatic:truth"
    " by:number? key:text rule:text?",
    "delivered": "key:text",
    "failed": "key:text",
    "opt_out": "store:number address:text channels:texts",
    "bought": "store:number person:number opportunity:number",
    "closed": "person:number opportunity:number",
    "stopped": "person:number opportunity:number",
    "call": "store:number person:number opportunity:number by:number? verified:truth outcome:text",
    "contact": "store:number person:number? opportunity:number? how:text",
    "fault": "what:text store:number? until:text",
    "clock": "lead:number inquiry:text? opportunity:number received_at:text acknowledged_at:text? attempted_at:text?"
    " contacted_at:text? attempt_verified:truth?",
    "opportunity": "store:number opportunity:number person:number open:truth owners:number due_at:text? waits:truth"
    " next_at:text? score:number? ledger:amount? grade:text?",
    "due_call": "store:number task:number opportunity:number owner:number? due_at:text",
    "shown": "store:number tasks:numbers",
    "price": "store:number vehicle:number price_cents:number? history_cents:number?",
    "end": "leads:number sent:number steps:number",
}  # fmt: skip


class Unreadable(ValueError):
    """A line that is none of a simulation's, so nothing can be judged by it."""


class Fact(NamedTuple):
    """What one fact of a line must be; `of` is what a list is made of."""

    name: str
    types: tuple[type, ...]
    may_be_null: bool
    of: type | None


def _facts(spec: str) -> tuple[Fact, ...]:
    pairs = [
        (name, sort.rstrip("?"), sort.endswith("?"))
        for name, sort in (one.split(":") for one in spec.split())
    ]
    return tuple(
        Fact(name, _TYPES[sort], may_be_null, _ELEMENTS.get(sort)) for name, sort, may_be_null in pairs
    )


KINDS: Final = {kind: _facts(spec) for kind, spec in _SPEC.items()}


def checked(line: object) -> Line:
    """The line itself, when it has all that its kind must have. Raises Unreadable, without the number."""
    if not isinstance(line, Mapping):
        raise Unreadable("is no object")
    kind = line.get("kind")
    facts = KINDS.get(kind) if isinstance(kind, str) else None
    if facts is None:
        raise Unreadable(f"is of no known kind: {kind!r}")
    for name, types, may_be_null, of in facts:
        if name not in line:
            raise Unreadable(f"{kind} lacks {name}")
        value = line[name]
        is_one = isinstance(value, types) or (may_be_null and value is None)
        if not is_one or (of is not None and not all(isinstance(one, of) for one in value)):
            raise Unreadable(f"{kind} has an unlikely {name}: {value!r}")
    return line


def moment(line: Line, name: str) -> datetime:
    """The instant under this name. Raises Unreadable."""
    written = line.get(name)
    try:
        at = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable(f"{line.get('kind')} has no moment in {name}: {written!r}")
    return at


def moment_if_any(line: Line, name: str) -> datetime | None:
    return None if line[name] is None else moment(line, name)
