"""What somebody copies to their servers fits this version: commands, options, settings, and each other."""

import inspect
import re
import shlex
import subprocess
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import which

import pytest
import yaml
from django.core.management import load_command_class

from freshup.interfaces.api.batching import Batcher
from freshup.interfaces.console.main import WITHOUT_DJANGO
from freshup.interfaces.tasks.worker import SECONDS_TO_FINISH_MAX

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
GUIDE = ROOT / "docs" / "how-to" / "run-it-for-real.md"
# Told from outside rather than by a setting: where the data are, and which role of the three a process has.
BY_UNIT = {"FRESHUP_HOME", "FRESHUP_ROLE"}
VARIABLE = re.compile(r"\bFRESHUP_[A-Z][A-Z_]*[A-Z]\b")
# A command of ours in a text: at the start of a line or of a code span, after the environment it is given.
SAID = re.compile(
    r"(?:^|`|\$ )(?:[A-Z_]+=\S+ )*(?:\S*/)?freshup ((?:[a-z]+)(?: [^`\n#|>&;]*)?)", re.MULTILINE
)
BUILT_IN = {"database"}


def unit(path: Path) -> dict[str, list[str]]:
    """Settings of a unit; a name may come several times."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@cache
def known_variables() -> set[str]:
    source = (file.read_text() for file in (ROOT / "src").rglob("*.py"))
    # The log-ins of the two roles are read by a name that is put together.
    return {one for text in source for one in VARIABLE.findall(text)} | {
        "FRESHUP_WEB_DATABASE_URL",
        "FRESHUP_WORKER_DATABASE_URL",
    }


def parsed(words: list[str]) -> object:
    """The command's own parser takes these words, or the test fails with what it says."""
    command = load_command_class("freshup.interfaces.console", words[0])
    parser: ArgumentParser = command.create_parser("freshup", words[0])
    return parser.parse_args(words[1:])


def options_of(parser: ArgumentParser) -> set[str]:
    """Of the command and of what it divides into."""
    found = set()
    for action in parser._actions:
        found |= set(action.option_strings)
        if isinstance(action, _SubParsersAction):
            found |= {one for each in action.choices.values() for one in options_of(each)}
    return found


def compose() -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def services() -> Iterator[tuple[str, dict[str, object]]]:
    yield from compose()["services"].items()  # type: ignore[attr-defined]


class TestUnits:
    @pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
    def test_runs_a_command_there_is_in_the_role_it_insists_on(self, path: Path) -> None:
        (start,) = unit(path)["ExecStart"]
        program, *words = shlex.split(start)
        assert program == "/opt/freshup/.venv/bin/freshup"
        parsed(words)
        role = next(one for one in unit(path)["Environment"] if one.startswith("FRESHUP_ROLE="))
        source = (ROOT / "src/freshup/interfaces/console/management/commands" / f"{words[0]}.py").read_text()
        assert f'must_be("{role.partition("=")[2]}")' in source

    @pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
    def test_may_write_nowhere_but_where_it_must(self, path: Path) -> None:
        told = unit(path)
        assert told["User"] == ["freshup"]
        assert told["NoNewPrivileges"] == ["yes"]
        assert told["ProtectSystem"] == ["strict"]
        assert told["CapabilityBoundingSet"] == [""]
        assert int(told["LimitNOFILE"][0]) >= 4_096

    def test_gives_what_is_under_way_the_time_it_takes(self) -> None:
        worker = unit(DEPLOY / "systemd" / "freshup-worker@.service")
        assert int(worker["TimeoutStopSec"][0]) > SECONDS_TO_FINISH_MAX
        web = unit(DEPLOY / "systemd" / "freshup-web.service")
        # Three doors write what was handed in, each for ten seconds at most, after a pause of five.
        assert "timeout=10" in inspect.getsource(Batcher.close)
        assert int(web["TimeoutStopSec"][0]) > 3 * 10 + 5 + 3

    def test_starts_again_whatever_runs_for_good(self) -> None:
        for path in UNITS:
            lasting = unit(path)["Type"] == ["exec"]
            assert ("Restart" in unit(path)) == lasting, path.name

    @pytest.mark.skipif(which("systemd-analyze") is None, reason="systemd-analyze is not installed")
    def test_is_understood_by_systemd(self, tmp_path: Path) -> None:
        program = tmp_path / "freshup"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        names = []
        for path in (DEPLOY / "systemd").glob("freshup*.[st]*"):
            if path.suffix in (".service", ".timer", ".target"):
                name = path.name.replace("@.", "@1.")
                text = path.read_text().replace("/opt/freshup/.venv/bin/freshup", str(program))
                (tmp_path / name).write_text(text)
                names.append(str(tmp_path / name))
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=30
        )
        ours = [line for line in checked.stderr.splitlines() if "freshup" in line]
        assert ours == []


