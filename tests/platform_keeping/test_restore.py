"""A restore: everything as the backup has it, or everything as it was."""

import json
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from freshup.adapters.archives.errors import ArchiveDamaged
from freshup.adapters.archives.manifest import Manifest
from freshup.adapters.archives.reading import manifest_of, verified
from freshup.adapters.archives.stored import place_of
from freshup.adapters.postgres.swapping import clients_of
from freshup.bootstrap.keeping import django_in
from freshup.data.models import AuditEntry, Enrolment, Message, Opportunity, Person, Suppression
from freshup.domain.events import Event
from freshup.interfaces.console.keeping import restoring
from freshup.interfaces.console.keeping.refusing import Refused, refuse_newer
from freshup.interfaces.console.keeping.restoring import drop_old
from freshup.interfaces.console.keeping.telling import told, told_as_json
from freshup.operations.keeping import IN_FLIGHT, WAITED, hold_sending, resume_sending
from tests.factories import NOW, make_lead
from tests.platform_keeping.conftest import PICTURE, message, move_in, name_of

pytestmark = pytest.mark.slow


class TestRestore:
    def test_brings_back_rows_files_walls_and_numbers(self, house):
        store = move_in()
        made = house.back_up(house.folder / "a.tar")
        lost = move_in(first="Lost", phone="+12395550102")
        place_of(house.here.stored, name_of(PICTURE)).unlink()
        last = house.ask("SELECT max(id) FROM lead")

        done = house.restore(made.path, replace=True)

        assert done.comparison.different == []
        assert house.ask("SELECT count(*) FROM person") == 1
        assert (done.files_put_back, done.files_there) == (1, 0)
        assert place_of(house.here.stored, name_of(PICTURE)).read_bytes() == PICTURE
        # A new inquiry comes in, under a number that nobody has had.
        assert make_lead(Opportunity.objects.get()).pk > last + 1_000
        with house.connect("web") as page:
            assert page.execute("SELECT count(*) FROM person").fetchone() == (0,)
            page.execute(
                "SELECT set_config('app.rooftops', %s, false), set_config('app.stores', %s, false)",
                [str(store.id)] * 2,
            )
            assert page.execute("SELECT count(*) FROM lead").fetchone() == (2,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                page.execute("DELETE FROM activity")
        entry = AuditEntry.objects.get(action="installation.restored")
        assert (entry.rooftop_id, entry.changes["backup_of"]) == (store.id, NOW.isoformat())
        # What was there before is kept, until it is said to be needed no more.
        assert house.ask("SELECT count(*) FROM person", name=done.replaced.aside) == 2
        assert lost.id
        lines = "\n".join(told(done, home="/home", took_secret=False))
        assert f"kept as {done.replaced.aside}" in lines
        assert "DIFFERENT" not in lines
        assert json.dumps(told_as_json(done))
        assert drop_old(house.here) == [done.replaced.aside]
        assert house.databases() == [house.here.name]

    def test_refuses_a_database_with_rows_and_names_them(self, house):
        made = house.back_up(house.folder / "a.tar")
        move_in()
        with pytest.raises(Refused, match=r"not empty: .*lead 1.*--replace"):
            house.restore(made.path)
        assert house.ask("SELECT count(*) FROM lead") == 1

    def test_refuses_while_workers_are_at_work(self, house):
        made = house.back_up(house.folder / "a.tar")
        place = house.cluster.conninfo(house.here.name, user="freshup_worker")
        with psycopg.connect(place, application_name="freshup worker") as worker:
            with pytest.raises(Refused, match="1 connections of freshup worker are open"):
                house.restore(made.path)
            # Told to, it sends them away; whoever comes back finds the restored database.
            done = house.restore(made.path, replace=True)
            assert done.sent_away == 1
            with pytest.raises(psycopg.OperationalError):
                worker.execute("SELECT 1")
        assert "Restart web and workers" in "\n".join(told(done, home="", took_secret=False))
        # It held nothing: nobody misses it.
        assert house.databases() == [house.here.name]

    def test_touches_nothing_for_a_damaged_archive(self, house):
        move_in()
        path = house.back_up(house.folder / "a.tar").path
        content = bytearray(path.read_bytes())
        content[5_000] ^= 1
        path.write_bytes(content)
        with pytest.raises(ArchiveDamaged, match="not as it was written"):
            house.restore(path, replace=True)
        assert house.databases() == [house.here.name]

    def test_leaves_everything_as_it_was_when_a_late_step_fails(self, house, monkeypatch):
        move_in()
        path = house.back_up(house.folder / "a.tar").path
        move_in(first="Later", phone="+12395550103")

        def failing(say) -> None:
            raise psycopg.OperationalError("the disk is full")

        monkeypatch.setattr(restoring, "ensure_tables", failing)
        with pytest.raises(psycopg.OperationalError):
            house.restore(path, replace=True)
        assert Person.objects.count() == 2
        assert house.databases() == [house.here.name]

    def test_refuses_what_is_not_what_the_archive_says(self, house, monkeypatch):
        move_in()
        path = house.back_up(house.folder / "a.tar").path
        real = verified(path)
        tables = {**real.tables, "lead": replace(real.tables["lead"], checksum="1")}
        monkeypatch.setattr(restoring, "verified", lambda _: replace(real, tables=tables))
        with pytest.raises(Refused, match="differs from the archive in lead"):
            house.restore(path, replace=True)
        assert house.databases() == [house.here.name]

    def test_migrates_a_backup_of_an_older_version(self, house):
        move_in()
        # The last migrations of our own tables that can be undone alone.
        call_command("migrate", "data", "0006", verbosity=0)
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'data'"
        path = house.back_up(house.folder / "a.tar").path
        assert max(manifest_of(path).migrations["data"]) == "0006_walls_of_channels"
        done = house.restore(path, replace=True)
        assert house.ask(newest) > "0006_walls_of_channels"
        assert done.comparison.different == []
        assert house.ask("SELECT count(*) FROM lead") == 1

    def test_takes_opt_outs_over_that_came_after_the_backup(self, house):
        store = move_in()
        path = house.back_up(house.folder / "a.tar").path
        later = {"group_id": store.group_id, "kind": "phone", "value": "+12395550101", "reason": "stop"}
        Suppression.objects.create(**later, channel="text", since=NOW + timedelta(hours=1))
        done = house.restore(path, replace=True)
        assert done.carried_over == 1
        assert Suppression.objects.get().value == "+12395550101"


class TestRefuseNewer:
    def known(self, house) -> Manifest:
        return house.back_up(house.folder / "a.tar").manifest

    def test_names_the_migration_nobody_here_knows(self, house):
        manifest = self.known(house)
        newer = {**manifest.migrations, "data": (*manifest.migrations["data"], "0099_deals")}
        with house.here.maintenance() as maintenance:
            refuse_newer(manifest, maintenance)
            with pytest.raises(Refused, match=r"does not know data\.0099_deals"):
                refuse_newer(replace(manifest, migrations=newer), maintenance)
            with pytest.raises(Refused, match=r"made on PostgreSQL 99\.1"):
                refuse_newer(replace(manifest, server_major=99, server_version="99.1"), maintenance)
            assert clients_of(maintenance, "no such database") == []


@pytest.mark.django_db
class TestHoldSending:
    """What was due at the backup has perhaps gone out since."""

    def effort(self) -> Opportunity:
        move_in()
        return Opportunity.objects.get()

    def test_due_messages_wait_for_a_person_and_later_ones_do_not(self):
        effort = self.effort()
        due, later, going = (
            message(effort),
            message(effort, send_after=NOW + timedelta(days=3)),
            message(effort, state="sending", claimed_at=NOW),
        )
        held = hold_sending(now=NOW)
        states = dict(Message.objects.values_list("id", "state"))
        assert held.messages == 2
        assert (states[due.id], states[later.id], states[going.id]) == ("unsure", "queued", "unsure")
        assert effort.activities.filter(kind=Event.SENDING_FAILED).count() == 2
        # Let go on: but not what was on the wire.
        assert resume_sending(now=NOW + timedelta(hours=1)).messages == 1
        due.refresh_from_db()
        going.refresh_from_db()
        assert (due.state, due.failure, due.send_after) == ("queued", "", NOW + timedelta(hours=1))
        assert (going.state, going.failure) == ("unsure", IN_FLIGHT)
        assert WAITED != IN_FLIGHT

    def test_due_follow_up_is_paused_until_somebody_lets_it_go_on(self):
        effort = self.effort()
        version = Enrolment._meta.get_field("version").related_model.objects.first()
        running = Enrolment.objects.create(
            rooftop_id=effort.rooftop_id, opportunity=effort, version=version, key="x", anchor_at=NOW,
            planned_at=NOW, due_at=NOW, started_at=NOW,
        )  # fmt: skip
        assert hold_sending(now=NOW).follow_ups == 1
        running.refresh_from_db()
        assert running.due_at is None
        assert resume_sending(now=NOW).follow_ups == 1
        running.refresh_from_db()
        assert (running.due_at, running.held_by) == (NOW, "")

    def test_a_call_somebody_asked_for_is_not_placed_hours_later(self):
        call = message(self.effort(), channel="call", state="calling", details={"asks": "bridge", "line": 1})
        assert hold_sending(now=NOW).calls == 1
        call.refresh_from_db()
        assert (call.state, call.details) == ("failed", {"asks": "", "line": 1})


def test_django_comes_back_to_its_database(house):
    with django_in("postgres"):
        assert connections["default"].settings_dict["NAME"] == "postgres"
    assert connections["default"].settings_dict["NAME"] == house.here.name
