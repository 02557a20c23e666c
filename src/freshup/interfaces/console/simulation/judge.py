"""The judge: reads a message log and nothing else, knows the rules by itself, and never calls what it judges.

Its table of hours is typed once more from the same sources as the product's own, on purpose: a wrong figure there
must not be wrong here too by being the same figure. What it cannot place it does not judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

# (from, to) in hours of the customer's wall clock, by weekday (0 = Monday). 47 CFR 64.1200(c)(1); Fla. Stat. 501.616;
# Okla. Stat. 15 775C; RCW 80.36.390; Tex. Bus. & Com. Code 302.
EVERY_DAY: Final = {"US": (8, 21), "FL": (8, 20), "OK": (8, 20), "WA": (8, 20), "TX": (9, 21)}
SUNDAYS: Final = {"TX": (12, 21)}
UNKNOWN: Final = (9, 20)
UNKNOWN_SUNDAY: Final = (12, 20)
DAILY_MAX: Final = 6
DAILY_MAX_OF_STATE: Final = {"FL": 3, "OK": 3}
MARKETING_MAX, MARKETING_AUTOMATED_MAX = 3, 1
DAY: Final = timedelta(hours=24)
CONFIRMED_WITHIN: Final = timedelta(minutes=5)
# Who is on the other end, for the numbers and postal codes that a simulation uses.
ZIPS: Final = {
    "339": ("FL", "America/New_York"), "324": ("FL", "America/Chicago"), "752": ("TX", "America/Chicago"),
    "850": ("AZ", "America/Phoenix"), "900": ("CA", "America/Los_Angeles"), "100": ("NY", "America/New_York"),
    "731": ("OK", "America/Chicago"), "981": ("WA", "America/Los_Angeles"),
    "462": ("IN", "America/Indiana/Indianapolis"),
    "606": ("IL", "America/Chicago"), "802": ("CO", "America/Denver"), "303": ("GA", "America/New_York"),
    "968": ("HI", "Pacific/Honolulu"),
}  # fmt: skip
_AREAS: Final = (
    ("FL", "America/New_York", "239 305 321 352 386 407 561 727 754 772 786 813 850 863 904 941 954"),
    ("FL", "America/Chicago", "850"),
    ("TX", "America/Chicago", "214 469 972 817 682 713 281 832 512 737 210 254 361 409 903 940 979"),
    ("AZ", "America/Phoenix", "480 602 623 520 928"),
    ("CA", "America/Los_Angeles",
     "213 310 323 408 415 510 530 559 562 619 626 650 661 707 714 760 805 818 831 858 909 916 925 949 951"),
    ("NY", "America/New_York", "212 315 347 516 518 585 607 631 646 716 718 845 914 917 929"),
    ("OK", "America/Chicago", "405 918"), ("WA", "America/Los_Angeles", "206 253 360 425 509"),
    ("IN", "America/Indiana/Indianapolis", "317"),
    ("IL", "America/Chicago", "312 217 309 618 630 708 773 815 847"),
    ("CO", "America/Denver", "303 719 720 970"),
    ("GA", "America/New_York", "404 229 478 678 706 770 912"), ("HI", "Pacific/Honolulu", "808"),
)  # fmt: skip
AREAS: Final = {
    code: [(state, zone) for state, zone, codes in _AREAS if code in codes.split()]
    for code in {code for _, _, codes in _AREAS for code in codes.split()}
}


@dataclass(frozen=True, slots=True)
class Violation:
    """What was done against the rules: `what` is a fixed name, `line` the log's own line."""

    what: str
    line: Mapping[str, Any]


