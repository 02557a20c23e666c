"""`freshup demo` as a command: it loads once, keeps what is there, and touches nobody else's data."""

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from freshup.interfaces.console.management.commands.demo import is_free
from tests.demo.running import run_demo
from tests.scratch_home import make_home, remove_home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    home = make_home()
    yield home
    remove_home(home)


class TestTheDemoCommand:
    def test_loads_a_past_and_adopts_it_the_next_time(self, home: Path) -> None:
        first = run_demo(home, "--once", "--leads", "25")
        kept = json.loads((home / "demo.json").read_text())
        second = run_demo(home, "--once", "--leads", "25")
        assert first.returncode == second.returncode == 0, first.stdout + first.stderr + second.stderr
        assert "living through" in first.stdout
        assert "is here already" in second.stdout
        assert "living through" not in second.stdout
        assert json.loads((home / "demo.json").read_text()) == kept

    def test_keeps_its_keys_for_the_owner_of_the_home(self, home: Path) -> None:
        assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600

    def test_leaves_alone_a_database_that_no_demo_made(self, home: Path) -> None:
        memory = (home / "demo.json").read_text()
        (home / "demo.json").unlink()
        refused = run_demo(home, "--once", "--fresh")
        (home / "demo.json").write_text(memory)
        assert refused.returncode != 0
        assert "left alone" in refused.stderr

    def test_starts_over_when_asked_or_when_its_past_is_not_whole(self, home: Path) -> None:
        kept = json.loads((home / "demo.json").read_text())
        (home / "demo.json").write_text(json.dumps(kept | {"loaded": False}))
        again = run_demo(home, "--once", "--leads", "10")
        assert "starting over" in again.stdout
        assert json.loads((home / "demo.json").read_text())["keys"] != kept["keys"]


class TestPorts:
    def test_that_are_taken_are_said_and_stepped_over(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            assert not is_free(taken.getsockname()[1])
