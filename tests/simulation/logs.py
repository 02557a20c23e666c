"""Logs typed by hand: a lawful week at two stores of one group, and the lines it is made of."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from freshup.interfaces.console.simulation.judge import judged

Line = dict[str, Any]

# 12:00 in Florida and 11:00 in Texas, a Wednesday.
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
GRAIN = timedelta(minutes=5)
FLORIDIAN, TEXAN = "+12395550142", "+12145550143"
PAT, SAM = "pat@example.com", "sam@example.com"


def line(kind: str, at: datetime = NOON, **facts: Any) -> Line:
    told = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in facts.items()}
    return {"at": at.isoformat(), "kind": kind, **told}


def begin(at: datetime = NOON, grain: timedelta = GRAIN) -> Line:
    return line("begin", at, stores=2, days=7, seed=1, faults=False, grain_seconds=int(grain.total_seconds()))


def stores(at: datetime = NOON) -> list[Line]:
    return [
        line("store", at, store=0, group=0, zone="America/New_York", region="FL", postal_code="33901"),
        line("store", at, store=1, group=0, zone="America/Chicago", region="TX", postal_code="75201"),
        line("store", at, store=2, group=1, zone="America/Chicago", region="TX", postal_code="75201"),
    ]


def person(at: datetime = NOON, **facts: Any) -> Line:
    known = {"person": 1, "region": "FL", "postal_code": "33901", "phones": [FLORIDIAN], "emails": [PAT]}
    return line("person", at, **{**known, **facts})


def inquiry(at: datetime = NOON, **facts: Any) -> Line:
    known = {
        "store": 0,
        "inquiry": "s0-1",
        "shopper": 7,
        "channel": "http",
        "sense": "shopper",
        "copy_of": None,
    }
    return line("inquiry", at, **{**known, "email": True, "phone": True, **facts})


def taken(at: datetime = NOON, **facts: Any) -> Line:
    known = {"store": 0, "inquiry": "s0-1", "state": "parsed", "lead": 11, "repeat_of": None}
    return line("taken", at, **{**known, "opportunity": 21, "person": 1, "grade": "B", **facts})


def queued(at: datetime = NOON, key: str = "k1", **facts: Any) -> Line:
    known = {"person": 1, "opportunity": 21, "channel": "text", "purpose": "follow_up"}
    return line("queued", at, key=key, **{**known, "too_late_at": at + timedelta(hours=4), **facts})


def sent(at: datetime = NOON, key: str = "k1", **facts: Any) -> Line:
    known = {"store": 0, "person": 1, "opportunity": 21, "channel": "text", "address": FLORIDIAN}
    known |= {"purpose": "follow_up", "automatic": True, "by": None, "rule": "inquiry_followed"}
    return line("sent", at, key=key, **{**known, **facts})


def went(at: datetime = NOON, key: str = "k1", **facts: Any) -> list[Line]:
    """Allowed and sent in one moment."""
    same = {name: facts[name] for name in ("person", "opportunity", "channel", "purpose") if name in facts}
    return [queued(at, key, **same), sent(at, key, **facts)]


def acknowledged(at: datetime = NOON, key: str = "a1", **facts: Any) -> list[Line]:
    return went(at, key, **{"channel": "email", "address": PAT, "purpose": "acknowledgement", **facts})


def call(at: datetime = NOON, **facts: Any) -> Line:
    known = {"store": 0, "person": 1, "opportunity": 21, "by": 5, "verified": True, "outcome": "no_answer"}
    return line("call", at, **{**known, **facts})


def contact(at: datetime = NOON, **facts: Any) -> Line:
    return line("contact", at, **{"store": 0, "person": 1, "opportunity": 21, "how": "text", **facts})


def clock(at: datetime = NOON, **facts: Any) -> Line:
    known = {"lead": 11, "inquiry": "s0-1", "opportunity": 21, "received_at": NOON, "acknowledged_at": None}
    known |= {"attempted_at": None, "contacted_at": None, "attempt_verified": False}
    return line("clock", at, **{**known, **facts})


def opportunity(at: datetime = NOON, **facts: Any) -> Line:
    known = {
        "store": 0,
        "opportunity": 21,
        "person": 1,
        "open": True,
        "owners": 1,
        "due_at": at,
        "waits": False,
    }
    known |= {"next_at": None, "score": 62, "ledger": 62, "grade": "B"}
    return line("opportunity", at, **{**known, **facts})


def due_call(at: datetime = NOON, **facts: Any) -> Line:
    return line(
        "due_call", at, **{"store": 0, "task": 31, "opportunity": 21, "owner": 5, "due_at": at, **facts}
    )


def shown(at: datetime = NOON, **facts: Any) -> Line:
    return line("shown", at, **{"store": 0, "tasks": [31, 32], **facts})


def price(at: datetime = NOON, **facts: Any) -> Line:
    known = {"store": 0, "vehicle": 41, "price_cents": 2_500_000, "history_cents": 2_500_000}
    return line("price", at, **{**known, **facts})


def fault(at: datetime, until: datetime, **facts: Any) -> Line:
    return line("fault", at, **{"what": "lost_wake_up", "store": None, "until": until, **facts})


def end(at: datetime, *lines: Line) -> Line:
    """After these lines."""
    counts = Counter(one["kind"] for one in lines)
    return line("end", at, leads=counts["inquiry"], sent=counts["sent"], steps=1)


def told(*lines: Line, until: timedelta = timedelta(0), who: Line | None = None) -> list[Line]:
    """A whole log of these lines: from a beginning with everybody's names to an end so long after the last of them."""
    last = max([NOON, *(datetime.fromisoformat(one["at"]) for one in lines)])
    begun = min([NOON, *(datetime.fromisoformat(one["at"]) for one in lines)])
    body = [begin(begun), *stores(begun), {**(who or person()), "at": begun.isoformat()}, *lines]
    return [*body, end(last + until, *lines)]


