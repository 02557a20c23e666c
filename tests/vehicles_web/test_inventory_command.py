"""`freshup inventory`: a dry run unless it is told to apply."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from freshup.data.models import InventoryImport
from tests.vehicles_web.conftest import LOT, World, csv_of, stocks


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "lot.csv"
    path.write_bytes(csv_of(LOT))
    return str(path)


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("inventory", *arguments, stdout=said)
    return said.getvalue()


def test_a_dry_run_says_what_would_change_and_keeps_nothing(world: World, file: str) -> None:
    said = json.loads(run(file, "--store", "gulf honda", "--json"))
    assert (said["units"], said["added"], said["applied"]) == (5, 5, False)
    assert not InventoryImport.objects.exists()


def test_applied_the_lot_is_what_the_file_says(world: World, file: str) -> None:
    assert run(file, "--store", "Gulf Honda", "--apply").endswith("applied\n")
    assert stocks(world.gulf) == ["H1", "H2", "H3", "H4", "H5"]
    assert "5 unchanged" in run(file, "--store", "Gulf Honda")


def test_what_would_empty_the_lot_is_turned_away_with_an_exit_code(world: World, file: str) -> None:
    run(file, "--store", "Gulf Honda", "--apply")
    Path(file).write_bytes(csv_of(LOT[:1]))
    with pytest.raises(SystemExit) as left:
        run(file, "--store", "Gulf Honda", "--apply")
    assert left.value.code == 3
    assert len(stocks(world.gulf)) == 5
    assert run(file, "--store", "Gulf Honda", "--delta").endswith("does it\n")


def test_an_unknown_store_or_file_is_said(world: World, file: str) -> None:
    with pytest.raises(CommandError, match="no store is called"):
        run(file, "--store", "Nowhere")
    with pytest.raises(CommandError, match="can't read"):
        run(file + "x", "--store", "Gulf Honda")
