"""One thing wrong in a lawful week: what, the violation it must cause, and the week with it, made from a number."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.logs import FLORIDIAN, NOON, PAT, Line, call, end, line, queued, sent, week

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def by_kind(lines: list[Line], kind: str, **facts: Any) -> int:
    """Where the first such line is."""
    return next(
        i
        for i, one in enumerate(lines)
        if one["kind"] == kind and all(one[name] == facts[name] for name in facts)
    )


def insert(lines: list[Line], *more: Line) -> list[Line]:
    """Where their moment is; the end counts what was sent."""
    told = sorted([*lines[:-1], *more], key=lambda one: one["at"])
    return [*told, end(NOON + 6 * DAY, *told)]


def _without(kind: str, **facts: Any) -> Callable[[int], list[Line]]:
    def made(n: int) -> list[Line]:
        lines = week()
        del lines[by_kind(lines, kind, **facts)]
        return insert(lines)

    return made


def _with(kind: str, changed: Callable[[Line, int], Line], **facts: Any) -> Callable[[int], list[Line]]:
    def made(n: int) -> list[Line]:
        lines = week()
        i = by_kind(lines, kind, **facts)
        lines[i] = {**lines[i], **changed(lines[i], n)}
        return lines

    return made


def _more(*made: Callable[[int], Line]) -> Callable[[int], list[Line]]:
    return lambda n: insert(week(), *(one(n) for one in made))


def night(n: int) -> datetime:
    """Some minute of Wednesday's night in Florida."""
    return NOON + 8 * HOUR + (n % 700) * MINUTE


def after_refusing(n: int) -> datetime:
    return NOON + 4 * HOUR + (1 + n % 200) * MINUTE


SAMS = {"person": 2, "opportunity": 22, "store": 1, "address": "+12145550143"}
THEIRS = {name: SAMS[name] for name in ("person", "opportunity")}
RECEIPT = {"channel": "email", "purpose": "acknowledgement"}


def _claimed() -> Callable[[int], list[Line]]:
    """Somebody's word for each thing that was done by hand."""

    def made(n: int) -> list[Line]:
        lines = week()
        i = by_kind(lines, "call")
        lines[i] = {**lines[i], "verified": False}
        lines[(i := by_kind(lines, "sent", key="r1"))] = {**lines[i], "automatic": True, "by": None}
        return lines

    return made


def _without_its_end(n: int) -> list[Line]:
    return week()[:-1]


