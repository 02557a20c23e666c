"""Every address is tried as its owner, a colleague of another store, an outsider and nobody, behind both walls.

The routes are read from the URL resolver: a new one without a sample of its parameters fails here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from freshup.bootstrap.intake import storage
from freshup.data.models import (
    Appointment,
    Attachment,
    Conversation,
    InboundEvent,
    IntakeKey,
    Message,
    Opportunity,
    PhoneLine,
    PushSubscription,
    Rooftop,
    Source,
    SourceAlias,
    Staff,
    Submission,
    Task,
    Team,
    TimeOff,
    TrackedLink,
    Unit,
    User,
)
from freshup.data.walls import RULES
from freshup.operations import vehicles as inventory
from freshup.operations.connectors.opening import connect
from freshup.operations.consent import unsubscribe_token
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests.acting import acting_as
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]
# Pages meant for everybody, signed in or not.
PUBLIC = {
    "manifest",
    "service_worker",
    "offline",
    "set_language",
    "hosted_form",
    "chat_door",
    "demo_site",
    "demo_site_unit",
    "home",
    "unsubscribe",
    "tracked_link",
    "mail_pixel",
    "widget",
    "video_page",
    "video_file",
    "video_poster",
    "video_views",
}
# Written for the one who asks: their own theme, name and choice of store.
OWN = {"theme", "switch_store", "profile", "set_language"}
SECRET = "Zebulon"


@dataclass
class World:
    """One store with something of everything in it, and three people who look at it."""

    rooftop: int
    samples: dict[str, Any]
    owner: User
    colleague: User
    outsider: User


@pytest.fixture
def world(make_dealership: Callable[..., Dealership]) -> Iterator[World]:
    owner = person("Olivia", role="manager", scope="store")
    colleague = person("Carl", role="salesperson", scope="own")
    outsider = person("Otto", role="manager", scope="store")
    ours = make_dealership(
        store("Gulf Honda", "gulfkey", (owner,)), store("Bay Toyota", "baykey", (colleague,))
    )
    make_dealership(store("Elsewhere Ford", "elsekey", (outsider,)))
    ours.take(adf(first=SECRET, last="Quill"), b"nothing to read here")
    send_batch_to(ours)
    rooftop = Rooftop.objects.get(id=ours.opened.rooftop_ids[0])
    place = Staff.objects.get(user__name="Olivia")
    source = Source.objects.get(rooftop=rooftop, name="AutoTrader")
    away = TimeOff.objects.create(rooftop=rooftop, staff=place, starts_at=NOW, ends_at=NOW)
    submission = Submission.objects.get(state="quarantined")
    # Only what was typed by hand can be watched arriving.
    Submission.objects.filter(id=submission.id).update(by_user=place.user_id)
    device = PushSubscription.objects.create(
        user_id=place.user_id, endpoint="https://example.com/push", created_at=NOW
    )
    opportunity = Opportunity.objects.get()
    samples = {
        "submission_id": submission.id,
        "message_id": Message.objects.get().id,
        "opportunity_id": Opportunity.objects.get().id,
        "lead_id": Opportunity.objects.get().id,
        "receipt": submission.receipt,
        "staff_id": place.id,
        "team_id": Team.objects.get(rooftop=rooftop).id,
        "time_off_id": away.id,
        "source_id": source.id,
        "alias_id": SourceAlias.objects.get(source=source).id,
        "key_id": IntakeKey.objects.get(rooftop=rooftop, kind="server").id,
        "key": "formkey",
        "name": "tag.js",
        "what": "config",
        "video": "nobody-has-this-video",
        "link": a_link(rooftop, opportunity),
        "cadence_key": "internet",
        "text_key": "text_first",
        "language": "en",
        "version": 1,
        "device_id": device.id,
        "holiday_id": rooftop.observed_holidays.get().id,
        "task_id": something_to_do(rooftop, opportunity).pk,
        "appointment_id": a_visit(rooftop, opportunity).pk,
        "conversation_id": Conversation.objects.create(
            rooftop=rooftop, opportunity=opportunity, last_at=NOW
        ).pk,
        "attachment_id": a_file(rooftop, opportunity).pk,
        # Whoever holds the link may end mail to the one address it names; nobody of the store has this one.
        "token": unsubscribe_token(
            group_id=rooftop.group_id, rooftop_id=rooftop.id, value="none@example.com"
        ),
        "provider": "google",
        "stock": "S1",
        **a_connector(owner_scope(place), rooftop.id),
        **units_on_the_lot(owner_scope(place), rooftop.id),
    }
    people = {name: User.objects.get(name=name) for name in ("Olivia", "Carl", "Otto")}
    yield World(rooftop.id, samples, people["Olivia"], people["Carl"], people["Otto"])
    forget_settings()


def something_to_do(rooftop: Rooftop, opportunity: Opportunity) -> Task:
    """What intake made of the lead, or a task on the desk where it makes none."""
    made = Task.objects.filter(opportunity=opportunity, done_at=None).first()
    return made or Task.objects.create(
        rooftop=rooftop,
        opportunity=opportunity,
        kind="call",
        band=1,
        due_at=NOW,
        shown_at=NOW,
        created_at=NOW,
    )


def a_visit(rooftop: Rooftop, opportunity: Opportunity) -> Appointment:
    return Appointment.objects.create(
        rooftop=rooftop, opportunity=opportunity, person_id=opportunity.person_id, at=NOW, set_at=NOW
    )


def a_link(rooftop: Rooftop, opportunity: Opportunity) -> str:
    link = TrackedLink.objects.create(
        rooftop=rooftop,
        opportunity=opportunity,
        message=Message.objects.get(),
        token="sampletoken",
        target="https://example.com/",
        created_at=NOW,
        expires_at=NOW.replace(year=2100),
    )
    return link.token


def a_connector(scope: Scope, rooftop_id: int) -> dict[str, int]:
    """A provider's account, and one report that was set aside."""
    typed = {"google_key": "key", "intake_key": "gulfkey"}
    id = connect(scope, rooftop_id, "google", name=SECRET, typed=typed, secret="hookkey", now=NOW)
    event = InboundEvent.objects.create(
        rooftop_id=rooftop_id,
        connector_id=id,
        kind="lead-forms",
        event_key="1",
        received_at=NOW,
        retry_at=NOW,
        size=len(SECRET),
        body=SECRET.encode(),
        state="quarantined",
    )
    line = PhoneLine.objects.create(
        rooftop_id=rooftop_id, connector_id=id, e164="+12395550177", name=SECRET, created_at=NOW
    )
    return {"connector_id": id, "report_id": event.pk, "line_id": line.pk}


