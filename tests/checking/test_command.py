"""`freshup check` at an installation of the tests' own, sound and broken by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection, connections
from django.test import override_settings

from freshup.adapters.host.backups import MARKER, NOTED_MAX, newest_backup, note_backup
from freshup.bootstrap.home import home
from freshup.data.models import Connector, DncArea
from freshup.operations.connectors.sealing import sealed
from freshup.ports.accounts import Account
from freshup.ports.probing import ProbeFailed
from tests.factories import make_store

pytestmark = pytest.mark.django_db


def check(*arguments: str) -> tuple[int, list[dict[str, str]]]:
    """Exit code and findings."""
    said, code = StringIO(), 0
    try:
        call_command("check", "--json", *arguments, stdout=said)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(said.getvalue())["findings"]


def in_area(area: str, *arguments: str) -> list[tuple[str, str]]:
    return [(one["state"], one["says"]) for one in check(*arguments)[1] if one["area"] == area]


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def marker(text: str) -> Iterator[None]:
    path = home() / MARKER
    path.write_text(text)
    try:
        yield
    finally:
        path.unlink()


class TestTheCommand:
    def test_is_ours_and_djangos_own_checks_are_in_it(self) -> None:
        assert get_commands()["check"] == "freshup.interfaces.console"
        assert in_area("django")[0][0] == "ok"

    def test_tells_what_django_finds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [
            checks.Error("It is broken", hint="Mend it", id="data.E001"),
            checks.Info("nothing", id="data.I1"),
        ]
        monkeypatch.setattr(checks, "run_checks", lambda: found)
        assert in_area("django") == [("wrong", "data.E001 It is broken")]

    def test_ends_with_one_where_anything_is_wrong_and_says_what_to_do(self) -> None:
        code, found = check()
        assert code == 1
        workers = next(one for one in found if one["says"].startswith("no worker is alive"))
        assert (workers["state"], "freshup worker" in workers["advice"]) == ("wrong", True)

    def test_says_a_line_each_and_a_sum(self) -> None:
        said = StringIO()
        with pytest.raises(SystemExit):
            call_command("check", stdout=said)
        *lines, total = said.getvalue().splitlines()
        assert all(line.split()[0] in ("ok", "warning", "wrong") for line in lines)
        assert total.endswith("wrong")

    def test_goes_on_without_a_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any) -> None:
            raise OperationalError("refused")

        monkeypatch.setattr(connections["default"], "ensure_connection", refuse)
        code, found = check()
        silent = [one for one in found if one["area"] == "database"]
        assert (code, [one["says"] for one in silent]) == (1, ["the embedded database is not running"])
        assert {"settings", "disk", "backups"} <= {one["area"] for one in found}


class TestTheWalls:
    def test_stand_as_they_were_raised(self) -> None:
        ((state, says),) = in_area("walls")
        assert (state, "row-level security stands" in says) == ("ok", True)

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ("ALTER TABLE lead DISABLE ROW LEVEL SECURITY", "lead"),
            ("DROP POLICY of_scope ON message", "message"),
            ("CREATE POLICY hole ON person TO freshup_web USING (true)", "person"),
            ("GRANT UPDATE ON activity TO freshup_web", "activity"),
            ("CREATE TABLE forgotten (rooftop_id bigint)", "forgotten"),
        ],
    )
    def test_with_a_hole_are_wrong(self, statement: str, said: str) -> None:
        sql(statement)
        found = in_area("walls")
        assert {state for state, _ in found} == {"wrong"}
        assert any(said in says for _, says in found)


class TestTheDatabase:
    def test_that_lacks_a_migration_is_asked_nothing_more(self) -> None:
        sql("DELETE FROM django_migrations WHERE app = 'data' AND name = '0007_gauges'")
        said = in_area("database")
        assert ("wrong", "1 migrations are missing (data.0007_gauges)") in said
        assert not in_area("walls")


class TestProviders:
    def connector(self, **other: Any) -> Connector:
        words = {
            "rooftop": make_store(name="Gulf Honda", phone_e164="+12395550100"),
            "provider": "twilio",
            "name": "Our texts",
            "sealed": sealed({"auth_token": "x"}),
            "key_hash": b"x",
            "created_at": datetime.now(UTC),
        }
        return Connector.objects.create(**{**words, **other})

    def test_whose_number_is_not_registered_send_no_text(self) -> None:
        self.connector()
        assert (
            "wrong",
            "Gulf Honda: its number is not registered for texting (10DLC), so no text goes out",
        ) in in_area("providers")

    def test_sealed_under_another_key_are_told(self) -> None:
        self.connector(sealed=b"gAAAAA-nothing-of-ours")
        assert ("wrong", "Gulf Honda: the secrets of Our texts can't be opened") in in_area("providers")

    def test_with_an_old_national_list_are_told(self) -> None:
        made = self.connector()
        loaded = datetime.now(UTC) - timedelta(days=40)
        DncArea.objects.create(group=made.rooftop.group, area_code="239", loaded_at=loaded, numbers=1)
        found = [says for state, says in in_area("providers") if state == "wrong"]
        assert any("do-not-call list is too old" in says for says in found)

    @override_settings(FRESHUP_BASE_URL="https://127.0.0.1:1")
    def test_that_are_still_the_sandbox_matter_in_production(self) -> None:
        make_store(name="Bay Ford")
        assert ("warning", "Bay Ford: texts go to the sandbox and reach nobody") not in in_area("providers")
        with override_settings(FRESHUP_BASE_URL="https://freshup.invalid"):
            assert ("warning", "Bay Ford: texts go to the sandbox and reach nobody") in in_area("providers")

    def test_are_asked_themselves_only_when_told_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Account] = []

        def refuse(account: Account) -> str:
            asked.append(account)
            raise ProbeFailed("401 (the key is not known there)")

        monkeypatch.setattr("freshup.interfaces.console.checking.providers.probe_of", lambda provider: refuse)
        self.connector()
        check()
        assert asked == []
        said = in_area("providers", "--deep")
        assert ("wrong", "Gulf Honda: Our texts does not work: 401 (the key is not known there)") in said
        assert len(asked) == 1


class TestBackups:
    @pytest.mark.parametrize(
        "text",
        [
            '[{"at": "2026-11-20T03:00:00+00:00"}, {"at": "2026-11-19T03:00:00+00:00"}]',
            '{"backups": [{"finished_at": "2026-11-20T03:00:00Z", "bytes": 5}]}',
            '{"made_at": "2026-11-20T03:00:00"}',
            '["2026-11-20T03:00:00+00:00", 7, null, {"at": "yesterday"}]',
        ],
    )
    def test_are_found_however_they_were_noted(self, tmp_path: Path, text: str) -> None:
        (tmp_path / MARKER).write_text(text)
        assert newest_backup(tmp_path) == datetime(2026, 11, 20, 3, tzinfo=UTC)

    @pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"backups": 3}'])
    def test_noted_in_no_way_anybody_can_read_are_none(self, tmp_path: Path, text: str) -> None:
        (tmp_path / MARKER).write_text(text)
        assert newest_backup(tmp_path) is None
        assert newest_backup(tmp_path / "nowhere") is None

    def test_are_noted_one_after_another_and_the_oldest_forgotten(self, tmp_path: Path) -> None:
        first = datetime(2026, 11, 1, tzinfo=UTC)
        for day in range(60):
            note_backup(tmp_path, first + timedelta(days=day))
        assert newest_backup(tmp_path) == first + timedelta(days=59)
        assert len(json.loads((tmp_path / MARKER).read_text())) == NOTED_MAX

    def test_that_are_new_are_ok(self) -> None:
        with marker(json.dumps([{"at": datetime.now(UTC).isoformat()}])):
            assert in_area("backups")[0][0] == "ok"
        assert in_area("backups") == [("warning", "no backup is known of")]
