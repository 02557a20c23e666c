"""The document is true: a real web process answers as it says, whatever a program of strangers sends (schemathesis).

A few hundred requests from a fixed seed, on the loopback. No 5xx, no undescribed status, content type or body.
"""

import itertools
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.api.openapi import document
from freshup.interfaces.console.processes import FRESHUP
from freshup.operations.connectors.opening import hook_key_hash
from freshup.operations.connectors.sealing import sealed
from freshup.operations.consent import unsubscribe_token
from tests.doors.conftest import FORM_KEY, KEY, ORIGIN, Site
from tests.health.served import TOKEN, served

EXAMPLES = int(os.environ.get("FRESHUP_OPENAPI_EXAMPLES", "20"))
OPERATIONS = [
    (path, verb) for path, item in document()["paths"].items() for verb in item if verb != "parameters"
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
GOOGLE, SANDBOX = "k3ygoogle00000000000", "k3ysandbox0000000000"
# What must have been reached in the end: a program of strangers that is only ever turned away proves little.
REACHED = {
    "handInInquiry": {202, 404},
    "askBeforeHandingIn": {204},
    "report": {200, 403, 404},
    "tellOfAPage": {204, 400, 404},
    "chatConfig": {200, 404},
    "startChat": {200},
    "say": {200, 422},
    "lines": {200},
    "endChat": {200},
    "leave": {200, 404},
    "inquiryForm": {200, 404},
    "sendForm": {422, 404},
    "alive": {200},
    "ready": {200},
    "metrics": {200, 401},
    "description": {200},
}
numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Doors:
    schema: Any
    url: str
    known: dict[str, list[str]]
    tokens: dict[str, str]
    reached: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture(scope="module")
def doors(
    postgres: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """A store with a chat, a connector and a form, asked through a proxy so that no sender is one too many."""
    place = tmp_path_factory.mktemp("openapi")
    # Pages name their files by hashes, which are in the manifest this makes.
    collected = subprocess.run(
        [*FRESHUP, "collectstatic", "--noinput"],
        env={**os.environ, "FRESHUP_ROLE": "owner"},
        capture_output=True,
    )
    assert collected.returncode == 0, collected.stderr
    with served(
        postgres, django_db_blocker, place, FRESHUP_METRICS_TOKEN=TOKEN, FRESHUP_TRUSTED_PROXIES="1"
    ) as site:
        known = prepared(site)
        schema = schemathesis.openapi.from_dict(document())
        chat = site.ask(f"/chat/{FORM_KEY}/start/", b"{}", Origin=ORIGIN, Content_Type="application/json")[1][
            "token"
        ]
        yield Doors(schema, f"http://127.0.0.1:{site.http}", known, {"/chat/": chat, "/metrics/": TOKEN})


def prepared(site: Site) -> dict[str, list[str]]:
    with site.database.connect("owner") as connection:
        (rooftop, group) = connection.execute("SELECT id, group_id FROM rooftop").fetchone() or (0, 0)
        for provider, key, secrets in (("google", GOOGLE, {"google_key": "w"}), ("sandbox", SANDBOX, {})):
            connection.execute(
                "INSERT INTO connector (rooftop_id, provider, name, settings, sealed, key_hash, key_prefix, created_at,"
                " last_error, cursor) VALUES (%s, %s, %s, '{}', %s, %s, '', now(), '', '{}')",
                [rooftop, provider, provider, sealed(secrets), hook_key_hash(key)],
            )
    token = unsubscribe_token(group_id=group, rooftop_id=rooftop, value="none@example.com")
    return {"key": [KEY, FORM_KEY], "kind": ["lead-forms", "text-in"], "token": [token]}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "verb"), OPERATIONS, ids=[f"{verb} {path}" for path, verb in OPERATIONS])
def test_answers_as_the_document_says(doors: Doors, path: str, verb: str) -> None:
    operation = doors.schema[path][verb.upper()]

    # Explicit and generated ones alone: what is found is a list to mend, not a smallest example to admire.
    @seed(5)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), known=st.booleans(), pick=st.integers(0, 9))
    def ask(case: Any, known: bool, pick: int) -> None:
        if known:
            meet(case, doors, pick)
        case.headers["X-Forwarded-For"] = f"10.{next(numbers) % 250}.{pick}.1"
        response = case.call_and_validate(base_url=doors.url, checks=CHECKS, timeout=30)
        doors.reached[operation.definition.raw["operationId"]].add(response.status_code)

    ask()


@pytest.mark.slow
def test_and_that_was_no_closed_door(doors: Doors) -> None:
    """Runs last: what the requests above were answered."""
    assert {name: statuses - doors.reached[name] for name, statuses in REACHED.items()} == dict.fromkeys(
        REACHED, set()
    )


def meet(case: Any, doors: Doors, pick: int) -> None:
    """Half of what is sent names a key, a token and a site that are there, or nothing would get past the door."""
    for name, values in doors.known.items():
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = values[pick % len(values)]
    case.headers["Origin"] = ORIGIN
    path = case.operation.path
    if path.startswith(("/visits/", "/chat/", "/form/")):
        case.path_parameters["key"] = FORM_KEY
    if path.startswith("/hooks/"):
        case.path_parameters |= {
            "key": (GOOGLE, SANDBOX)[pick % 2],
            "kind": ("lead-forms", "text-in")[pick % 2],
        }
        # A good word, and a report about whatever.
        if case.operation.method.upper() == "POST" and pick % 2 == 0:
            about = case.body if isinstance(case.body, dict) else {}
            case.body, case.media_type = {**about, "google_key": "w"}, "application/json"
    if path.endswith("/say/") and pick % 3 == 0:
        case.body = {"words": "Is it still there?"}
    for beginning, token in doors.tokens.items():
        if path.startswith(beginning):
            case.headers["Authorization"] = f"Bearer {token}"