def a_file(rooftop: Rooftop, opportunity: Opportunity) -> Attachment:
    content = SECRET.encode()
    return Attachment.objects.create(
        rooftop=rooftop,
        opportunity=opportunity,
        kind="file",
        name=f"{SECRET}.pdf",
        media_type="application/pdf",
        size=len(content),
        stored_as=storage().put(content),
        at=NOW,
    )


def owner_scope(place: Staff) -> Scope:
    assert place.user_id is not None
    return scope_of(place.user_id)


def units_on_the_lot(scope: Scope, rooftop_id: int) -> dict[str, int]:
    """One unit from a file that was applied, and another file that waits."""
    kept: dict[str, Any] = {"file_name": f"{SECRET}.csv", "full": True, "storage": storage(), "now": NOW}
    first = inventory.receive(scope, rooftop_id, f"Stock,Model\nS1,{SECRET}\n".encode(), **kept)
    inventory.apply(scope, first, storage=storage(), now=NOW)
    waiting = inventory.receive(scope, rooftop_id, b"Stock,Model\nS1,Civic\nS2,Pilot\n", **kept)
    return {"unit_id": Unit.objects.get(rooftop_id=rooftop_id).pk, "import_id": waiting}


def send_batch_to(dealership: Dealership) -> None:
    dealership.deliver()


def routes() -> list[tuple[str, tuple[str, ...]]]:
    """Every named route of ours, with the names of its parameters."""
    found = []

    def walk(patterns: list[Any], parameters: tuple[str, ...], own: bool) -> None:
        for one in patterns:
            names = (*parameters, *one.pattern.converters)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, names, own and not str(one.pattern).startswith("accounts/"))
            elif isinstance(one, URLPattern) and own and one.name:
                found.append((one.name, names))

    walk(get_resolver().url_patterns, (), True)
    return found


ROUTES = routes()
# `version` and the like number things inside a store and name nobody's record by themselves.
NAMING = {"submission_id", "message_id", "opportunity_id", "lead_id", "staff_id", "team_id", "time_off_id",
          "source_id", "alias_id", "key_id", "receipt", "holiday_id", "device_id", "unit_id", "import_id", "task_id",
          "appointment_id", "conversation_id", "attachment_id", "connector_id", "report_id", "line_id"}  # fmt: skip


