"""A store with a telephone: Twilio's API and webhooks by a fake on the loopback, through the real door."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from freshup.adapters.decoding import decode
from freshup.adapters.twilio.fake import FakeTwilio
from freshup.bootstrap.calling import placer_of
from freshup.bootstrap.connectors import reader_of, talk_of
from freshup.data.models import (
    Connector,
    ContactPoint,
    Message,
    Opportunity,
    PhoneLine,
    Rooftop,
    Source,
    Submission,
    User,
)
from freshup.interfaces.api import hooks
from freshup.interfaces.api.hooks import HookDoor
from freshup.interfaces.api.limits import IntakeLimits
from freshup.operations.calls.placing import place_wanted
from freshup.operations.connectors.finding import find_connectors
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.hooks.draining import take_reports
from freshup.operations.hooks.handling import Outside
from freshup.operations.intake.drain import drain_batch
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests.acting import acting_as
from tests.intake.adf import adf
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["NOW", "make_dealership"]

BASE = "https://store.example.com"
KEY = "hookkey"
OTHER_KEY = "otherhookkey"
MAIN = "+12395550100"
RADIO = "+12395550177"
WORKSHOP = "+12395550178"
CUSTOMER = "+12395550142"
STRANGER = "+12395550143"
ANA, BEN = "+12395550111", "+12395550112"


class Desk:
    """Work on the tables, done in the thread of the test: the door's own threads would not see its transaction."""

    def __init__(self) -> None:
        self._waiting: Queue[tuple[Future[Any], Callable[[], Any]] | None] = Queue()

    def hand_in(self, work: Callable[[], Any]) -> "Future[Any]":
        answer: Future[Any] = Future()
        self._waiting.put((answer, work))
        return answer

    def run(self, door: Coroutine[Any, Any, None]) -> None:
        """Let the door answer in a thread of its own, and do here what it asks of the tables."""
        failed: list[BaseException] = []

        def answer() -> None:
            try:
                asyncio.run(door)
            except BaseException as error:
                failed.append(error)
            finally:
                self._waiting.put(None)

        Thread(target=answer, daemon=True).start()
        while (one := self._waiting.get()) is not None:
            future, work = one
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)
        for error in failed:
            raise error


class Batches:
    """The door's way to the tables."""

    def __init__(self, phone: "Phone", desk: Desk) -> None:
        self.phone, self.desk = phone, desk

    def submit(self, reports: Sequence[RawReport]) -> "Future[Any]":
        return self.desk.hand_in(
            lambda: self._as_web(lambda: take_in(reports, storage=self.phone.house.storage))
        )

    def find(self, key: str) -> "Future[Any]":
        return self.desk.hand_in(lambda: self._as_web(lambda: find_connectors([key]).get(key)))

    def _as_web(self, work: Callable[[], Any]) -> Any:
        with acting_as("freshup_web"):
            return work()


