"""The sandbox behaves: the same message fares the same each time, and it reports like a real provider."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.sandbox.behaviour import trouble_of, turns_of
from freshup.adapters.sandbox.reader import SandboxReader, signature_of
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import Connector, ContactPoint, InboundEvent, Message
from freshup.domain.connectors.reports import DeliveryReport, TextReport
from freshup.domain.conversations.failures import FAILURES
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.sandbox import SIGNING_SECRET, ensure_sandbox, report_due
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.hooks.draining import take_reports
from freshup.operations.hooks.handling import Outside
from freshup.ports.accounts import Account
from freshup.ports.hooks import Forged, Hook, Unreadable
from freshup.ports.mail import UnableToSend
from freshup.ports.pretending import Turn
from freshup.queries.access import scope_of
from freshup.queries.connectors import one_in_use
from freshup.queries.sandbox import TAKEN
from tests.hooks.test_reports import Shelf
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store
from tests.texting.conftest import CUSTOMER, HOOKS, STORE, permit, text

__all__ = ["make_dealership"]
IDS = [f"step.{n}.1" for n in range(20_000)]
# What a store sent in the days before, each message with its decision.
DAYS_BEFORE = """
WITH sent AS (
    INSERT INTO message SELECT (jsonb_populate_record(m, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('message', 'id')), 'step_key', 'many:' || n, 'provider_id', 'many.' || n,
        'sent_at', m.sent_at - make_interval(mins => n)))).*
    FROM message m, generate_series(1, 5000) n RETURNING id, sent_at)
