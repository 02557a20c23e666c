"""The processes of an installation, and the first people in it."""

import sys
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from freshup.data.models import Rooftop, Staff, User
from freshup.interfaces.console.processes import Child, Household, must_be
from tests.doors.conftest import eventually


class TestAHousehold:
    def test_starts_whoever_dies_again_and_ends_everybody_together(self, tmp_path: Path) -> None:
        births = tmp_path / "births"
        script = f"open({str(births)!r}, 'a').write('x'); import sys, time; time.sleep({{}}); sys.exit(3)"
        children = [
            Child("short", [sys.executable, "-c", script.format(0)], {}),
            Child("long", [sys.executable, "-c", "import time; time.sleep(60)"], {}),
        ]
        said: list[str] = []
        household = Household(children, said.append)
        keeper = Thread(target=household.watch)
        keeper.start()
        eventually(lambda: births.exists() and len(births.read_text()) >= 2)
        household.stopping.set()
        keeper.join(20)
        assert said[0].startswith("short ended (exit code 3)")
        assert children[1].running is not None
        assert children[1].running.poll() is not None

    def test_goes_on_when_the_disk_is_too_full_for_its_log(self, tmp_path: Path) -> None:
        births = tmp_path / "births"

        def say(words: str) -> None:
            raise OSError(words)

        script = f"open({str(births)!r}, 'a').write('x')"
        household = Household([Child("short", [sys.executable, "-c", script], {})], say)
        keeper = Thread(target=household.watch)
        keeper.start()
        eventually(lambda: births.exists() and len(births.read_text()) >= 2)
        household.stopping.set()
        keeper.join(20)

    @pytest.mark.slow
    def test_leaves_no_children_of_the_killed_behind(self, tmp_path: Path) -> None:
        """The web server's own processes would go on serving on its port, with the old code."""
        births, sleeps = tmp_path / "births", "import time; time.sleep(60)"
        script = (
            f"import subprocess, sys, time; one = subprocess.Popen([sys.executable, '-c', {sleeps!r}]);"
            f"open({str(births)!r}, 'a').write(f'{{one.pid}} '); time.sleep(60)"
        )
        child = Child("web", [sys.executable, "-c", script], {})
        household = Household([child], lambda words: None)
        keeper = Thread(target=household.watch)
        keeper.start()
        eventually(lambda: births.exists() and len(births.read_text().split()) == 1)
        assert child.running is not None
        child.running.kill()
        eventually(lambda: len(births.read_text().split()) == 2)
        orphan = int(births.read_text().split()[0])
        eventually(lambda: not _alive(orphan))
        household.stopping.set()
        keeper.join(20)

    def test_a_process_with_the_wrong_rights_does_not_start(self) -> None:
        with (
            override_settings(FRESHUP_ROLE="owner"),
            pytest.raises(CommandError, match="FRESHUP_ROLE=worker"),
        ):
            must_be("worker")


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.django_db
class TestCreateuser:
    def test_opens_the_first_store_with_somebody_who_may_sign_in(self) -> None:
        said = StringIO()
        create = ["createuser", "Pat@Example.com", "--name", "Pat Owner", "--new-store", "Gulf", "--generate"]
        call_command(*create, stdout=said)
        user = User.objects.get(email="pat@example.com")
        assert user.check_password(said.getvalue().split()[-1])
        assert user.emailaddress_set.get().verified
        place = Staff.objects.get(user=user)
        assert (place.role, place.rooftop_id, place.group_id) == (
            "admin",
            None,
            Rooftop.objects.get().group_id,
        )

    def test_names_the_stores_when_there_is_none_of_that_name(self) -> None:
        call_command("createuser", "pat@example.com", "--name", "P", "--new-store", "Gulf", stdout=StringIO())
        with pytest.raises(CommandError, match="there are: .* Gulf"):
            call_command("createuser", "al@example.com", "--name", "A", "--store", "Bay", stdout=StringIO())

    def test_a_place_is_given_once(self) -> None:
        call_command("createuser", "pat@example.com", "--name", "P", "--new-store", "Gulf", stdout=StringIO())
        with pytest.raises(CommandError, match="holds a place there already"):
            call_command("createuser", "pat@example.com", "--name", "P", "--store", "gulf", stdout=StringIO())