@dataclass
class Phone:
    """Gulf Honda's telephone and everybody's hands: the provider's, the customer's, the agent's, the worker's."""

    house: Dealership
    twilio: FakeTwilio
    connector: Connector
    now: datetime = NOW
    desk: Desk = field(default_factory=Desk)

    @property
    def rooftop(self) -> int:
        return self.connector.rooftop_id

    def scope(self, name: str = "Ana") -> Scope:
        return scope_of(self.house.staff(name).user_id)

    def lead(self, at: datetime | None = None, **other: Any) -> Opportunity:
        return self.house.take(adf(phone=CUSTOMER, **other), at=at or self.now)[-1]

    def owned_by(self, name: str) -> Opportunity:
        """A lead of the customer who calls."""
        made = self.lead()
        made.owner, made.desk = self.house.staff(name), ""
        made.save(update_fields=["owner", "desk"])
        return made

    def point(self, opportunity: Opportunity) -> int:
        return ContactPoint.objects.get(person=opportunity.person_id, kind="phone").pk

    # -- the provider ------------------------------------------------------------------------------------

    def post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """A webhook at our door."""
        desk = self.desk
        door = HookDoor(
            Batches(self, desk),  # type: ignore[arg-type]
            IntakeLimits(),
            base_url=BASE,
            readers=reader_of,
            talks=self._talks,
        )
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        address = urlsplit(url)
        scope = {
            "type": "http",
            "method": "POST",
            "path": address.path,
            "query_string": address.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.1", 1),
        }
        desk.run(door(scope, receive, send))
        return sent[0]["status"], sent[1]["body"]

    def _talks(self, provider: str, kind: str) -> Any:
        talk = talk_of(provider, kind)
        return None if talk is None else lambda hook, account, now: talk(hook, account, self.now)

    def tell(
        self, kind: str, fields: dict[str, str], *, key: str = KEY, query: str = ""
    ) -> tuple[int, bytes]:
        return self.twilio.tell(f"{BASE}/hooks/{key}/{kind}/{query}", fields)

    def ask(self, kind: str, fields: dict[str, str], query: str = "") -> ET.Element:
        """What a caller hears, as parsed TwiML."""
        status, answer = self.tell(kind, fields, query=query)
        assert status == 200, (status, answer)
        return ET.fromstring(answer)

    def follow(self, url: str, fields: dict[str, str]) -> ET.Element:
        """The next question, at an address we gave the provider ourselves."""
        status, answer = self.twilio.tell(url, fields)
        assert status == 200, (status, answer)
        return ET.fromstring(answer)

    # -- the customer ------------------------------------------------------------------------------------

    def rings(self, sid: str = "CA1", sender: str = CUSTOMER, line: str = MAIN) -> ET.Element:
        return self.ask("voice-in", incoming(sid, sender, line))

    def unanswered(
        self, twiml: ET.Element, sid: str = "CA1", sender: str = CUSTOMER, line: str = MAIN
    ) -> ET.Element:
        """Nobody came to any of the phones that rang."""
        return self.follow(
            action(twiml),
            incoming(sid, sender, line) | {"DialCallStatus": "no-answer", "DialBridged": "false"},
        )

    def answered(
        self,
        twiml: ET.Element,
        name: str,
        sid: str = "CA1",
        sender: str = CUSTOMER,
        line: str = MAIN,
        seconds: int = 95,
    ) -> None:
        """This colleague presses the key, and they talk."""
        staff = self.house.staff(name).pk
        number = next(one for one in twiml.iter("Number") if f"staff={staff}" in (one.get("url") or ""))
        leg = {"CallSid": f"{sid}-leg", "ParentCallSid": sid, "From": sender, "To": number.text or ""}
        whisper = self.follow(number.get("url") or "", leg)
        self.follow(next(whisper.iter("Gather")).get("action") or "", leg | {"Digits": "1"})
        self.follow(
            action(twiml),
            incoming(sid, sender, line)
            | {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": str(seconds)},
        )

    def hangs_up(
        self, sid: str = "CA1", sender: str = CUSTOMER, line: str = MAIN, seconds: int = 40
    ) -> tuple[int, bytes]:
        return self.tell("voice-status", over(sid, sender, line, seconds))

    # -- ours --------------------------------------------------------------------------------------------

    def place(self) -> int:
        with acting_as("freshup_worker"):
            return place_wanted(placer_of, storage=self.house.storage, clock=lambda: self.now)

    def work(self, *, rounds: int = 6, step: float = 2.0) -> None:
        """The worker: reports are taken up and leads are made, until nothing is left; a little time passes."""
        for _ in range(rounds):
            with acting_as("freshup_worker"):
                take_reports(reader_of, Outside(self.house.storage), clock=lambda: self.now)
                drain_batch(decode=decode, storage=self.house.storage, now=self.now)
            self.now += timedelta(seconds=step)

    def call(self) -> Message:
        return Message.objects.get(channel="call")


def incoming(sid: str, sender: str, line: str) -> dict[str, str]:
    return {
        "CallSid": sid,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": sender,
        "To": line,
        "AccountSid": "AC00000000000000000000000000000001",
    }


def over(sid: str, sender: str, line: str, seconds: int) -> dict[str, str]:
    return incoming(sid, sender, line) | {"CallStatus": "completed", "CallDuration": str(seconds)}


def action(twiml: ET.Element) -> str:
    return next(twiml.iter("Dial")).get("action") or ""


def rung(twiml: ET.Element) -> list[str]:
    return [one.text or "" for one in twiml.iter("Number")]


def words(twiml: ET.Element) -> str:
    return " ".join(one.text or "" for one in twiml.iter("Say"))


@pytest.fixture
def phone(
    make_dealership: Callable[..., Dealership], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Phone]:
    settings.FRESHUP_BASE_URL = BASE
    people = (
        person("Ana"),
        person("Ben"),
        person("Mia", role="manager", takes_leads=False, shifts=ALL_DAY),
    )
    house = make_dealership(
        store("Gulf Honda", "gulfkey", people),
        store("Bay Toyota", "baykey", (person("Cleo"), person("Max", role="manager", takes_leads=False))),
    )
    for name, number in (("Ana", ANA), ("Ben", BEN)):
        User.objects.filter(name=name).update(alert_phone_e164=number)
    with FakeTwilio(lambda: NOW) as twilio:
        connector = connected(house, twilio, 0, "Mia", KEY)
        phone = Phone(house, twilio, connector)
        twilio.post = phone.post
        radio = Source.objects.create(rooftop_id=phone.rooftop, name="Radio", kind="phone")
        line(phone, MAIN, "Main", is_main=True)
        line(phone, RADIO, "Radio spot", source=radio)
        line(phone, WORKSHOP, "Workshop", department="service")

        async def at_the_desk(talked: Any, talk: Any, hook: Any, account: Any) -> Any:
            def answered() -> Any:
                with acting_as("freshup_web", [account.rooftop_id], groups=[account.group_id]):
                    return talk(hook, account, NOW)

            return await asyncio.wrap_future(phone.desk.hand_in(answered))

        class Clock:
            @staticmethod
            def now(zone: Any) -> datetime:
                return phone.now

        monkeypatch.setattr(hooks.asyncio, "to_thread", at_the_desk)
        monkeypatch.setattr(hooks, "datetime", Clock)
        yield phone
    forget_settings()


def connected(house: Dealership, twilio: FakeTwilio, place: int, manager: str, key: str) -> Connector:
    rooftop = house.opened.rooftop_ids[place]
    typed = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "api_url": twilio.url}
    scope = scope_of(house.staff(manager).user_id)
    id = connect(scope, rooftop, "twilio", name="Twilio", typed=typed, secret=key, now=NOW)
    return Connector.objects.get(id=id)


def line(phone: Phone, number: str, name: str, **other: Any) -> PhoneLine:
    forget_settings()
    return PhoneLine.objects.create(
        rooftop_id=phone.rooftop, connector=phone.connector, e164=number, name=name, created_at=NOW, **other
    )


def rules(phone: Phone, **changed: Any) -> None:
    Rooftop.objects.filter(id=phone.rooftop).update(call_rules=changed)
    forget_settings()


def leads_by_phone() -> list[Submission]:
    return list(Submission.objects.filter(channel__in=("phone", "missed")).order_by("id"))
