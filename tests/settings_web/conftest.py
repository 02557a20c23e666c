"""A group of two stores with people and leads, another group beside it; every page is met through the wall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import AuditEntry, Rooftop, Staff, User
from freshup.queries.access import Scope, scope_of
from freshup.queries.stores import forget_settings
from tests.acting import acting_as
from tests.intake.adf import adf
from tests.intake.conftest import ALL_DAY, NOW, Dealership, make_dealership, person, store

__all__ = ["ALL_DAY", "NOW", "make_dealership"]


@dataclass
class Visitor:
    """Somebody at the browser; the answers come from the role pages run as."""

    client: Client

    def get(self, path: str, **data: Any) -> HttpResponse:
        with acting_as(LOGINS["web"]):
            return self.client.get(path, data)  # type: ignore[return-value]

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        with acting_as(LOGINS["web"]):
            return self.client.post(path, {**(data or {}), **more})  # type: ignore[return-value]

    def statements(self, path: str) -> int:
        self.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert self.get(path).status_code == 200
        return len(seen)


@dataclass
class World:
    """Gulf Honda (Mia manages it, Ana, Ben and Sal work there) and Bay Toyota; Otto manages another group's store."""

    gulf: int
    bay: int
    elsewhere: int
    dealership: Dealership

    def visitor(self, name: str) -> Visitor:
        client = Client()
        client.force_login(User.objects.get(name=name))
        return Visitor(client)

    def scope(self, name: str) -> Scope:
        return scope_of(User.objects.get(name=name).pk)

    def staff(self, name: str, rooftop: int | None = None) -> Staff:
        return Staff.objects.get(user__name=name, rooftop_id=rooftop or self.gulf)

    def actions(self) -> list[str]:
        return list(
            AuditEntry.objects.filter(rooftop_id=self.gulf).order_by("id").values_list("action", flat=True)
        )

    def leads(self, count: int, **other: Any) -> None:
        """Inquiries of as many people, all taken in and given out."""
        self.dealership.take(
            *(
                adf(
                    number=str(n),
                    first=f"Person{n}",
                    email=f"p{n}@example.com",
                    phone=f"239-555-01{n:02}",
                    **other,
                )
                for n in range(10, 10 + count)
            )
        )


@pytest.fixture
def world(make_dealership: Callable[..., Dealership]) -> Iterator[World]:
    mia = person("Mia", role="manager", takes_leads=False)
    people = (mia, person("Ana"), person("Ben"), person("Sal", role="salesperson", scope="own", team="sales"))
    ours = make_dealership(
        store("Gulf Honda", "gulfkey", people), store("Bay Toyota", "baykey", (person("Cleo"),))
    )
    make_dealership(store("Elsewhere Ford", "elsekey", (person("Otto", role="manager"),)))
    gulf, bay, elsewhere = (
        Rooftop.objects.get(name=name).pk for name in ("Gulf Honda", "Bay Toyota", "Elsewhere Ford")
    )
    yield World(gulf, bay, elsewhere, ours)
    forget_settings()


def form_values(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send back of the page's main form: every field as it stands."""
    values: dict[str, Any] = {}

    class Reader(HTMLParser):
        textarea: str | None = None
        select: str | None = None

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found = {name: value or "" for name, value in attrs}
            name = found.get("name", "")
            if tag == "input" and name:
                box = found.get("type") in ("checkbox", "radio")
                if not box or "checked" in found:
                    values.setdefault(name, []).append(found.get("value", "on" if box else ""))
            elif tag == "textarea" and name:
                self.textarea = name
                values[name] = [""]
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and "selected" in found:
                values[self.select] = [found.get("value", "")]

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                self.textarea = None
            if tag == "select":
                self.select = None

        def handle_data(self, data: str) -> None:
            if self.textarea:
                values[self.textarea][0] += data

    Reader().feed(response.content.decode())
    return values
