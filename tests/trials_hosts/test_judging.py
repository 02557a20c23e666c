"""The judge of the trial finds what it is there to find."""

from pathlib import Path
from typing import Any

import pytest

from freshup.interfaces.console.benches.load import post, write_requests
from freshup.interfaces.console.trials.hosts.judging import (
    MUST_BE_NONE,
    _of_inquiries,
    _of_messages,
    nothing_wrong,
)

BODY = b"<adf/>"


class Said:
    """What a load or a provider has said."""

    def __init__(self, *lines: dict[str, Any]) -> None:
        self.lines = lines

    def of(self, what: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if what in line]


def row(
    receipt: str = "r1", *, body: bytes = BODY, state: str = "parsed", lead: Any = 1, about: Any = 7
) -> Any:
    return receipt, body, state, 1.0, 1.1, lead, about


def taken(receipt: str = "r1") -> Said:
    return Said({"taken": 0, "receipt": receipt, "tries": 1})


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    write_requests(tmp_path / "requests", [post("key", BODY)])
    return tmp_path / "requests"


def inquiries(requests: Path, load: Said, *rows: Any) -> dict[str, Any]:
    return _of_inquiries(requests, load, list(rows), 1)  # type: ignore[arg-type]


def messages(provider: Said, *sent: tuple[Any, ...]) -> dict[str, Any]:
    return _of_messages([row()], list(sent), provider)  # type: ignore[arg-type]


def message(id: int = 1, *, state: str = "sent", key: str = "ack.1.1", to: str = "ann@example.com") -> Any:
    return id, state, key, 1, 7, to


def took(*keys: str, to: str = "ann@example.com") -> Said:
    return Said(*({"id": f"<{key}@dealer.example.com>", "to": to} for key in keys))


class TestInquiries:
    def test_are_all_there(self, requests: Path) -> None:
        found = inquiries(requests, taken(), row())
        assert not any(found[name] for name in found if name in MUST_BE_NONE)

    def test_are_missed_where_the_source_was_told_otherwise(self, requests: Path) -> None:
        assert inquiries(requests, taken("r2"), row())["taken_but_not_written"] == 1

    def test_are_missed_where_no_lead_came_of_them(self, requests: Path) -> None:
        assert inquiries(requests, taken(), row(lead=None, about=None))["without_lead"] == 1

    def test_are_doubled_where_one_document_became_two_customers(self, requests: Path) -> None:
        assert inquiries(requests, taken(), row(), row("r2", lead=2, about=8))["lead_doubled"] == 1

    def test_may_come_twice_and_be_one(self, requests: Path) -> None:
        found = inquiries(requests, taken(), row(), row("r2", lead=2, about=7))
        assert (found["lead_doubled"], found["sent_again_by_sources"]) == (0, 1)


class TestMessages:
    def test_went_once(self) -> None:
        found = messages(took("ack.1.1"), message())
        assert not any(found[name] for name in found if name in MUST_BE_NONE)

    def test_are_doubled_where_the_provider_took_one_twice(self) -> None:
        assert messages(took("ack.1.1", "ack.1.1"), message())["message_doubled"] == 1

    def test_are_doubled_where_a_person_got_two(self) -> None:
        found = messages(took("ack.1.1", "ack.2.1"), message(), message(2, key="ack.2.1"))
        assert (found["message_doubled"], found["person_written_to_twice"]) == (1, 1)

    def test_are_lost_where_nobody_took_what_is_called_sent(self) -> None:
        assert messages(took(), message())["sent_but_never_taken"] == 1

    def test_are_counted_while_they_hang(self) -> None:
        assert messages(took(), message(state="sending"))["unsettled"] == 1


class TestVerdict:
    @pytest.mark.parametrize("name", MUST_BE_NONE)
    def test_is_against_each_kind_of_loss(self, name: str) -> None:
        fine = dict.fromkeys(MUST_BE_NONE, 0)
        assert nothing_wrong(fine)
        assert not nothing_wrong(fine | {name: 1})
