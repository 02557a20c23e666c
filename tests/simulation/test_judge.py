"""The judge alone, on logs typed by hand: what it must find, and what it must leave alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from freshup.interfaces.console.simulation.judge import judged

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # 12:00 in Florida, a Wednesday
FLORIDIAN = "+12395550142"


def line(kind: str, at: datetime = NOON, **facts: Any) -> dict[str, Any]:
    return {"kind": kind, "at": at.isoformat(), **facts}


def person(region: str = "FL", postal_code: str = "33901") -> dict[str, Any]:
    return line(
        "person", person=1, region=region, postal_code=postal_code, phone=FLORIDIAN, email="p@example.com"
    )


def sent(at: datetime = NOON, key: str = "k1", **facts: Any) -> dict[str, Any]:
    known = {"channel": "text", "address": FLORIDIAN, "purpose": "follow_up", "automatic": True}
    return line("sent", at, person=1, key=key, **{**known, **facts})


def found(*lines: dict[str, Any]) -> list[str]:
    return [one.what for one in judged([person(), *lines]).violations]


class TestHours:
    def test_at_noon_are_fine(self) -> None:
        assert found(sent()) == []

    @pytest.mark.parametrize("hour", [7, 20, 23])
    def test_of_florida_end_at_eight_in_the_evening(self, hour: int) -> None:
        assert found(sent(NOON.replace(hour=0) + timedelta(hours=hour + 5))) == ["sent_in_quiet_hours"]

    def test_count_in_every_place_the_customer_may_be(self) -> None:
        # 08:30 in Florida is 02:30 where the postal code says that they live.
        lines = [person("HI", "96813"), sent(NOON.replace(hour=13, minute=30))]
        assert [one.what for one in judged(lines).violations] == ["sent_in_quiet_hours"]

    def test_do_not_bind_mail(self) -> None:
        assert found(sent(NOON.replace(hour=6), channel="email", address="p@example.com")) == []


class TestCaps:
    def test_of_florida_are_three_in_a_day_and_calls_count(self) -> None:
        calls = [line("call", NOON + timedelta(minutes=n), person=1) for n in range(3)]
        assert found(*calls, sent(NOON + timedelta(hours=1))) == ["over_the_cap"]

    def test_begin_again_after_a_day(self) -> None:
        calls = [line("call", NOON + timedelta(minutes=n), person=1) for n in range(3)]
        assert found(*calls, sent(NOON + timedelta(days=1, minutes=5))) == []


class TestRefusals:
    def test_end_the_texts(self) -> None:
        refusal = line("opt_out", address=FLORIDIAN, channels=["text"])
        assert found(refusal, sent(NOON + timedelta(minutes=1))) == ["sent_after_opt_out"]

    def test_of_everything_end_the_mail_too(self) -> None:
        refusal = line("opt_out", address="p@example.com", channels=[""])
        late = sent(NOON + timedelta(minutes=1), channel="email", address="p@example.com")
        assert found(refusal, late) == ["sent_after_opt_out"]

    def test_are_confirmed_once_and_soon(self) -> None:
        refusal = line("opt_out", address=FLORIDIAN, channels=["text"])
        first = sent(NOON + timedelta(minutes=1), purpose="confirmation")
        second = sent(NOON + timedelta(minutes=2), key="k2", purpose="confirmation")
        assert found(refusal, first) == []
        assert found(refusal, first, second) == ["confirmation_out_of_place"]


class TestTheOutbox:
    def test_sends_nothing_twice(self) -> None:
        assert found(sent(), sent(NOON + timedelta(minutes=1))) == ["sent_twice"]

    def test_sends_nothing_too_late(self) -> None:
        owed = line("queued", person=1, key="k1", too_late_at=(NOON + timedelta(hours=1)).isoformat())
        assert found(owed, sent(NOON + timedelta(hours=2))) == ["sent_too_late"]

    def test_forgets_nothing_that_was_allowed(self) -> None:
        owed = line("queued", person=1, key="k1", too_late_at=(NOON + timedelta(hours=1)).isoformat())
        assert found(owed, line("end", NOON + timedelta(days=1))) == ["allowed_but_never_sent"]
        withdrawn = line("withdrawn", key="k1", state="cancelled")
        assert found(owed, withdrawn, line("end", NOON + timedelta(days=1))) == []

    @pytest.mark.parametrize("kind", ["closed", "stopped"])
    def test_is_silent_after_the_end(self, kind: str) -> None:
        assert found(line(kind, person=1), sent(NOON + timedelta(minutes=1))) == ["sent_after_the_end"]


class TestOpportunities:
    def test_have_one_that_is_accountable(self) -> None:
        nobody = line("opportunity", person=1, open=True, owner=False, desk=False, waits=True)
        assert found(nobody) == ["nobody_or_two_accountable"]

    def test_have_something_to_come(self) -> None:
        forgotten = line("opportunity", person=1, open=True, owner=True, desk=False, waits=False)
        assert found(forgotten) == ["nothing_to_come"]
