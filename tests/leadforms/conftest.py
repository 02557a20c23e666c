"""Gulf Honda with a lead form at a provider: what is delivered goes through the reader, the drain and intake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import pytest

from freshup.adapters.leadforms.google import GoogleReader
from freshup.adapters.leadforms.meta import MetaReader
from freshup.adapters.leadforms.meta.fake import FakeGraph
from freshup.data.models import Connector, InboundEvent, IntakeKey, Opportunity, Submission
from freshup.domain.intake import Document
from freshup.operations.connectors.accounts import account_of
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.raw import RawReport, take_in
from freshup.operations.hooks.draining import take_reports
from freshup.operations.hooks.handling import Outside
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, HookReader
from freshup.queries.access import scope_of
from freshup.queries.connectors import these
from freshup.queries.stores import forget_settings
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]
META = {"app_secret": "app-secret", "verify_token": "our-word", "page_token": "page-token"}
GOOGLE = {"google_key": "google-key"}


def hook(body: bytes, headers: dict[str, str] | None = None, **other: object) -> Hook:
    made = Hook(
        "lead-forms", "https://store.example.com/hooks/k/lead-forms/", "POST", headers or {}, body, NOW
    )
    return replace(made, **other)  # type: ignore[arg-type]


def document(submission: Submission) -> Document:
    """What intake read."""
    return Document(bytes(submission.body), submission.content_type, {}, ZoneInfo("America/New_York"), NOW)


@dataclass
class Form:
    """A connector of Gulf Honda's, its reader, and what a test does with both."""

    house: Dealership
    reader: HookReader
    connector_id: int
    asked: list[Hook] = field(default_factory=list)

    @property
    def connector(self) -> Connector:
        return Connector.objects.get(id=self.connector_id)

    @property
    def account(self) -> Account:
        return account_of(these([self.connector_id])[self.connector_id])

    def deliver(self, body: bytes) -> None:
        """As the door does once the signature is right."""
        raw = RawReport(
            connector_id=self.connector_id,
            rooftop_id=self.connector.rooftop_id,
            group_id=self.connector.rooftop.group_id,
            kind="lead-forms",
            key=self.reader.event_key(hook(body)),
            received_at=NOW,
            body=body,
            content_type="application/json",
        )
        take_in([raw], storage=self.house.storage)
        take_reports(lambda provider: self.reader, Outside(self.house.storage), clock=lambda: NOW)
        self.house.drain()

    @property
    def event(self) -> InboundEvent:
        return InboundEvent.objects.latest("id")

    @property
    def leads(self) -> list[Opportunity]:
        return list(Opportunity.objects.order_by("id"))

    def key(self, secret: str = "gulfkey") -> IntakeKey:
        return IntakeKey.objects.get(prefix=secret[:6])


@pytest.fixture
def opened(make_dealership: Callable[..., Dealership]) -> Iterator[Callable[[str, dict[str, str]], int]]:
    mia = person("Mia", role="manager", takes_leads=False)
    house = make_dealership(
        store("Gulf Honda", "gulfkey", (person("Ana"), mia)), store("Bay Toyota", "baykey", ())
    )
    scope = scope_of(house.staff("Mia").user_id)

    def made(provider: str, typed: dict[str, str]) -> int:
        return connect(
            scope, house.opened.rooftop_ids[0], provider, name="", typed=typed, secret="hookkey", now=NOW
        )

    made.house = house  # type: ignore[attr-defined]
    yield made
    forget_settings()


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph(page_token="page-token", app_secret="app-secret").serving() as graph:
        yield graph


@pytest.fixture
def meta(opened: Callable[[str, dict[str, str]], int], graph: FakeGraph) -> Form:
    id = opened("meta", {**META, "api_url": graph.url, "intake_key": "gulfkey"})
    return Form(opened.house, MetaReader(frozenset({graph.host})), id)  # type: ignore[attr-defined]


@pytest.fixture
def google(opened: Callable[[str, dict[str, str]], int]) -> Form:
    id = opened("google", {**GOOGLE, "intake_key": "gulfkey"})
    return Form(opened.house, GoogleReader(), id)  # type: ignore[attr-defined]
