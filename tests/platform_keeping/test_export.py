"""A dealer takes everything away: all of theirs, nothing of anybody else's, and nothing that opens a door."""

import csv
import json
import stat
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from freshup.adapters.archives.errors import AlreadyThere
from freshup.data.models import (
    Appointment,
    Connector,
    IntakeKey,
    Opportunity,
    Suppression,
    TrackedLink,
    Unit,
    User,
)
from freshup.interfaces.console.keeping import exporting
from freshup.interfaces.console.keeping.cells import cell, line
from freshup.interfaces.console.keeping.exporting import DoesNotAddUp, export
from freshup.operations.connectors.sealing import sealed
from freshup.queries.platform.taken_away import STAYS, TAKEN, WITH_FILES
from freshup.queries.platform.taking import (
    BYTES,
    NothingToTake,
    everything,
    group_named,
    store_numbered,
)
from tests.factories import NOW, make_staff, make_store
from tests.platform_keeping.conftest import PICTURE, message, move_in, quiet

ALL_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""


def columns() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ALL_COLUMNS)
        for table, column, kind in cursor.fetchall():
            found.setdefault(table, {})[column] = kind
    return found


def rows(folder: Path, table: str) -> list[dict]:
    return [json.loads(one) for one in (folder / f"{table}.jsonl").read_text().splitlines()]


@pytest.mark.django_db
class TestLists:
    def test_every_column_of_every_table_goes_or_stays_for_a_reason(self):
        there = {(table, column) for table, kinds in columns().items() for column in kinds}
        goes = {(table, column) for table, one in TAKEN.items() for column in one.names}
        stays = {(table, column) for table, column in there if table in STAYS or f"{table}.{column}" in STAYS}
        assert goes - there == set(), "columns that are not there"
        assert there - goes - stays == set(), "put these into one of the lists"
        assert goes & stays == set(), "in both lists"
        named = {name.split(".")[0] for name in STAYS}
        assert named <= set(columns())
        assert all(STAYS.values())

    def test_bytes_outside_the_database_go_along_or_stay_for_a_reason(self):
        naming = {table for table, kinds in columns().items() if "stored_as" in kinds}
        assert naming == {*WITH_FILES, "inbound_event"}
        assert "inbound_event.stored_as" in STAYS

    def test_raw_bytes_are_known_so_that_they_are_read_in_small_portions(self):
        raw = {
            (table, column)
            for table, kinds in columns().items()
            for column, kind in kinds.items()
            if kind == "bytea" and table in TAKEN and column in TAKEN[table].names
        }
        assert raw == {(table, column) for table, names in BYTES.items() for column in names}

    def test_amounts_say_that_they_are_cents(self):
        money = [
            column
            for one in TAKEN.values()
            for column in one.names
            if any(word in column for word in ("price", "cost", "msrp", "amount"))
        ]
        assert [one for one in money if not one.endswith(("_cents", "_at"))] == []


