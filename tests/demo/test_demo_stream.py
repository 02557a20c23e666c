"""New leads go on arriving by HTTP and by mail while the demo runs, customers answer, and Ctrl-C ends all of it."""

import time

import pytest

from freshup.interfaces.console.management.commands.demo import is_free
from tests.demo.running import RunningDemo, running_demo, stop

pytestmark = pytest.mark.slow


def said_of_stores(demo: RunningDemo) -> list[str]:
    return [line for line in demo.said.splitlines() if " Sandpiper " in line and line[2:3] == ":"]


def wait_for_an_answer(demo: RunningDemo) -> str:
    until = time.monotonic() + 150
    while time.monotonic() < until:
        for line in said_of_stores(demo):
            if "answers" in line or "asks us to stop" in line:
                return line
        time.sleep(0.5)
    raise AssertionError(f"nobody answered:\n{demo.said}")


def wait_for_leads(demo: RunningDemo, count: int) -> list[str]:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        lines = [line for line in said_of_stores(demo) if line.split()[1] in ("http", "mail")]
        if len(lines) >= count:
            return lines
        time.sleep(0.5)
    raise AssertionError(f"too few leads:\n{demo.said}")


class TestTheStream:
    def test_delivers_until_ctrl_c_which_leaves_nothing_running(self) -> None:
        with running_demo(leads=10, arguments=("--every", "0.3")) as demo:
            lines = wait_for_leads(demo, 25)
            assert wait_for_an_answer(demo).split()[1] in ("text", "email")
            stop(demo.process)
            assert {line.split()[1] for line in lines} == {"http", "mail"}
            assert "not delivered" not in demo.said
            assert "Traceback" not in demo.said
            assert demo.process.returncode == 0
            assert is_free(demo.port)
            assert is_free(demo.smtp_port)
            assert not (demo.home / "postgres" / "postmaster.pid").exists()