MUTATIONS: dict[str, tuple[str, Callable[[int], list[Line]]]] = {
    "an inquiry nobody takes": ("lost_inquiry", _without("taken", inquiry="s1-1")),
    "a lead that vanishes": ("lost_inquiry", _with("taken", lambda _, n: {"lead": None}, inquiry="s1-1")),
    "a copy with a lead": ("doubled_lead", _with("taken", lambda _, n: {"lead": 100 + n}, inquiry="s0-2")),
    "a lead in another store": ("wrong_store", _with("taken", lambda _, n: {"store": 2}, inquiry="s1-1")),
    "an acknowledgement kept back": ("allowed_but_never_sent", _without("sent", key="a1")),
    "no acknowledgement at all": ("not_acknowledged", _without("sent", key="a2")),
    "a message again": ("sent_twice", _more(lambda n: sent(NOON + 2 * HOUR + (n % 300) * MINUTE))),
    "a text at night": (
        "sent_in_quiet_hours",
        _more(lambda n: queued(night(n), "n"), lambda n: sent(night(n), "n")),
    ),
    "a text after a refusal": (
        "sent_after_opt_out",
        _more(
            lambda n: queued(after_refusing(n), "n", **THEIRS), lambda n: sent(after_refusing(n), "n", **SAMS)
        ),
    ),
    "a withdrawn one sent": (
        "withdrawn_but_sent",
        _more(lambda n: sent(after_refusing(n), "k3", **SAMS)),
    ),
    "a machine after the purchase": (
        "sent_after_purchase",
        _more(
            lambda n: queued(NOON + 3 * DAY + n % 60 * MINUTE, "n"),
            lambda n: sent(NOON + 3 * DAY + n % 60 * MINUTE, "n"),
        ),
    ),
    "a machine after the end": (
        "sent_after_the_end",
        _with("closed", lambda _, n: {"person": 1, "opportunity": 21, "at": (NOON + HOUR).isoformat()})
        and (
            lambda n: insert(week(), line("closed", NOON + (61 + n % 58) * MINUTE, person=1, opportunity=21))
        ),
    ),
    "a message nobody allowed": ("sent_but_never_queued", _without("queued", key="k2")),
    "a message to somebody else": (
        "sent_to_a_stranger",
        _with("sent", lambda _, n: {"address": FLORIDIAN}, key="k2"),
    ),
    "a message by nobody": ("sent_by_nobody", _with("sent", lambda _, n: {"by": None}, key="r1")),
    "a step that was too late": (
        "sent_too_late",
        _with("queued", lambda one, n: {"too_late_at": (NOON + (n % 119) * MINUTE).isoformat()}, key="k1"),
    ),
    "a report from the future": ("reported_before_sent", _with("delivered", lambda _, n: {"key": f"k{n}?"})),
    "two confirmations": (
        "confirmation_out_of_place",
        _more(
            lambda n: queued(after_refusing(n), "c2", purpose="confirmation", **THEIRS),
            lambda n: sent(after_refusing(n), "c2", purpose="confirmation", **SAMS),
        ),
    ),
    "a message taken back for nothing": (
        "withdrawn_without_cause",
        _with("sent", lambda _, n: {"kind": "withdrawn", "state": "cancelled", "why": ""}, key="k1"),
    ),
    "a message to the wrong effort": (
        "sent_otherwise_than_allowed",
        _with("sent", lambda _, n: {"opportunity": 100 + n}, key="k1"),
    ),
    "two people as one": (
        "two_shoppers_as_one",
        _with("taken", lambda _, n: {"person": 1}, inquiry="s1-1"),
    ),
    "a shopper as junk": (
        "shopper_taken_for_junk",
        _with("taken", lambda _, n: {"grade": "D"}, inquiry="s1-1"),
    ),
    "a lead of two inquiries": (
        "swallowed_inquiry",
        _with("taken", lambda _, n: {"lead": 11}, inquiry="s1-1"),
    ),
    "a call nobody counts": ("attempt_unheard", _with("clock", lambda _, n: {"attempted_at": None}, lead=11)),
    "a receipt nobody counts": (
        "acknowledgement_unheard",
        _with("clock", lambda _, n: {"acknowledged_at": None}, lead=12),
    ),
    "a receipt only in the books": ("acknowledged_by_nobody", _without("sent", key="a2")),
    "a word for a proof": ("claim_counted_as_verified", _claimed()),
    "a late start": (
        "received_at_another_time",
        _with("clock", lambda _, n: {"received_at": (NOON + (26 + n % 60) * MINUTE).isoformat()}, lead=12),
    ),
    "a call at night": ("called_in_quiet_hours", _more(lambda n: call(night(n)))),
    "a call after a refusal": (
        "called_after_opt_out",
        _more(
            lambda n: line("opt_out", NOON + 6 * HOUR + MINUTE, store=0, address=FLORIDIAN, channels=[""]),
            lambda n: call(NOON + 6 * HOUR + (2 + n % 50) * MINUTE),
        ),
    ),
    "a second receipt": (
        "acknowledged_twice",
        _more(
            lambda n: queued(NOON + n % 60 * HOUR / 3 + 2 * MINUTE, "a9", **RECEIPT),
            lambda n: sent(NOON + n % 60 * HOUR / 3 + 2 * MINUTE, "a9", address=PAT, **RECEIPT),
        ),
    ),
    "one more than a day may hold": (
        "over_the_cap",
        _more(
            *(
                (lambda n, i=i, made=made: made(NOON + 3 * HOUR + i * MINUTE, f"o{i}"))
                for i in range(3)
                for made in (queued, sent)
            )
        ),
    ),
    "a lead that changes its person": (
        "wrong_person",
        _with("taken", lambda _, n: {"opportunity": 21, "store": 1}, inquiry="s1-1"),
    ),
    "a log that lacks a line": ("counts_differ", _with("end", lambda one, n: {"sent": one["sent"] + 1 + n})),
    "a log without an end": ("log_unfinished", _without_its_end),
    "an answer out of thin air": ("taken_from_nothing", _without("inquiry", inquiry="s1-1")),
    "a robot as a person": ("robot_counted_as_person", _without("call")),
    "a contact nobody had": ("contact_unheard", _without("contact")),
    "a contact nobody heard": (
        "contact_unheard",
        _with("clock", lambda _, n: {"contacted_at": None}, lead=11),
    ),
    "a clock that vanishes": (
        "clock_backwards",
        lambda n: insert(week(), {**week()[by_kind(week(), "clock", lead=12)], "acknowledged_at": None}),
    ),
    "an owner too few": (
        "nobody_or_two_accountable",
        _with("opportunity", lambda _, n: {"open": True, "owners": 0}),
    ),
    "an effort that sleeps": (
        "nothing_to_come",
        _with("opportunity", lambda _, n: {"open": True}, opportunity=22),
    ),
    "a purchaser still open": ("open_for_a_purchaser", _with("opportunity", lambda _, n: {"open": True})),
    "a step that sticks": (
        "overdue_step",
        _with(
            "opportunity",
            lambda _, n: {"open": True, "next_at": (NOON + n % 8_000 * MINUTE).isoformat()},
            opportunity=22,
        ),
    ),
    "a score that drifts": ("score_unlike_ledger", _with("opportunity", lambda _, n: {"ledger": 63 + n})),
    "a score out of range": ("score_out_of_range", _with("opportunity", lambda _, n: {"score": 101 + n})),
    "a call on no list": ("due_call_not_shown", _with("shown", lambda _, n: {"tasks": [100 + n]})),
    "a price that drifts": ("price_unlike_history", _with("price", lambda _, n: {"history_cents": n})),
}