class TestCells:
    @pytest.mark.parametrize("text", ["=1+1", "+12395550101", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
    def test_text_that_a_spreadsheet_would_run_is_harmless_and_whole_in_json(self, text):
        assert cell(text) == f"'{text}"
        assert json.loads(line(["name"], [text])) == {"name": text}

    def test_numbers_below_zero_stay_numbers(self):
        assert cell(-5) == "-5"

    def test_writes_moments_and_days_as_iso(self):
        moment = datetime(2026, 11, 18, 16, tzinfo=UTC)
        assert (cell(moment), cell(date(2026, 11, 18))) == ("2026-11-18T16:00:00+00:00", "2026-11-18")
        assert json.loads(line(["at"], [moment]))["at"] == "2026-11-18T16:00:00+00:00"

    def test_bytes_are_text_where_they_can_be(self):
        assert json.loads(line(["a", "b"], [b"Hola", b"\xff\x00"])) == {"a": "Hola", "b": {"base64": "/wA="}}

    def test_empty_yes_and_lists(self):
        assert [cell(one) for one in (None, True, ["en", "es"], {"a": 1})] == [
            "",
            "true",
            '["en", "es"]',
            '{"a": 1}',
        ]


@pytest.mark.slow
class TestExport:
    def test_gives_one_store_its_own_and_nothing_of_its_sister(self, house):
        store, sister = self.two_stores()
        folder = house.folder / "out"
        done = export(house.here, store_numbered(store.id), folder, now=NOW, say=quiet)

        assert [one["first_name"] for one in rows(folder, "person")] == ["=Marisol"]
        assert [one["id"] for one in rows(folder, "rooftop")] == [store.id]
        everything_said = "".join(one.read_text() for one in folder.glob("*.jsonl"))
        for word in ("Renata", "2395550199", "SISTER"):
            assert word not in everything_said
        # Opt-outs hold for the group; of strangers a store takes none with it.
        assert [one["value"] for one in rows(folder, "suppression")] == ["+12395550101"]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert done.rows == json.loads((folder / "counts.json").read_text())["rows"]
        for table, count in done.rows.items():
            assert len(rows(folder, table)) == count
            with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as sheet:
                assert len(list(csv.reader(sheet))) == count + 1
        whole = export(house.here, group_named(str(store.group_id)), house.folder / "g", now=NOW, say=quiet)
        assert whole.rows["person"] == whole.rows["lead"] == 2
        assert whole.rows["suppression"] == 2
        assert sister.id in [one["id"] for one in rows(house.folder / "g", "rooftop")]

    def test_adds_up_with_the_database_and_takes_the_files_along(self, house):
        self.two_stores()
        done = export(house.here, everything(), house.folder / "all.zip", now=NOW, say=quiet)
        for table in ("submission", "lead", "message", "activity", "opportunity", "search_key", "unit"):
            if table in TAKEN:
                assert done.rows[table] == house.ask(f"SELECT count(*) FROM {table}")
        with zipfile.ZipFile(house.folder / "all.zip") as packed:
            names = packed.namelist()
            pictures = [one for one in names if one.startswith("all/files/attachment/")]
            assert [Path(one).name.partition("-")[2] for one in pictures] == ["_bumper of mine.jpg"] * 2
            assert packed.read(pictures[0]) == PICTURE
            sheet = packed.read("all/person.csv").decode("utf-8-sig")
            read_me = packed.read("all/README.txt").decode()
        assert "'=Marisol" in sheet
        assert "What customers agreed to" in read_me
        assert "second factors" in read_me
        assert (house.folder / "all.zip").stat().st_mode & 0o777 == 0o600
        assert [one.name for one in house.folder.iterdir() if one.name.startswith(".")] == []

    def test_hands_out_nothing_that_opens_a_door(self, house):
        store, _ = self.two_stores()
        user = User.objects.get(places__rooftop=store)
        user.set_password("correct horse battery staple")
        user.save()
        box = sealed({"auth_token": "TOPSECRET"})
        Connector.objects.create(
            rooftop=store, provider="twilio", name="Texts", sealed=box, key_hash=b"h" * 32, key_prefix="pre5ix",
            created_at=NOW, settings={"account_sid": "AC1"},
        )  # fmt: skip
        IntakeKey.objects.create(
            rooftop=store, label="Website", prefix="abc", secret_hash=b"s" * 32, public_value="PUBLICVALUE",
            created_at=NOW,
        )  # fmt: skip
        effort = Opportunity.objects.filter(rooftop=store).get()
        TrackedLink.objects.create(
            rooftop=store, opportunity=effort, message=message(effort, headers={"List-Unsubscribe": "SIGNED"}),
            token="OPENSTHELINK", created_at=NOW, expires_at=NOW,
        )  # fmt: skip
        export(house.here, everything(), house.folder / "out", now=NOW, say=quiet)
        said = "".join(one.read_text() for one in (house.folder / "out").glob("*.*"))
        assert "AC1" in said
        for secret in (user.password, box.decode(), "PUBLICVALUE", "OPENSTHELINK", "SIGNED", "pre5ix"):
            assert secret not in said
        for raw in (b"h" * 32, b"s" * 32):
            assert raw.decode() not in said

    def test_hands_out_nothing_at_all_when_it_does_not_add_up(self, house, monkeypatch):
        store, _ = self.two_stores()
        monkeypatch.setattr(exporting, "rows_there", lambda *_: 7)
        with pytest.raises(DoesNotAddUp):
            export(house.here, store_numbered(store.id), house.folder / "out", now=NOW, say=quiet)
        assert {one.name for one in house.folder.iterdir()} == {"files"}
        (house.folder / "out").mkdir()
        with pytest.raises(AlreadyThere):
            export(house.here, store_numbered(store.id), house.folder / "out", now=NOW, say=quiet)
        with pytest.raises(NothingToTake, match="Coast Group"):
            group_named("Nowhere Motors")

    def two_stores(self):
        """A store with its customer, and a sister in the same group with hers."""
        store = move_in(first="=Marisol")
        other = move_in(first="Renata", phone="+12395550199")
        group = other.group
        for table in ("person", "contact_point"):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {table} SET group_id = %s WHERE group_id = %s", [store.group_id, group.pk]
                )
        type(other).objects.filter(id=other.id).update(group=store.group, name="SISTER Motors")
        for number in ("+12395550101", "+12395550177"):
            Suppression.objects.create(
                group=store.group, kind="phone", value=number, reason="stop", since=NOW
            )
        for place in (store, other):
            Unit.objects.create(
                rooftop=place, stock=f"{'SISTER' if place == other else 'MINE'}1", price_cents=2_599_900,
                first_seen_at=NOW, last_seen_at=NOW,
            )  # fmt: skip
            effort = Opportunity.objects.filter(rooftop=place).get()
            Appointment.objects.create(
                rooftop=place, opportunity=effort, person=effort.person, at=NOW, set_at=NOW
            )
        return store, other


def test_a_store_nobody_has_is_named(house):
    with pytest.raises(NothingToTake):
        store_numbered(404)
    assert make_staff(make_store()).rooftop_id in everything().scope.stores
