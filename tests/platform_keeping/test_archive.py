"""Archives by themselves: whole or nothing, and any change of them is found."""

import hashlib
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from freshup.adapters.archives.errors import AlreadyThere, ArchiveDamaged, ArchiveForeign
from freshup.adapters.archives.manifest import FilesSay, Manifest, TableSays
from freshup.adapters.archives.reading import dump_of, files_of, listed, manifest_of, verified
from freshup.adapters.archives.stored import place_of, put_back
from freshup.adapters.archives.writing import DUMP, FILES, UNFINISHED, ArchiveWriter, draft_of
from tests.factories import NOW

ROWS, PICTURE = b"rows of people" * 5_000, b"a picture" * 3_000
NAME = hashlib.sha256(PICTURE).hexdigest()


def said(**other) -> Manifest:
    listing = hashlib.sha256(listed(NAME, len(PICTURE))).hexdigest()
    manifest = Manifest(
        made_at=NOW,
        product_version="0.1.0",
        server_version="18.4",
        server_major=18,
        migrations={"data": ("0001_initial",)},
        tables={"person": TableSays(3, "77")},
        left_empty=("django_session",),
        walls={"policies": 1},
        dump_size=len(ROWS),
        dump_sha256=hashlib.sha256(ROWS).hexdigest(),
        files=FilesSay(count=1, size=len(PICTURE), listing=listing),
        secret_fingerprint="ab",
    )
    return replace(manifest, **other)


def written(path: Path, **other) -> Path:
    with draft_of(path) as file:
        writer = ArchiveWriter(file, made_at_seconds=0)
        writer.add(DUMP, [ROWS[:100], ROWS[100:]])
        writer.add(f"{FILES}{NAME}", [PICTURE])
        writer.finish(said(**other))
    return path


class TestWriting:
    def test_gives_back_what_went_in(self, tmp_path):
        path = written(tmp_path / "a.tar")
        assert verified(path) == said()
        assert b"".join(dump_of(path)) == ROWS
        assert [(name, b"".join(content)) for name, content in files_of(path)] == [(NAME, PICTURE)]

    def test_can_be_opened_by_any_tar(self, tmp_path):
        with tarfile.open(written(tmp_path / "a.tar")) as archive:
            assert archive.getnames() == [DUMP, f"{FILES}{NAME}", "manifest.json", "manifest.sha256"]

    def test_only_its_owner_may_read_it(self, tmp_path):
        assert written(tmp_path / "a.tar").stat().st_mode & 0o777 == 0o600

    def test_half_a_one_never_bears_the_name(self, tmp_path):
        def broken() -> None:
            with draft_of(tmp_path / "a.tar") as file:
                file.write(b"half")
                raise OSError("no space left on device")

        with pytest.raises(OSError, match="no space"):
            broken()
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_run_left_is_removed_and_what_another_is_writing_is_not(self, tmp_path):
        (tmp_path / f"{UNFINISHED}old.tar.1").write_bytes(b"left")
        with draft_of(tmp_path / "b.tar") as file:
            file.write(b"being written")
            written(tmp_path / "a.tar")
        assert sorted(one.name for one in tmp_path.iterdir()) == ["a.tar", "b.tar"]

    def test_nothing_is_written_over(self, tmp_path):
        (tmp_path / "a.tar").write_text("mine")
        with pytest.raises(AlreadyThere, match="nothing is written over"):
            written(tmp_path / "a.tar")
        assert (tmp_path / "a.tar").read_text() == "mine"


class TestVerified:
    @pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.97])
    def test_notices_that_the_end_is_gone(self, tmp_path, share):
        path = written(tmp_path / "a.tar")
        os.truncate(path, int(path.stat().st_size * share))
        with pytest.raises(ArchiveDamaged):
            verified(path)

    @pytest.mark.parametrize(
        "where", [ROWS[600:700], PICTURE[-90:], b'"rows": 3', b'"data"', b"database.dump", b"files/"]
    )
    def test_notices_one_changed_byte(self, tmp_path, where):
        path = written(tmp_path / "a.tar")
        content = bytearray(path.read_bytes())
        content[content.rindex(where) + 2] ^= 4
        path.write_bytes(content)
        with pytest.raises(ArchiveDamaged):
            verified(path)

    def test_notices_that_a_file_is_missing_in_it(self, tmp_path):
        files = FilesSay(count=2, size=len(PICTURE), listing="")
        with pytest.raises(ArchiveDamaged, match="not those its manifest names"):
            verified(written(tmp_path / "a.tar", files=files))

    def test_tells_a_later_format_from_damage(self, tmp_path):
        with pytest.raises(ArchiveForeign, match=r"made by Freshup 9\.1"):
            manifest_of(written(tmp_path / "a.tar", format_version=2, product_version="9.1"))

    def test_is_no_ones_who_packed_something_else(self, tmp_path):
        with tarfile.open(tmp_path / "a.tar", "w") as archive:
            archive.add(__file__, "test.py")
        with pytest.raises(ArchiveDamaged, match="ends before its end"):
            manifest_of(tmp_path / "a.tar")


class TestPutBack:
    def test_keeps_no_bytes_under_a_name_that_is_not_theirs(self, tmp_path):
        with pytest.raises(ArchiveDamaged):
            put_back(tmp_path, NAME, [b"something else"])
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []

    def test_mends_what_is_damaged_and_leaves_alone_what_is_right(self, tmp_path):
        assert put_back(tmp_path, NAME, [PICTURE])
        assert not put_back(tmp_path, NAME, [PICTURE])
        place_of(tmp_path, NAME).write_bytes(b"bits gone")
        assert put_back(tmp_path, NAME, [PICTURE])
        assert place_of(tmp_path, NAME).read_bytes() == PICTURE