@dataclass(slots=True)
class Judge:
    """Looks at the lines one by one; what it found wrong is in `violations`."""

    violations: list[Violation] = field(default_factory=list)
    judged: int = 0
    _people: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    _keys: set[str] = field(default_factory=set)
    _tried: dict[int, list[tuple[datetime, bool]]] = field(default_factory=lambda: defaultdict(list))
    _refused: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _confirmed: set[str] = field(default_factory=set)
    _over: dict[int, datetime] = field(default_factory=dict)
    _owed: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def look(self, line: Mapping[str, Any]) -> None:
        at = datetime.fromisoformat(line["at"])
        match line["kind"]:
            case "person":
                self._people[line["person"]] = line
            case "queued":
                self._owed[line["key"]] = line
            case "withdrawn":
                self._owed.pop(line["key"], None)
            case "opt_out":
                for channel in line["channels"]:
                    self._refused.setdefault((line["address"], channel), at)
            case "closed" | "stopped":
                self._over.setdefault(line["person"], at)
            case "call":
                self._tried[line["person"]].append((at, False))
            case "sent":
                self._sent(line, at)
            case "opportunity":
                self._stands(line)
            case "end":
                self._all_went(at)

    def _sent(self, line: Mapping[str, Any], at: datetime) -> None:
        self.judged += 1
        if line["key"] in self._keys:
            self._wrong("sent_twice", line)
        self._keys.add(line["key"])
        owed = self._owed.pop(line["key"], None)
        if owed is not None and at > datetime.fromisoformat(owed["too_late_at"]):
            self._wrong("sent_too_late", line)
        person = line["person"]
        if line["purpose"] == "confirmation":
            self._confirmation(line, at)
            return
        if any(
            at >= since
            for channel in (line["channel"], "")
            if (since := self._refused.get((line["address"], channel))) is not None
        ):
            self._wrong("sent_after_opt_out", line)
        if (
            line["automatic"]
            and person in self._over
            and at >= self._over[person]
            and line["purpose"] != "acknowledgement"
        ):
            self._wrong("sent_after_the_end", line)
        if line["channel"] == "text":
            self._in_hours(line, at)
            self._within_cap(line, at)
            self._tried[person].append((at, bool(line["automatic"])))

    def _confirmation(self, line: Mapping[str, Any], at: datetime) -> None:
        since = self._refused.get((line["address"], "text")) or self._refused.get((line["address"], ""))
        if since is None or at - since > CONFIRMED_WITHIN or line["address"] in self._confirmed:
            self._wrong("confirmation_out_of_place", line)
        self._confirmed.add(line["address"])

    def _in_hours(self, line: Mapping[str, Any], at: datetime) -> None:
        places = self.places(line["person"], line["address"])
        if not places:
            return
        for state, zone in places:
            local = at.astimezone(ZoneInfo(zone))
            hour = local.hour + local.minute / 60 + local.second / 3600
            for start, end in self._hours(state, local.weekday()):
                if not start <= hour < end:
                    self._wrong("sent_in_quiet_hours", {**line, "place": f"{state} {zone} {local:%a %H:%M}"})
                    return

    @staticmethod
    def _hours(state: str, weekday: int) -> list[tuple[int, int]]:
        known = [EVERY_DAY["US"]]
        if state in EVERY_DAY:
            known.append(EVERY_DAY[state])
        if weekday == 6 and state in SUNDAYS:
            known.append(SUNDAYS[state])
        return known

    def _within_cap(self, line: Mapping[str, Any], at: datetime) -> None:
        recent = [(when, automatic) for when, automatic in self._tried[line["person"]] if at - when < DAY]
        self._tried[line["person"]] = recent
        states = {state for state, _ in self.places(line["person"], line["address"])}
        most = min(
            [DAILY_MAX, *(DAILY_MAX_OF_STATE[state] for state in states if state in DAILY_MAX_OF_STATE)]
        )
        if line["purpose"] == "marketing":
            most = MARKETING_MAX
            if line["automatic"] and sum(automatic for _, automatic in recent) >= MARKETING_AUTOMATED_MAX:
                self._wrong("over_the_cap", line)
        if len(recent) >= most:
            self._wrong("over_the_cap", line)

    def places(self, person: int, address: str) -> list[tuple[str, str]]:
        """Where the customer may be: by their postal code and by the area code of the number."""
        known = self._people.get(person, {})
        found = []
        if by_zip := ZIPS.get(str(known.get("postal_code", ""))[:3]):
            found.append(by_zip)
        by_area = AREAS.get(address[2:5], []) if address.startswith("+1") else []
        if not any(place in found for place in by_area):
            found += by_area
        return found

    def _stands(self, line: Mapping[str, Any]) -> None:
        if line["open"] and bool(line["owner"]) == bool(line["desk"]):
            self._wrong("nobody_or_two_accountable", line)
        if line["open"] and not line["waits"]:
            self._wrong("nothing_to_come", line)

    def _all_went(self, at: datetime) -> None:
        """What was allowed goes out before it is too late, or something happened that withdrew it."""
        for line in self._owed.values():
            if datetime.fromisoformat(line["too_late_at"]) < at:
                self._wrong("allowed_but_never_sent", line)

    def _wrong(self, what: str, line: Mapping[str, Any]) -> None:
        self.violations.append(Violation(what, line))


def judged(lines: Iterable[Mapping[str, Any]]) -> Judge:
    """A whole log, from its beginning to its end."""
    judge = Judge()
    for line in lines:
        judge.look(line)
    return judge
