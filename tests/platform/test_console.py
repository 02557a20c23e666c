"""The console's doors, where they are thinner than they look."""

import subprocess
import sys

import pytest

from freshup.interfaces.console import main as console


class TestMain:
    def test_loads_no_framework_before_it_is_needed(self):
        question = (
            "import sys, freshup.interfaces.console.main; print([m for m in sys.modules if 'django' in m])"
        )
        said = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "[]"

    def test_a_home_of_somebody_else_is_named(self, monkeypatch, capsys, tmp_path):
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("FRESHUP_HOME", str(tmp_path / "file" / "below"))
        monkeypatch.setattr(sys, "argv", ["freshup", "check"])
        assert console.main() == 1
        assert f"{tmp_path}/file/below cannot be used" in capsys.readouterr().err


class TestDatabase:
    @pytest.mark.usefixtures("postgres")
    def test_says_where_the_data_are(self, live):
        said = subprocess.run(
            [sys.executable, "-m", "freshup.interfaces.console.main", "database", "status"],
            env=live.environment("owner"),
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"running: database {live.name}, data in {live.home}/postgres" in said.stdout