INSERT INTO gate_decision SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('gate_decision', 'id')), 'message_id', s.id, 'at', s.sent_at))).*
FROM gate_decision d, sent s WHERE d.id = (SELECT min(id) FROM gate_decision WHERE asked = 'send')
"""


class TestHowAMessageFares:
    def test_is_the_same_each_time(self) -> None:
        assert [turns_of("text", one, troubled=True) for one in IDS[:50]] == [
            turns_of("text", one, troubled=True) for one in IDS[:50]
        ]

    def test_without_trouble_everything_arrives_within_seconds(self) -> None:
        for one in IDS[:200]:
            sent, arrived = turns_of("text", one, troubled=False)
            assert (sent.delivery, arrived.delivery, 1 <= arrived.after_seconds <= 4) == (
                "sent",
                "delivered",
                True,
            )

    @pytest.mark.parametrize(("channel", "share"), [("text", 0.96), ("email", 0.983)])
    def test_mostly_it_arrives(self, channel: str, share: float) -> None:
        ends = Counter(
            "delivered" in {turn.delivery for turn in turns_of(channel, one, troubled=True)} for one in IDS
        )
        assert ends[True] / len(IDS) == pytest.approx(share, abs=0.005)

    def test_what_does_not_has_a_reason_we_have_words_for(self) -> None:
        codes = {
            turn.code
            for channel in ("text", "email")
            for one in IDS
            for turn in turns_of(channel, one, troubled=True)
        }
        assert codes - {""} == {"30003", "30005", "30006", "5.1.1", "5.2.2"}
        assert codes - {""} <= FAILURES.keys()

    def test_some_are_reported_twice_in_the_wrong_order_or_as_spam(self) -> None:
        told = [[turn.delivery for turn in turns_of("email", one, troubled=True)] for one in IDS]
        assert ["delivered", "sent"] in told
        assert ["sent", "delivered", "delivered"] in told
        assert ["sent", "delivered", "complained"] in told

    def test_now_and_then_the_provider_itself_is_in_trouble(self) -> None:
        troubles = Counter(map(trouble_of, IDS))
        assert troubles["busy"] / len(IDS) == pytest.approx(0.01, abs=0.003)
        assert troubles["down"] / len(IDS) == pytest.approx(0.004, abs=0.002)


class TestTroubleAtTheFirstTry:
    def refused(self, outbox: Path, trouble: str) -> tuple[SandboxText, str]:
        return SandboxText(outbox, troubled=True), next(one for one in IDS if trouble_of(one) == trouble)

    @pytest.mark.parametrize("trouble", ["busy", "down"])
    def test_is_over_at_the_second(self, tmp_path: Path, trouble: str) -> None:
        sender, id = self.refused(tmp_path, trouble)
        message = text()
        message = type(message)(id, STORE, CUSTOMER, "Hello")
        with pytest.raises(UnableToSend) as refused:
            sender.send(message, permit=permit())
        assert (refused.value.permanent, refused.value.down) == (False, trouble == "down")
        assert sender.send(message, permit=permit()) == id

    def test_is_not_there_unless_asked_for(self, tmp_path: Path) -> None:
        _, id = self.refused(tmp_path, "down")
        message = type(text())(id, STORE, CUSTOMER, "Hello")
        assert SandboxText(tmp_path).send(message, permit=permit()) == id


@dataclass
class Pretended:
    """A store whose messages go to the sandbox, and what it says of them."""

    house: Dealership
    turns: tuple[Turn, ...] = (Turn(0.4, "sent"), Turn(2.0, "delivered"))
    shelf: Shelf = field(default_factory=Shelf)
    made: int = 0

    @property
    def rooftop(self) -> int:
        return self.house.opened.rooftop_ids[0]

    @property
    def message(self) -> Message:
        return Message.objects.get()

    def send(self, at: datetime = NOW) -> None:
        send_batch(Senders(SandboxMail(self.house.outbox)), clock=lambda: at)

    def secrets(self) -> tuple[str, str]:
        self.made += 1
        return f"key{self.made}", f"word{self.made}"

    def tick(self, seconds: float, *, makes: bool = True) -> int:
        """The sandbox says what is due, and the worker takes it."""
        now = NOW + timedelta(seconds=seconds)
        count = report_due(
            lambda channel, id: self.turns,
            storage=self.shelf,
            secrets=self.secrets if makes else None,
            now=now,
        )
        take_reports(lambda provider: SandboxReader(), Outside(self.shelf), clock=lambda: now)
        return count


@pytest.fixture
def pretended(make_dealership: Callable[..., Dealership]) -> Pretended:
    house = make_dealership(
        store("Gulf Honda", "gulfkey", (person("Ana"), person("Mia", role="manager", takes_leads=False)))
    )
    house.take(adf())
    return Pretended(house)


class TestItsReports:
    def test_come_when_they_are_due(self, pretended: Pretended) -> None:
        pretended.send()
        assert (pretended.tick(0.1), pretended.message.delivery) == (0, "")
        assert (pretended.tick(1), pretended.message.delivery) == (1, "sent")
        pretended.tick(3)
        assert (pretended.message.delivery, pretended.message.delivered_at) == (
            "delivered",
            NOW + timedelta(seconds=2),
        )

    def test_lie_with_all_others_and_once_each(self, pretended: Pretended) -> None:
        pretended.send()
        for seconds in (3, 8, 13, 18, 60, 300):
            pretended.tick(seconds)
        connector = Connector.objects.get(provider="sandbox")
        assert sorted(InboundEvent.objects.values_list("connector_id", "kind", "state")) == [
            (connector.pk, "mail-events", "done"),
            (connector.pk, "mail-events", "done"),
        ]

    def test_in_the_wrong_order_never_move_a_message_back(self, pretended: Pretended) -> None:
        pretended.turns = (Turn(1.0, "delivered"), Turn(6.0, "sent"))
        pretended.send()
        pretended.tick(2)
        pretended.tick(7)
        assert pretended.message.delivery == "delivered"
        assert InboundEvent.objects.count() == 2

    def test_of_a_bounce_mark_the_address_like_a_real_ones(self, pretended: Pretended) -> None:
        pretended.turns = (Turn(1.0, "bounced", "5.1.1"),)
        pretended.send()
        pretended.tick(2)
        assert (pretended.message.state, pretended.message.delivery_code) == ("failed", "5.1.1")
        assert ContactPoint.objects.get(id=pretended.message.contact_point_id).reachability == "bounced"

    def test_say_nothing_of_messages_of_long_ago(self, pretended: Pretended) -> None:
        pretended.send()
        assert pretended.tick(16 * 60) == 0

    def test_say_nothing_once_somebody_has_switched_it_off(self, pretended: Pretended) -> None:
        pretended.send()
        ensure_sandbox(pretended.rooftop, secrets=pretended.secrets, now=NOW)
        Connector.objects.update(disabled_at=NOW)
        assert pretended.tick(3) == 0
        assert Connector.objects.count() == 1

    def test_are_none_where_the_installation_has_real_providers(self, pretended: Pretended) -> None:
        pretended.send()
        assert pretended.tick(3, makes=False) == 0
        assert not Connector.objects.exists()

    def test_cost_as_many_statements_for_many_messages(self, pretended: Pretended) -> None:
        pretended.send()
        ensure_sandbox(pretended.rooftop, secrets=pretended.secrets, now=NOW)
        behave = partial(turns_of, troubled=False)
        counts = []
        for n in range(2):
            with CaptureQueriesContext(connection) as captured:
                report_due(behave, storage=pretended.shelf, secrets=None, now=NOW + timedelta(seconds=5))
            counts.append(len(captured))
            for m in range(5 * (1 - n)):
                pretended.house.take(adf(first=f"Zoe{m}", email=f"zoe{m}@example.com", phone=f"239555013{m}"))
            pretended.send()
        assert counts[0] == counts[1]

    def test_are_found_without_reading_all_messages(self, pretended: Pretended) -> None:
        pretended.send()
        with connection.cursor() as cursor:
            cursor.execute(DAYS_BEFORE)
            cursor.execute("ANALYZE message, gate_decision, rooftop")
            cursor.execute(
                f"EXPLAIN {TAKEN}", {"since": NOW - timedelta(minutes=20), "just": NOW, "limit": 10}
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "gate_by_store" in plan
        assert "message_pkey" in plan


class TestItsConnector:
    def test_is_made_once_a_store(self, pretended: Pretended) -> None:
        first = ensure_sandbox(pretended.rooftop, secrets=pretended.secrets, now=NOW)
        assert ensure_sandbox(pretended.rooftop, secrets=pretended.secrets, now=NOW) == first
        assert pretended.made == 1

    def test_stands_back_behind_a_real_provider(self, pretended: Pretended) -> None:
        """It is made by itself, perhaps after the store was connected to somebody."""
        mia = scope_of(pretended.house.staff("Mia").user_id)
        typed = {"account_sid": "AC1", "auth_token": "word"}
        connect(mia, pretended.rooftop, "twilio", name="", typed=typed, secret="k", now=NOW)
        ensure_sandbox(pretended.rooftop, secrets=pretended.secrets, now=NOW)
        found = one_in_use(pretended.rooftop, "text")
        assert found is not None
        assert found.provider == "twilio"


class TestItsReader:
    ACCOUNT = Account(7, 1, 1, "sandbox", {}, {SIGNING_SECRET: "word"}, HOOKS)

    def hook(self, body: bytes, *, kind: str = "text-status", secret: str = "word") -> Hook:
        url = f"{HOOKS}{kind}/"
        headers = {"x-sandbox-signature": signature_of(secret, url, body)}
        return Hook(kind, url, "POST", headers, body, NOW)

    def test_believes_its_own_signature_alone(self) -> None:
        SandboxReader().check(self.hook(b"{}"), self.ACCOUNT)
        with pytest.raises(Forged):
            SandboxReader().check(self.hook(b"{}", secret="guessed"), self.ACCOUNT)
        with pytest.raises(Forged):
            SandboxReader().check(self.hook(b"{}", secret=""), Account(7, 1, 1, "sandbox"))

    def test_reads_a_status_and_a_text(self) -> None:
        read = SandboxReader().read
        status = self.hook(b'{"id": "a", "ours": 3, "delivery": "delivered"}')
        incoming = self.hook(b'{"id": "b", "from": "+12395550142", "body": "Hi"}', kind="text-in")
        assert read(status, self.ACCOUNT) == [DeliveryReport("a", "delivered", NOW, 3)]
        assert read(incoming, self.ACCOUNT) == [TextReport("b", CUSTOMER, "", "Hi", NOW)]

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 1, "delivery": "danced"}', b"\xff"])
    def test_keeps_what_says_nothing_for_a_person(self, body: bytes) -> None:
        with pytest.raises(Unreadable):
            SandboxReader().read(self.hook(body), self.ACCOUNT)
