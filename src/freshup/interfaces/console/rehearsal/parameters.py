"""The figures of a simulated month, from a file that says where each comes from (parameters.toml).

They are of use without the engine: the demo's past may be made of the same.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from freshup.interfaces.console.rehearsal import dialects
from freshup.interfaces.console.rehearsal.dialects import Dialect

SHIPPED: Final = Path(__file__).with_name("parameters.toml")
SHARE: Final = (0.0, 1.0)
KINDS: Final = ("first_party", "third_party", "chat", "referral", "phone", "walk_in")
# The least and the most that each figure may be, with its unit in the key's own name; what is not here is unknown.
RANGES: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "arrivals": {"inquiries_a_day": (0.01, 100), "hours": (0, 1_000), "weekdays": (0, 1_000)},
    "shoppers": {
        **dict.fromkeys(
            ("known", "several_stores", "spouse", "nickname", "mistyped_name", "mistyped_email", "no_phone", "no_email",
             "spanish", "number_moved", "far_away", "delivered_again", "second_provider", "junk"), SHARE
        ),
        "stores_asked_max": (2, 5),
    },
    "contact": {
        **dict.fromkeys(
            ("answers_call", "bad_number", "answers", "other_channel", "at_night", "angry", "absent", "refuses",
             "complains"), SHARE
        ),
        "delay": (0, 10_000_000), "attempts": (0, 3), "answers_after": (0, 10_000),
    },
    "visits": {
        **dict.fromkeys(("agrees", "callback", "cancels", "stays_away", "buys", "lost", "bad", "stopped"), SHARE),
        "buys_within_days": (0.01, 60), "lost_within_days": (0.1, 90),
    },
    "staff": {
        **dict.fromkeys(("does_it", "does_it_lazy", "lazy", "fakes", "faked_calls", "leaves", "notes"), SHARE),
        "agents": (1, 20), "lunch_minutes": (0, 120), "takes_up_after": (0, 1_000),
    },
    "providers": {
        **dict.fromkeys(("repeated", "swapped", "bounces", "undelivered", "busy", "slow"), SHARE),
        "slow_minutes": (1, 1_440), "outages": (0, 1_000), "outage_minutes": (1, 1_440),
    },
    "lot": {"vehicles": (1, 500), "days_between_files": (1, 30), "lowered": SHARE, "sold": SHARE},
    "faults": {
        "crashes": (0, 10_000), "cut_off": (0, 10_000), "lost_wake_ups": (0, 10_000),
        "lost_wake_up_minutes": (1, 1_440), "provider_down": (0, 1_000), "provider_down_hours": (0.1, 48),
        "clock_jumps": (0, 1_000), "clock_jump_minutes": (1, 60),
    },
    "grain": {"seconds": (60, 3_600)},
}  # fmt: skip
# The ways in which a document can be written, by the names a source may use.
DIALECTS: Final[Mapping[str, Dialect]] = {
    name: one
    for name, one in vars(dialects).items()
    if not name.startswith("_") and getattr(one, "__module__", "") == dialects.__name__
}
LENGTHS: Final = {("arrivals", "hours"): 24, ("arrivals", "weekdays"): 7}


class Impossible(ValueError):
    """A parameter nobody knows, or that can't be; the text names it and says what may be."""


@dataclass(frozen=True)
class Source:
    """One of a store's sources: its share of what comes, and how its documents are written (none: spoken)."""

    name: str
    kind: str
    share: float
    dialects: tuple[str, ...]


@dataclass(frozen=True)
class Parameters:
    """The sections of the file, each a mapping; `of("contact", "bad_number")` is one figure."""

    sections: Mapping[str, Mapping[str, Any]]
    sources: tuple[Source, ...]

    def of(self, section: str, name: str) -> Any:
        return self.sections[section][name]

    def share(self, section: str, name: str) -> float:
        return float(self.sections[section][name])

    @cached_property
    def grain_seconds(self) -> int:
        return int(self.sections["grain"]["seconds"])

    def delay_factor(self, minutes: float) -> float:
        """What the first attempt's delay leaves of the chance to reach somebody."""
        return next((float(left) for most, left in self.sections["contact"]["delay"] if minutes <= most), 0.5)

    def attempt_factor(self, attempt: int) -> float:
        """The same for the n-th attempt, the first being 0."""
        factors = self.sections["contact"]["attempts"]
        return float(factors[min(attempt, len(factors) - 1)])


