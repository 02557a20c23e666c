"""The law as Freshup ships it. What has not been read at a source is here too, switched off, so that it can be checked.

Each `source` names where the rule stands; a store's counsel confirms it. Nothing here is legal advice.
"""

from __future__ import annotations

from typing import Final

from freshup.domain.consent.law import CapRule, HoursRule, Law, Window

_8_TO_21, _8_TO_20, _9_TO_20, _9_TO_21 = (
    Window(480, 1260),
    Window(480, 1200),
    Window(540, 1200),
    Window(540, 1260),
)
_NOON_TO_20, _NOON_TO_21 = Window(720, 1200), Window(720, 1260)
_TO_VERIFY: Final = "To verify at a source before switching on"


def _all_week(code: str, state: str, window: Window, source: str, *, since: str = "") -> HoursRule:
    return HoursRule(code, state, window, window, window, source=source, effective_from=since)


def _unread(code: str, state: str, window: Window, saturday: Window, sunday: Window, note: str) -> HoursRule:
    source = f"{_TO_VERIFY}: {note}"
    return HoursRule(code, state, window, saturday, sunday, enabled=False, verified=False, source=source)


HOURS: Final = (
    _all_week("US-hours", "", _8_TO_21, "TCPA, 47 CFR 64.1200(c)(1): 8 to 21 at the called party's location"),
    _all_week("FL-hours", "FL", _8_TO_20, "Fla. Stat. 501.616(6)", since="2021-07-01"),
    _all_week("OK-hours", "OK", _8_TO_20, "Okla. Stat. 15 § 775C.4", since="2022-11-01"),
    _all_week("WA-hours", "WA", _8_TO_20, "RCW 80.36.390", since="2022-06-09"),
    HoursRule(
        "TX-hours", "TX", _9_TO_21, _9_TO_21, _NOON_TO_21,
        source="Tex. Bus. & Com. Code 301.051; texts included by SB 140", effective_from="2025-09-01",
    ),
    _all_week("VA-hours", "VA", _8_TO_21, "Va. Code 59.1-511"),
    _unread("CT-hours", "CT", _9_TO_20, _9_TO_20, _9_TO_20, "Conn. Gen. Stat. 42-288a"),
    _unread("MD-hours", "MD", _8_TO_20, _8_TO_20, _8_TO_20, "Stop the Spam Calls Act"),
    *(
        _unread(f"{state}-hours", state, _8_TO_20, _8_TO_20, _NOON_TO_20, "earlier evening, Sunday or holiday limits")
        for state in ("AL", "LA", "MA", "MS", "NJ", "NV", "RI", "SD", "UT")
    ),
)  # fmt: skip

CAPS: Final = (
    CapRule("marketing-cap", "marketing", 3, 1, source="House rule: the strictest state's cap, everywhere"),
    CapRule("follow-up-cap", "follow_up", 6, source="House rule for a customer's own fresh inquiry"),
    CapRule("FL-cap", "follow_up", 3, state="FL", source="Fla. Stat. 501.616(6)(b)", effective_from="2021-07-01"),
    CapRule("OK-cap", "follow_up", 3, state="OK", source="Okla. Stat. 15 § 775C.4", effective_from="2022-11-01"),
    CapRule(
        "MD-cap", "follow_up", 3, state="MD", enabled=False, verified=False,
        source=f"{_TO_VERIFY}: Stop the Spam Calls Act",
    ),
)  # fmt: skip

DEFAULT_LAW: Final = Law(
    hours=HOURS,
    unknown=HoursRule(
        "safe-hours", "", _9_TO_20, _9_TO_20, _NOON_TO_20, source="House rule where the state is not known"
    ),
    caps=CAPS,
)
