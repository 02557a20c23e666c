"""The stores of a crash trial, opened in its own home: `python -m …crash.opening` reads a `Wanted` as JSON and says
an `Opened` as JSON.
"""

import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Final

import django

from freshup.bootstrap.home import prepare_home

# The secret must be there before the settings are read, or this process seals with one of its own.
prepare_home()
django.setup()

# Django must be set up before anything that has models is imported.
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from freshup.bootstrap.database import ensure_database  # noqa: E402
from freshup.domain.cadences import Cadence, Step  # noqa: E402
from freshup.domain.connectors.texting import Registration  # noqa: E402
from freshup.domain.consent import DEFAULT_LAW, HoursRule, Window  # noqa: E402
from freshup.interfaces.console.benches.reading import open_session  # noqa: E402
from freshup.interfaces.console.benches.seeding import open_stores  # noqa: E402
from freshup.operations.accounts import create_account  # noqa: E402
from freshup.operations.cadences.publishing import publish_cadence  # noqa: E402
from freshup.operations.connectors.opening import connect  # noqa: E402
from freshup.operations.connectors.registering import register  # noqa: E402
from freshup.operations.rules import publish  # noqa: E402
from freshup.queries.access import Scope  # noqa: E402

GROUPS: Final = 2
STORES_A_GROUP: Final = 2
ALL_DAY: Final = Window(0, 1440)
# A trial must be possible at night: these stores are where people may be texted at any hour.
OPEN: Final = HoursRule("trial-hours", "", ALL_DAY, ALL_DAY, ALL_DAY)
LAW: Final = replace(
    DEFAULT_LAW, hours=(OPEN,), unknown=replace(OPEN, code="trial-unknown"), caps=DEFAULT_LAW.caps
)
# Besides the acknowledgement everybody gets a text and an e-mail at once, instead of over a month.
STEPS: Final = (
    Step("text_1", "text", 0, clock="wall", template="text_first"),
    Step("mail_1", "email", 0, clock="wall", template="email_visit"),
)
CADENCE: Final = "third_party"
APPROVED: Final = Registration(
    status="approved",
    brand="B1",
    campaign="C1",
    use_case="CUSTOMER_CARE",
    samples="Your car is here. Reply STOP to end\nShall I hold it for you?",
    opt_in="A box on the form",
    privacy_url="https://trial.example.com/privacy",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the providers are that the stores send by, and how to log in there."""

    twilio_url: str
    smtp_port: int
    account_sid: str
    auth_token: str
    smtp_user: str
    smtp_password: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The intake keys with their stores' names, and somebody who is signed in."""

    stores: list[tuple[str, str]]
    session: str
    cookie: str


def opened(wanted: Wanted, *, now: datetime) -> Opened:
    ensure_database()
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        stores = open_stores(now=now, groups=GROUPS, stores=STORES_A_GROUP)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, group_id FROM rooftop ORDER BY id")
            rooftops = cursor.fetchall()
        for rooftop_id, _ in rooftops:
            _furnish(rooftop_id, wanted, now)
        # One person who sees the first group; what they write goes by the pages.
        user = create_account(
            "pat@trial.example.com", "Pat", role="principal", rooftop_id=rooftops[0][0], password="trial of strength",
            now=now,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM staff WHERE id = %s", [user[0]])
        (user_id,) = cursor.fetchone()
    return Opened(
        [(one.key, one.name) for one in stores], open_session(user_id), settings.SESSION_COOKIE_NAME
    )


def _furnish(rooftop_id: int, wanted: Wanted, now: datetime) -> None:
    scope = Scope(stores=(rooftop_id,), rooftops=(rooftop_id,), roles={rooftop_id: "admin"})
    texts = {
        "account_sid": wanted.account_sid,
        "auth_token": wanted.auth_token,
        "api_url": wanted.twilio_url,
    }
    mails = {
        "host": "127.0.0.1", "port": str(wanted.smtp_port), "security": "none",
        "user": wanted.smtp_user, "password": wanted.smtp_password,
    }  # fmt: skip
    for provider, typed in (("twilio", texts), ("smtp", mails)):
        connect(
            scope, rooftop_id, provider, name=provider, typed=typed, secret=f"trialhook{provider}{rooftop_id}", now=now
        )  # fmt: skip
    publish(scope, rooftop_id, LAW, based_on=0, now=now)
    register(scope, rooftop_id, APPROVED, now=now)
    cadence = Cadence(CADENCE, "Trial", source_kinds=("third_party",), steps=STEPS, gap_minutes=0)
    publish_cadence(scope, rooftop_id, cadence, based_on=0, now=now)


if __name__ == "__main__":
    json.dump(asdict(opened(Wanted(**json.load(sys.stdin)), now=datetime.now(UTC))), sys.stdout)