class TestCompose:
    def test_every_service_of_ours_runs_a_command_there_is(self) -> None:
        ours = [(name, one) for name, one in services() if "build" in one]
        assert {name for name, _ in ours} == {"prepare", "web", "worker", "listener", "backup"}
        for _, one in ours:
            program, *words = one["command"]  # type: ignore[misc]
            assert program == "freshup"
            parsed(words)

    def test_waits_for_services_and_uses_volumes_that_are_there(self) -> None:
        named, volumes = dict(services()), set(compose()["volumes"])  # type: ignore[call-overload]
        for name, one in services():
            assert set(one.get("depends_on", {})) <= set(named), name  # type: ignore[call-overload]
            for volume in one.get("volumes", []):  # type: ignore[attr-defined]
                source = volume.partition(":")[0]
                assert source in volumes or (DEPLOY / source).exists(), (name, source)

    def test_copies_what_the_repository_has(self) -> None:
        lines = compose()["x-freshup"]["build"]["dockerfile_inline"].splitlines()  # type: ignore[index]
        copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
        assert copied
        assert [one for one in copied if not (ROOT / one).exists()] == []

    def test_names_no_registry(self) -> None:
        images = [one["image"] for _, one in services()]
        assert [one for one in images if "/" in str(one)] == []

    def test_gives_time_to_end(self) -> None:
        graces = {name: int(str(one["stop_grace_period"]).rstrip("s")) for name, one in services()
                  if name in ("web", "worker")}  # fmt: skip
        assert graces["worker"] > SECONDS_TO_FINISH_MAX
        assert graces["web"] > 3 * 10 + 3


class TestSettings:
    @pytest.mark.parametrize(
        "path",
        [DEPLOY / "freshup.env.example", DEPLOY / "compose.yaml", GUIDE, ROOT / "docs" / "scale.md", *UNITS],
        ids=lambda path: path.name,
    )
    def test_names_none_that_freshup_does_not_know(self, path: Path) -> None:
        # Of the proxy's own container.
        caddys = {"FRESHUP_NAME", "FRESHUP_UPSTREAMS"}
        assert set(VARIABLE.findall(path.read_text())) - known_variables() - caddys == set()

    def test_holds_no_secret(self) -> None:
        lines = (DEPLOY / "freshup.env.example").read_text().splitlines()
        secret = [one for one in lines if re.search(r"SECRET|PRIVATE|TOKEN|://\w+:", one) and "=" in one]
        assert secret
        assert [one for one in secret if "CHANGE-ME" not in one and not one.endswith("=")] == []


class TestProxies:
    @pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
    def test_closes_every_bracket_and_keeps_monitoring_inside(self, name: str) -> None:
        text = re.sub(r"#.*|'[^']*'", "", (DEPLOY / name).read_text())
        depth = 0
        for one in re.findall(r"[{}]", text):
            depth += 1 if one == "{" else -1
            assert depth >= 0
        assert depth == 0
        assert "metrics" in text
        assert "readyz" in text


class TestGuide:
    @pytest.mark.parametrize("path", [GUIDE, ROOT / "docs" / "scale.md"], ids=lambda path: path.name)
    def test_tells_commands_and_options_there_are(self, path: Path) -> None:
        told = [one.split() for one in SAID.findall(path.read_text())]
        assert told
        for name, *words in told:
            if name in WITHOUT_DJANGO:
                continue
            known = options_of(
                load_command_class("freshup.interfaces.console", name).create_parser("freshup", name)
            )
            assert {word for word in words if word.startswith("--")} - known == set(), name

    def test_names_every_file_of_the_folder(self) -> None:
        text = GUIDE.read_text()
        files = [path for path in DEPLOY.rglob("*") if path.is_file()]
        assert [path.name for path in files if path.name not in text] == []
