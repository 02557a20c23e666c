"""The three commands as somebody types them."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from freshup.adapters.archives.reading import secrets_of
from freshup.data.models import AuditEntry
from freshup.interfaces.console.keeping.refusing import Refused
from freshup.interfaces.console.keeping.secrets import refuse_secret, take_secret
from tests.factories import NOW
from tests.platform_keeping.conftest import move_in

pytestmark = pytest.mark.slow


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


class TestCommands:
    def test_from_backup_to_restore(self, house):
        store = move_in()
        path = str(house.folder / "a.tar")
        words = said("backup", path)
        assert "The secret key is NOT in this file" in words
        assert "1 stored files" in words
        assert "every byte is as it was written" in said("backup", "--verify", path)
        assert json.loads(said("backup", "--verify", "--json", path))["tables"]["lead"]["rows"] == 1

        with pytest.raises(CommandError, match=r"nothing was restored: the database .* is not empty"):
            said("restore", path)
        words = said("restore", path, "--replace", "--drop-old")
        assert "lead                                      1              1 the same" in words
        assert "freshup restore --sending resume" in words
        assert "0 messages and 0 follow-ups go on" in said("restore", "--sending", "resume")
        assert house.databases() == [house.here.name]

        assert "1 stores" in said("export", "--store", store.name, str(house.folder / "mine"))
        assert AuditEntry.objects.get(action="installation.exported").rooftop_id == store.id

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (["backup", "/nowhere/at/all/a.tar"], "no backup was made"),
            (["backup", "a.tar", "--keep", "3"], "a directory that is there"),
            (["backup", "--verify", __file__], "cannot be restored"),
            (["restore", "/nowhere/a.tar"], "nothing was restored"),
            (["restore"], "name a FILE"),
            (["export", "--group", "Nowhere", "out"], "no one group is called Nowhere"),
        ],
    )
    def test_says_what_is_wrong(self, house, arguments, why):
        with pytest.raises(CommandError, match=why):
            said(*arguments)


class TestSecrets:
    def test_comes_back_and_the_one_that_was_there_is_kept(self, house, monkeypatch):
        path = house.back_up(house.folder / "a.tar", with_secret=True).path
        home = house.folder / "home"
        home.mkdir()
        (home / "secret").write_text("another\n")
        found = secrets_of(path)
        refuse_secret(found)
        kept = take_secret(home, found, now=NOW)
        assert (home / "secret").read_text().strip() == settings.SECRET_KEY
        assert (home / "secret").stat().st_mode & 0o777 == 0o600
        assert [one.read_text() for one in kept] == ["another\n"]
        assert (home / "vapid").exists()
        monkeypatch.setenv("FRESHUP_SECRET_KEY", "given")
        with pytest.raises(Refused, match="FRESHUP_SECRET_KEY gives the key here"):
            refuse_secret(found)

    def test_is_not_to_be_had_where_it_is_not(self):
        with pytest.raises(Refused, match="without --with-secret"):
            refuse_secret({})