def address(world: World, name: str, parameters: tuple[str, ...]) -> str:
    missing = [one for one in parameters if one not in world.samples]
    assert not missing, f"route {name}: give tests/test_every_route.py a sample for {missing}"
    return reverse(name, kwargs={one: world.samples[one] for one in parameters})


def ask(user: User | None, verb: str, url: str, data: dict[str, Any] | None = None) -> tuple[int, bytes]:
    """One request of this user, answered by the role that pages run as."""
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    with acting_as("freshup_web"):
        response = getattr(client, verb)(url, data or {}, secure=True)
    body = b"" if response.streaming else response.content
    return response.status_code, body


def contents(rooftop: int) -> dict[str, str]:
    """A digest of every row of a store, table by table."""
    digests = {}
    with connection.cursor() as cursor:
        for table in RULES:
            column = {"rooftop": "id"}.get(table, "rooftop_id")
            cursor.execute(
                "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
                [table, column],
            )
            if cursor.fetchone() is None:
                continue
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
                f" WHERE {column} = %s",
                [rooftop],
            )
            digests[table] = cursor.fetchone()[0]
    return digests


@pytest.mark.parametrize(("name", "parameters"), ROUTES, ids=[name for name, _ in ROUTES])
class TestEveryRoute:
    def test_opens_for_the_store_manager(self, world: World, name: str, parameters: tuple[str, ...]) -> None:
        status, _ = ask(world.owner, "get", address(world, name, parameters))
        # The form's key is looked up on a connection of its own, which cannot see into this test's transaction.
        # Nor has anybody made a video here: whoever holds its link is no visitor of the store.
        # And the website of the demo is there only while the demo runs.
        nobodys = name in ("hosted_form", "chat_door", "demo_site", "demo_site_unit") or "video" in parameters
        assert status in ({200, 404, 405} if nobodys else {200, 302, 303, 405}), status

    def test_shows_an_outsider_nothing(self, world: World, name: str, parameters: tuple[str, ...]) -> None:
        status, body = ask(world.outsider, "get", address(world, name, parameters))
        if NAMING & set(parameters):
            assert status in {403, 404, 405}, status
        assert SECRET.encode() not in body
        if name not in PUBLIC:
            assert b"Gulf Honda" not in body

    def test_shows_a_colleague_of_another_store_nothing(
        self, world: World, name: str, parameters: tuple[str, ...]
    ) -> None:
        status, body = ask(world.colleague, "get", address(world, name, parameters))
        if NAMING & set(parameters):
            assert status in {403, 404, 405}, status
        assert SECRET.encode() not in body

    def test_asks_nobody_to_sign_in(self, world: World, name: str, parameters: tuple[str, ...]) -> None:
        status, body = ask(None, "get", address(world, name, parameters))
        assert status in ({200, 302, 404, 405} if name in PUBLIC else {302, 403, 404, 405}), status
        assert SECRET.encode() not in body

    def test_lets_an_outsider_change_nothing(
        self, world: World, name: str, parameters: tuple[str, ...]
    ) -> None:
        before = contents(world.rooftop)
        status, _ = ask(world.outsider, "post", address(world, name, parameters))
        if NAMING & set(parameters):
            assert status in {403, 404, 405}, status
        assert contents(world.rooftop) == before

    def test_lets_a_colleague_of_another_store_change_nothing(
        self, world: World, name: str, parameters: tuple[str, ...]
    ) -> None:
        before = contents(world.rooftop)
        status, _ = ask(world.colleague, "post", address(world, name, parameters))
        if NAMING & set(parameters):
            assert status in {403, 404, 405}, status
        assert contents(world.rooftop) == before


class TestTheWallItself:
    def test_stands_around_every_table_that_holds_a_stores_rows(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relkind = 'r' AND a.attname IN ('rooftop_id', 'group_id') AND NOT a.attisdropped"
                " AND NOT c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"
            )
            unguarded = {row[0] for row in cursor.fetchall()}
        assert unguarded <= {"account_groups", "auth_group_permissions"}

    def test_lets_nobody_rewrite_history(self, db: None) -> None:
        with connection.cursor() as cursor:
            for role in ("freshup_web", "freshup_worker"):
                for table in (
                    "activity",
                    "assignment",
                    "score_point",
                    "consent_event",
                    "audit_entry",
                    "lead",
                ):
                    for verb in ("UPDATE", "DELETE"):
                        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, verb])
                        assert cursor.fetchone() == (False,), (role, table, verb)
