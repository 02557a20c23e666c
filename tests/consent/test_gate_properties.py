"""The gate against the book: a second statement of the law, which has no order and knows nothing of the first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from tests.consent.the_book import for_good, not_now

from freshup.domain.consent import Hold, Permit, Place, Refusal, SendRequest, decide, read_opt_out
from freshup.domain.intake.prospect import MailFacts

MINUTE = timedelta(minutes=1)
# Two years with their changes of clocks, a leap day among them.
moments = st.one_of(
    st.integers(0, 2 * 366 * 1440).map(lambda n: datetime(2027, 1, 1, tzinfo=UTC) + n * MINUTE),
    st.integers(0, 3 * 1440).map(lambda n: datetime(2027, 3, 13, tzinfo=UTC) + n * MINUTE),
    st.integers(0, 3 * 1440).map(lambda n: datetime(2027, 11, 6, tzinfo=UTC) + n * MINUTE),
)
# How long ago something was: around every limit that a rule sets.
AGES = [
    timedelta(minutes=-60), timedelta(), MINUTE, 5 * MINUTE, 6 * MINUTE, timedelta(hours=23), timedelta(hours=24),
    timedelta(hours=24, minutes=1), timedelta(days=31), timedelta(days=31, minutes=1), timedelta(days=90),
    timedelta(days=90, minutes=1), timedelta(days=400), timedelta(days=545), timedelta(days=549), timedelta(days=800),
]  # fmt: skip
ages = st.one_of(st.none(), st.sampled_from(AGES))
PLACES = [
    Place("FL", "America/New_York"), Place("FL", "America/Chicago"), Place("GA", "America/New_York"),
    Place("TX", "America/Chicago"), Place("CA", "America/Los_Angeles"), Place("OK", "America/Chicago"),
    Place("AZ", "America/Phoenix"), Place("HI", "Pacific/Honolulu"), Place("", "America/Denver"),
]  # fmt: skip
MAILS = [
    MailFacts(mail_from="ana@example.com", sender="ana@example.com"),
    MailFacts(mail_from="ana@example.com", sender="ana@example.com", bulk=True),
    MailFacts(mail_from="feed@example.net", sender="feed@example.net", bulk=True),
    MailFacts(mail_from="", sender="ana@example.com"),
    MailFacts(mail_from="ana@example.com", auto_submitted=True),
    MailFacts(bounce=True),
]
ADDRESSES = {
    "email": [None, "ana@example.com", "no-reply@example.com", "+12395550142"],
    "text": [None, "+12395550142", "ana@example.com"],
    "call": [None, "+12395550142"],
}
several = st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple)
minutes_ago = st.lists(st.integers(-90, 30 * 60), max_size=7)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "automated": st.booleans(), "suppressed": st.booleans(), "handling": st.sampled_from(["work", "not_a_lead"]),
    "grade": st.sampled_from(["A", "D"]), "mail": st.sampled_from(MAILS), "stopped": st.booleans(),
    "closed_as": st.sampled_from(["", "lost"]), "bought": st.booleans(), "asks_if_looking": st.booleans(),
    "reachability": st.sampled_from(["unverified", "bounced", "disconnected", "wrong_person"]),
    "phone_kind": st.sampled_from(["", "cell", "home", "work", "landline", "fax", "pager"]), "places": several,
    "consent": st.sampled_from(["none", "inquiry", "express", "written"]), "running": st.booleans(),
    "can_text": st.booleans(), "registered": st.booleans(), "scrubbed": st.booleans(), "listed": st.booleans(),
}  # fmt: skip
AGED = (
    "acknowledged_at", "inquired_at", "bought_at", "wrote_at", "named_at", "too_late_at", "opted_out_at",
    "list_loaded_at",
)  # fmt: skip


KNOWN_FOR = ("inquired_at", "bought_at", "wrote_at")


@st.composite
def asked(draw: st.DrawFn, **fixed: Any) -> tuple[SendRequest, datetime]:
    """A message that might well go out, with a few facts that may speak against it."""
    now = draw(moments)
    channel = draw(st.sampled_from(["email", "text", "text", "call"]))
    purpose = draw(
        st.sampled_from(
            [
                "acknowledgement",
                "follow_up",
                "follow_up",
                "reply",
                "appointment",
                "marketing",
                "confirmation",
                "staff",
            ]
        )
    )
    known: dict[str, Any] = {
        "address": draw(st.sampled_from([*ADDRESSES[channel][1:2] * 6, *ADDRESSES[channel]])),
        "consent": draw(st.sampled_from(["inquiry", "express", "written"])), "inquired_at": now - timedelta(days=2),
        "places": draw(several),
    }  # fmt: skip
    for name in draw(st.lists(st.sampled_from([*FACTS, *AGED, "attempts"]), max_size=5, unique=True)):
        if name in FACTS:
            known[name] = draw(FACTS[name])
        elif name == "attempts":
            known[name] = tuple(now - n * MINUTE for n in draw(minutes_ago))
            known["automated_attempts"] = known[name][: draw(st.integers(0, 2))]
        else:
            age = draw(ages)
            known[name] = None if age is None else now - age
    return SendRequest(1, purpose, channel, **(known | fixed)), now


@st.composite
def on_a_limit(draw: st.DrawFn) -> tuple[SendRequest, datetime]:
    """A message to somebody we have known for just as long as the law lets us, or a minute longer."""
    now = draw(moments)
    aged = {name: draw(ages) for name in draw(st.lists(st.sampled_from(KNOWN_FOR), max_size=2, unique=True))}
    known: dict[str, Any] = {name: None if age is None else now - age for name, age in aged.items()}
    if draw(st.booleans()):
        loaded = draw(st.sampled_from([timedelta(days=31), timedelta(days=31, minutes=1)]))
        known |= {"scrubbed": True, "listed": draw(st.booleans()), "list_loaded_at": now - loaded}
    return SendRequest(
        1, draw(st.sampled_from(["follow_up", "marketing", "reply"])), draw(st.sampled_from(["text", "call"])),
        "+12395550142", automated=draw(st.booleans()), consent=draw(st.sampled_from(["inquiry", "express"])), **known,
    ), now  # fmt: skip


class TestTheGate:
    @settings(max_examples=600, deadline=None)
    @given(st.one_of(asked(), asked(), on_a_limit()))
    def test_lets_go_exactly_what_nothing_in_the_book_forbids(
        self, asks: tuple[SendRequest, datetime]
    ) -> None:
        request, now = asks
        answer, never, later = decide(request, now), for_good(request, now), not_now(request, now)
        event(f"{type(answer).__name__} {getattr(answer, 'rule', '')}")
        assert isinstance(answer, Refusal) is bool(never)
        assert isinstance(answer, Hold) is bool(later and not never)
        if isinstance(answer, Refusal):
            assert answer.rule in never
        elif isinstance(answer, Hold):
            assert answer.rule in later

    @settings(max_examples=150, deadline=None)
    @given(asked(suppressed=True))
    def test_is_shut_by_an_opt_out_whatever_else_is_true(self, asks: tuple[SendRequest, datetime]) -> None:
        request, now = asks
        answer = decide(request, now)
        if isinstance(answer, Permit):
            assert (request.purpose, request.channel) == ("confirmation", "text")
            assert request.opted_out_at is not None
            assert abs(now - request.opted_out_at) <= 5 * MINUTE
        else:
            assert isinstance(answer, Refusal)

    @settings(max_examples=150, deadline=None)
    @given(asked(), st.randoms(use_true_random=False))
    def test_does_not_ask_in_which_order_its_facts_are_told(
        self, asks: tuple[SendRequest, datetime], shuffling: Any
    ) -> None:
        request, now = asks
        places, attempts = list(request.places), list(request.attempts)
        shuffling.shuffle(places)
        shuffling.shuffle(attempts)
        other = decide(replace(request, places=tuple(places), attempts=tuple(attempts)), now)
        answer = decide(request, now)
        assert (type(answer), answer.rule) == (type(other), other.rule)
        assert getattr(answer, "until", None) == getattr(other, "until", None)

    @settings(max_examples=100, deadline=None)
    @given(asked(), st.sampled_from(["suppressed", "stopped", "bought", "listed"]))
    def test_is_never_opened_by_one_more_thing_that_speaks_against_it(
        self, asks: tuple[SendRequest, datetime], fact: str
    ) -> None:
        request, now = asks
        if not isinstance(decide(request, now), Permit):
            assert not isinstance(decide(replace(request, **{fact: True}), now), Permit)


@st.composite
def mostly_held(draw: st.DrawFn, **fixed: Any) -> tuple[SendRequest, datetime]:
    """A call or text that may be made, but hardly now: at night, or to somebody who has had enough of them."""
    now = draw(moments)
    attempts = tuple(now - n * MINUTE for n in draw(minutes_ago))
    known: dict[str, Any] = {
        "purpose": draw(st.sampled_from(["follow_up", "marketing", "acknowledgement", "reply", "appointment"])),
        "channel": draw(st.sampled_from(["text", "call"])), "consent": "written", "places": draw(several),
        "attempts": attempts, "automated_attempts": attempts[: draw(st.integers(0, 2))],
        "wrote_at": now - draw(st.integers(0, 26)) * timedelta(hours=1),
    }  # fmt: skip
    if draw(st.booleans()):
        known["named_at"] = now + draw(st.integers(-6, 24)) * timedelta(minutes=30)
    return SendRequest(1, address="+12395550142", **(known | fixed)), now


class TestAHold:
    @settings(max_examples=120, deadline=None)
    @given(mostly_held())
    def test_of_a_machine_ends_at_the_first_minute_at_which_nothing_forbids_it(
        self, asks: tuple[SendRequest, datetime]
    ) -> None:
        request, now = asks
        held = decide(request, now)
        walked = now
        while not_now(request, walked):
            walked += MINUTE
        assert (held.until if isinstance(held, Hold) else now) == walked
        assert isinstance(decide(request, walked), Permit)

    @settings(max_examples=120, deadline=None)
    @given(mostly_held(automated=False, purpose="reply"))
    def test_of_a_persons_answer_ends_at_an_hour_that_is_lawful_then(
        self, asks: tuple[SendRequest, datetime]
    ) -> None:
        request, now = asks
        held = decide(request, now)
        assume(isinstance(held, Hold))
        assert isinstance(held, Hold)
        assert now < held.until <= now + timedelta(days=3)
        # What was free as an answer may count as one more attempt by then, but the hour is right.
        assert "quiet_hours" not in not_now(request, held.until)

    def test_is_not_ended_by_an_hour_named_for_when_the_answer_is_none_any_more(self) -> None:
        now = datetime(2027, 5, 5, 2, 0, tzinfo=UTC)
        request = SendRequest(
            1, "reply", "text", "+12395550142", automated=False, consent="written", places=(PLACES[2],),
            wrote_at=now - timedelta(hours=23), named_at=now + timedelta(hours=8),
        )  # fmt: skip
        held = decide(request, now)
        assert isinstance(held, Hold)
        assert held.until == datetime(2027, 5, 5, 12, 0, tzinfo=UTC)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["STOP", "stop", "Stop.", "UNSUBSCRIBE", "please stop", "alto", "STOP!!", "cancel", "quit"]
    ),
    st.text(" \t\n.!", max_size=6),
    st.text(" \t\n.!", max_size=6),
)
def test_an_opt_out_is_read_however_it_is_spaced(word: str, before: str, after: str) -> None:
    said = read_opt_out(before + word + after)
    assert said is not None
    assert said.channels == ("",)
    assert not said.rejoins
