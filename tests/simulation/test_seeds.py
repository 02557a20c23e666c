"""Seeds that once failed, or that meet something rare, lived again: the list is seeds.txt."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from freshup.adapters.postgres.launcher import Cluster
from freshup.interfaces.console.rehearsal.parameters import parameters
from freshup.interfaces.console.simulation.judge import judged
from freshup.interfaces.console.simulation.log import read
from freshup.interfaces.console.simulation.running import Arguments, Interrupted, simulate
from tests.simulation.worlds import database_of_its_own, live

pytestmark = [pytest.mark.slow, pytest.mark.database]


class Seed(NamedTuple):
    """One line of the list; `reason` says what was found by it."""

    stores: int
    days: int
    number: int
    faults: bool
    reason: str

    def __str__(self) -> str:
        return f"{self.stores}x{self.days} seed {self.number}{' faults' if self.faults else ''}"


def seeds(text: str) -> list[Seed]:
    """Raises ValueError for a line that is none."""
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            stores, days, number, faults, reason = line.split(maxsplit=4)
            if faults not in ("yes", "no"):
                raise ValueError(f"faults is yes or no: {line}")
            found.append(Seed(int(stores), int(days), int(number), faults == "yes", reason))
    return found


LIST = seeds(Path(__file__).with_name("seeds.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world(postgres: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), database_of_its_own(postgres, "freshup_seeds"):
        yield


class TestASeed:
    @pytest.mark.parametrize("seed", LIST, ids=str)
    def test_is_lived_without_a_violation(self, seed: Seed, world: None, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        run = Arguments(seed.stores, seed.days, seed.number, parameters(), seed.faults)
        told = simulate(run, path, lambda told, now: None, Interrupted())
        assert told.leads > 0
        assert Counter(one.what for one in judged(read(path)).violations) == {}, seed.reason


class TestTwentySeeds:
    @pytest.mark.parametrize("seed", range(1, 21))
    def test_of_a_busy_world_with_faults_keep_every_rule(
        self, seed: int, world: None, tmp_path: Path
    ) -> None:
        told, path = live(tmp_path, seed=seed, faults=True)
        assert told.leads > 0
        assert Counter(one.what for one in judged(read(path)).violations) == {}


class TestTheList:
    def test_has_no_seed_twice(self) -> None:
        assert len({seed[:4] for seed in LIST}) == len(LIST)

    @pytest.mark.parametrize("line", ["1 2 3 no", "1 2 3 maybe later", "one 2 3 no found"])
    def test_takes_nothing_else(self, line: str) -> None:
        with pytest.raises(ValueError, match=r"faults is|unpack|invalid literal"):
            seeds(line)
