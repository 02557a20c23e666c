"""One report that nobody can read takes no other with it."""

from collections.abc import Sequence

from freshup.data.models import InboundEvent
from freshup.domain.connectors.reports import Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook
from tests.hooks.provider import Reader, body
from tests.hooks.test_reports import Line, line, make_dealership, sent

__all__ = ["line", "make_dealership"]


class Brittle(Reader):
    """A reader with a mistake in it, which the report numbered 13 finds."""

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        if b'"13"' in hook.body:
            raise AttributeError("dana@example.com")
        return super().read(hook, account)


def states(line: Line) -> dict[str, tuple[str, str]]:
    return {one.event_key: (one.state, one.reason) for one in InboundEvent.objects.all()}


class TestAReaderThatBreaks:
    def test_sets_its_own_report_aside_and_reads_the_others(self, line: Line) -> None:
        line.reader = Brittle()
        sent(line)
        line.report(body("13", {"sid": "SM1", "delivery": "sent"}), key="13")
        line.report(body("14", {"sid": "SM1", "delivery": "delivered"}), key="14")
        line.drain()
        assert states(line)["13"] == ("quarantined", "Freshup could not read this report (AttributeError)")
        assert states(line)["14"][0] == "done"
        assert line.message.delivery == "delivered"

    def test_is_not_asked_about_bytes_that_are_gone(self, line: Line) -> None:
        sent(line)
        line.report(b" " * 300_000 + body("1"), key="large")
        line.report(body("2", {"sid": "SM1", "delivery": "delivered"}), key="2")
        line.shelf.kept.clear()
        line.drain()
        assert states(line)["large"] == ("quarantined", "the stored bytes are missing")
        assert states(line)["2"][0] == "done"

    def test_hands_on_nothing_that_the_database_refuses(self, line: Line) -> None:
        sent(line)
        line.report(body("1", {"sid": "SM\0\ud8001", "delivery": "undelivered", "code": "30\x00003"}))
        line.drain()
        assert (line.message.delivery, line.message.delivery_code) == ("undelivered", "30003")