def found(*lines: Line, until: timedelta = timedelta(0), who: Line | None = None) -> list[str]:
    return [one.what for one in judged(told(*lines, until=until, who=who)).violations]


def week() -> list[Line]:
    """Two shoppers, nearly everything that can happen, and nothing wrong."""
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    sams = {"store": 1, "inquiry": "s1-1", "shopper": 8}
    sam = {"store": 1, "person": 2, "opportunity": 22}
    back = NOON + 6 * hour
    lines = [
        begin(),
        *stores(),
        inquiry(),
        person(NOON + minute),
        taken(NOON + minute),
        *acknowledged(NOON + minute),
        line("delivered", NOON + 2 * minute, key="a1"),
        inquiry(NOON + 3 * minute, inquiry="s0-2", sense="copy", copy_of="s0-1"),
        taken(NOON + 4 * minute, inquiry="s0-2", lead=None, repeat_of=11),
        call(NOON + 10 * minute),
        inquiry(NOON + 20 * minute, **sams),
        person(NOON + 21 * minute, person=2, region="TX", postal_code="75201", phones=[TEXAN], emails=[SAM]),
        taken(NOON + 21 * minute, store=1, inquiry="s1-1", lead=12, opportunity=22, person=2),
        *acknowledged(NOON + 21 * minute, "a2", address=SAM, **sam),
        *went(NOON + 2 * hour, "k1"),
        *went(NOON + 2 * hour, "k2", address=TEXAN, **sam),
        queued(NOON + 3 * hour, "k3", **{name: sam[name] for name in ("person", "opportunity")}),
        line("opt_out", NOON + 4 * hour, store=1, address=TEXAN, channels=["text"]),
        line("withdrawn", NOON + 4 * hour, key="k3", state="cancelled", why="opt_out"),
        *went(NOON + 4 * hour, "c1", purpose="confirmation", address=TEXAN, **sam),
        contact(back),
        *went(back + minute, "r1", purpose="reply", automatic=False, by=5),
        price(NOON + day),
        due_call(NOON + day),
        shown(NOON + day),
        *went(NOON + day, "m1", channel="email", address=SAM, **sam),
        line("closed", NOON + 2 * day, person=2, opportunity=22),
        line("bought", NOON + 3 * day, store=0, person=1, opportunity=21),
        price(NOON + 6 * day),
        clock(
            NOON + 6 * day,
            acknowledged_at=NOON + minute,
            attempted_at=NOON + 10 * minute,
            contacted_at=back,
            attempt_verified=True,
        ),
        clock(
            NOON + 6 * day,
            lead=12,
            inquiry="s1-1",
            opportunity=22,
            received_at=NOON + 20 * minute,
            acknowledged_at=NOON + 21 * minute,
        ),
        opportunity(NOON + 6 * day, open=False, due_at=None),
        opportunity(NOON + 6 * day, store=1, opportunity=22, person=2, open=False, due_at=None),
    ]
    return [*lines, end(NOON + 6 * day, *lines)]
