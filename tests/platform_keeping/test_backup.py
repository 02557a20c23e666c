"""A backup of a dealership: one moment of it, while people go on working."""

import threading

import pytest
from django.conf import settings

from freshup.adapters.archives.reading import files_of, manifest_of, verified
from freshup.adapters.archives.stored import place_of
from freshup.adapters.host.backups import newest_backup
from freshup.adapters.postgres.dumping import DumpFailed
from freshup.bootstrap.intake import storage
from freshup.data.models import Attachment, Suppression
from freshup.interfaces.console.keeping import backing_up
from tests.factories import NOW
from tests.platform_keeping.conftest import PICTURE, move_in, name_of

pytestmark = pytest.mark.slow


class Writer(threading.Thread):
    """Somebody who writes two rows with each commit, all the time."""

    def __init__(self, house, group_id: int) -> None:
        super().__init__()
        self.house, self.group_id, self.stop, self.pairs = house, group_id, threading.Event(), 0

    def run(self) -> None:
        with self.house.connect("worker") as connection:
            while not self.stop.is_set():
                with connection.transaction():
                    for _ in "ab":
                        connection.execute(
                            "INSERT INTO suppression (group_id, kind, value, reason, since)"
                            " VALUES (%s, 'email', %s, 'asked', %s)",
                            [self.group_id, f"pair{self.pairs}@example.com", NOW],
                        )
                self.pairs += 1


class TestBackup:
    def test_is_one_moment_while_somebody_writes(self, house):
        store = move_in()
        writer = Writer(house, store.group_id)
        writer.start()
        try:
            made = house.back_up(house.folder)
        finally:
            writer.stop.set()
            writer.join()
        assert made.manifest.tables["suppression"].rows < 2 * writer.pairs
        house.restore(made.path, replace=True)
        pairs = "SELECT count(*) FROM (SELECT value FROM suppression GROUP BY value HAVING count(*) <> 2) odd"
        assert house.ask(pairs) == 0
        # Opt-outs are taken over from the replaced database, whenever they came.
        assert house.ask("SELECT count(DISTINCT value) FROM suppression") == writer.pairs

    def test_holds_rows_and_files_and_no_sign_ins(self, house):
        move_in()
        made = house.back_up(house.folder / "a.tar")
        assert newest_backup(settings.FRESHUP_HOME) == made.manifest.made_at
        manifest = verified(made.path)
        assert manifest.tables["lead"].rows == manifest.tables["person"].rows == 1
        assert "django_session" not in manifest.tables
        assert [name for name, _ in files_of(made.path)] == [name_of(PICTURE)]
        assert manifest.migrations["data"][0] == "0001_initial"

    def test_tells_erased_files_from_lost_and_damaged_ones(self, house, monkeypatch):
        store = move_in()
        erased, lost, damaged = (
            Attachment.objects.create(rooftop=store, kind="file", at=NOW, stored_as=storage().put(content))
            for content in (b"erased meanwhile", b"lost", b"damaged")
        )
        place_of(house.here.stored, damaged.stored_as).write_bytes(b"other bits")
        place_of(house.here.stored, lost.stored_as).unlink()
        real = backing_up.stored_files

        def erasing(connection):
            yield from list(real(connection))
            Attachment.objects.filter(id=erased.id).update(stored_as="")
            storage().forget(erased.stored_as)

        monkeypatch.setattr(backing_up, "stored_files", erasing)
        files = house.back_up(house.folder / "a.tar").manifest.files
        assert (files.count, files.erased) == (1, 1)
        assert files.missing == (lost.stored_as,)
        assert files.damaged == (damaged.stored_as,)
        assert verified(house.folder / "a.tar").files == files

    def test_holds_the_secret_key_only_when_asked(self, house):
        secret = settings.SECRET_KEY.encode()
        for name, asked in (("without", False), ("with", True)):
            made = house.back_up(house.folder / f"{name}.tar", with_secret=asked)
            assert (secret in made.path.read_bytes()) is asked
            assert made.manifest.with_secret is asked

    def test_leaves_nothing_behind_when_the_dump_fails(self, house, monkeypatch):
        def failing(*args, **other):
            yield b"the first half"
            raise DumpFailed("pg_dump ended with code 1: no space left on device")

        monkeypatch.setattr(backing_up, "dumped", failing)
        with pytest.raises(DumpFailed):
            house.back_up(house.folder / "a.tar")
        assert not list(house.folder.glob("*.tar*"))
        assert not list(house.folder.glob(".unfinished*"))

    def test_keeps_the_newest_and_touches_nothing_of_others(self, house):
        (house.folder / "freshup-notes.tar").write_text("mine")
        for day in (1, 2, 3):
            (house.folder / f"freshup-2026110{day}T000000Z.tar").write_text("old")
        made = house.back_up(house.folder, keep=2)
        assert [one.name for one in made.removed] == [
            "freshup-20261101T000000Z.tar",
            "freshup-20261102T000000Z.tar",
        ]
        assert {one.name for one in house.folder.glob("*.tar")} == {
            "freshup-notes.tar",
            "freshup-20261103T000000Z.tar",
            "freshup-20261118T160000Z.tar",
        }

    def test_knows_its_own_moment_by_every_table(self, house):
        move_in()
        first = house.back_up(house.folder / "a.tar").manifest
        Suppression.objects.create(
            group_id=house.ask("SELECT id FROM dealer_group"), kind="email", value="a@example.com",
            reason="asked", since=NOW,
        )  # fmt: skip
        second = manifest_of(house.back_up(house.folder / "b.tar").path)
        changed = [name for name, one in second.tables.items() if one != first.tables[name]]
        assert changed == ["suppression"]
