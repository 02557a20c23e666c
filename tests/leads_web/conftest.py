"""A group of two stores, another group, and the people who look at their leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import Rooftop, Staff
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests import factories
from tests.acting import acting_as


@dataclass
class World:
    gulf: Rooftop
    bay: Rooftop
    elsewhere: Rooftop
    agent: Staff
    colleague: Staff
    manager: Staff
    own: Staff
    principal: Staff
    outsider: Staff


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget_settings()
    group = factories.make_group()
    gulf, bay = factories.make_store(group, name="Gulf Honda"), factories.make_store(group, name="Bay Toyota")
    elsewhere = factories.make_store(factories.make_group(name="Other"), name="Elsewhere Ford")
    yield World(
        gulf,
        bay,
        elsewhere,
        agent=factories.make_staff(gulf, name="Ana"),
        colleague=factories.make_staff(bay, name="Ben"),
        manager=factories.make_staff(gulf, "manager", name="Mona"),
        own=factories.make_staff(gulf, "salesperson", "own", name="Sol"),
        principal=factories.make_principal(group),
        outsider=factories.make_staff(elsewhere, "manager", name="Otto"),
    )
    forget_settings()


def scope(staff: Staff) -> Scope:
    return scope_of(staff.user_id)


@contextmanager
def behind_the_wall(staff: Staff) -> Iterator[Scope]:
    """As this person, in the web's own role: what row-level security hides is hidden."""
    seen = scope(staff)
    with acting_as(
        LOGINS["web"],
        seen.rooftops,
        stores=seen.stores,
        groups=seen.groups,
        sharing_groups=seen.sharing_groups,
        owners=seen.owners,
        user=seen.user_id,
    ):
        yield seen


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
