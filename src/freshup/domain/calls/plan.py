"""How calls to a line are answered: the store's rules, with whatever one line does differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from freshup.domain.reasons import Reason

# Below five seconds nobody reaches a phone; beyond a minute hardly a caller is still there.
RING_SECONDS: Final = (5, 60)
VOICEMAIL_SECONDS: Final = (20, 300)
# Two years is what California wants of records of a sale; nobody needs a voice for longer.
RECORDING_DAYS: Final = (1, 730)
# Providers ring so many phones at once at most.
GROUP_MAX: Final = 10
GREETING_LENGTH_MAX: Final = 400
LIMITS: Final = {
    "owner_seconds": RING_SECONDS,
    "group_seconds": RING_SECONDS,
    "voicemail_seconds": VOICEMAIL_SECONDS,
    "recording_days": RECORDING_DAYS,
}
# What only the store as a whole decides.
OF_STORE: Final = ("recording_days", "announce")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field."""

    field: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Owner first, then everybody of the group at once, then voicemail; seconds for each.

    `group`: staff ids; empty means whoever of the department is on shift. `accept_by_key`: a phone that picks up is
    a person only once a key is pressed, else an agent's own voicemail would answer the store's customer.
    """

    announce: bool = True
    record: bool = False
    owner_seconds: int = 20
    group_seconds: int = 20
    group: tuple[int, ...] = ()
    accept_by_key: bool = True
    voicemail_seconds: int = 120
    recording_days: int = 180
    greeting: str = ""
    greeting_closed: str = ""

    @classmethod
    def read(cls, of_store: Mapping[str, Any], of_line: Mapping[str, Any] | None = None) -> Self:
        """From what is stored, whatever is in it: what makes no sense falls back to what it would be without."""
        own = {name: value for name, value in (of_line or {}).items() if name not in OF_STORE}
        plan = cls()
        for stored in (of_store, own):
            plan = cls(**{one.name: _value(stored, one.name, getattr(plan, one.name)) for one in fields(cls)})
        return plan

    def to_json(self) -> dict[str, Any]:
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    def problems(self) -> list[Problem]:
        found = [
            Problem(name, Reason("calls.out_of_range", {"least": least, "most": most}))
            for name, (least, most) in LIMITS.items()
            if not least <= getattr(self, name) <= most
        ]
        if len(self.group) > GROUP_MAX:
            found.append(Problem("group", Reason("calls.group_too_large", {"most": GROUP_MAX})))
        found += [
            Problem(name, Reason("calls.too_long", {"most": GREETING_LENGTH_MAX}))
            for name in ("greeting", "greeting_closed")
            if len(getattr(self, name)) > GREETING_LENGTH_MAX
        ]
        return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _value(stored: Mapping[str, Any], name: str, otherwise: Any) -> Any:
    value = stored.get(name)
    if isinstance(otherwise, bool):
        return value if isinstance(value, bool) else otherwise
    if isinstance(otherwise, int):
        least, most = LIMITS[name]
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return value if fits else otherwise
    if isinstance(otherwise, tuple):
        if not isinstance(value, list | tuple):
            return otherwise
        return tuple(one for one in value if isinstance(one, int) and not isinstance(one, bool))[:GROUP_MAX]
    return value[:GREETING_LENGTH_MAX] if isinstance(value, str) and value.strip() else otherwise