def parameters(path: Path | None = None, *, grain_seconds: int | None = None) -> Parameters:
    """The shipped figures, with those of a file in their place. Raises Impossible, OSError."""
    told = _read(SHIPPED)
    for section, figures in (_read(path) if path else {}).items():
        if section == "sources":
            told["sources"] = figures
            continue
        if section not in RANGES:
            raise Impossible(f"[{section}] is no section; there are {', '.join(RANGES)} and [[sources]]")
        told[section] = told[section] | figures
    if grain_seconds is not None:
        told["grain"] = {"seconds": grain_seconds}
    for section, figures in told.items():
        if section != "sources":
            for name, value in figures.items():
                _check(section, name, value)
    return Parameters(
        {name: one for name, one in told.items() if name != "sources"}, _sources(told["sources"])
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Impossible(f"{path.name} is no TOML: {error}") from error


def _check(section: str, name: str, value: Any) -> None:
    """Every number within, whatever lists and tables it stands in."""
    known = RANGES[section]
    if name not in known:
        raise Impossible(f"{section}.{name} is unknown; [{section}] has {', '.join(known)}")
    least, most = known[name]
    if (length := LENGTHS.get((section, name))) and (not isinstance(value, list) or len(value) != length):
        raise Impossible(f"{section}.{name} must be {length} figures")
    numbers = list(_numbers(value))
    if not numbers or None in numbers or not all(least <= one <= most for one in numbers if one is not None):
        raise Impossible(f"{section}.{name} = {value} is impossible: from {least:g} to {most:g}")
    shipped = SHAPES[section][name]
    if isinstance(shipped, dict) and (not isinstance(value, dict) or value.keys() != shipped.keys()):
        raise Impossible(f"{section}.{name} must name {', '.join(shipped)}")
    if isinstance(shipped, list) is not isinstance(value, list):
        raise Impossible(
            f"{section}.{name} must be {'a list' if isinstance(shipped, list) else 'one figure'}"
        )


def _numbers(value: Any) -> list[float | None]:
    """The figures in it; None for what is none."""
    if isinstance(value, list):
        return [one for part in value for one in _numbers(part)]
    if isinstance(value, dict):
        return [one for part in value.values() for one in _numbers(part)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else [None]


def _sources(told: Any) -> tuple[Source, ...]:
    found = []
    for one in told:
        if not isinstance(one, dict) or one.keys() != {"name", "kind", "share", "dialects"}:
            raise Impossible("each of [[sources]] must name name, kind, share and dialects")
        if one["kind"] not in KINDS:
            raise Impossible(f"sources.kind = {one['kind']} is impossible: {', '.join(KINDS)}")
        if _numbers(one["share"]) == [None] or not 0 <= one["share"] <= 1_000:
            raise Impossible(f"sources.share = {one['share']} is impossible: from 0 to 1000")
        if (one["kind"] in ("phone", "walk_in")) is bool(one["dialects"]):
            raise Impossible(
                f"sources.dialects of {one['name']}: a spoken source has none, any other at least one"
            )
        if unknown := [name for name in one["dialects"] if name not in DIALECTS]:
            raise Impossible(f"sources.dialects: nobody writes {unknown[0]}; there are {', '.join(DIALECTS)}")
        found.append(Source(str(one["name"]), one["kind"], float(one["share"]), tuple(one["dialects"])))
    if not any(one.share > 0 and one.dialects for one in found):
        raise Impossible("sources: at least one that is written must have a share")
    return tuple(found)


SHAPES: Final = _read(SHIPPED)
