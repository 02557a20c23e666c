"""`freshup simulate`: dealerships for weeks in minutes, written to a log, and judged by that log alone."""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.bootstrap.database import scratch_database
from freshup.interfaces.console.benches.report import Progress, shown
from freshup.interfaces.console.processes import must_be
from freshup.interfaces.console.rehearsal.parameters import Impossible, Parameters, parameters
from freshup.interfaces.console.simulation.breaks import BREAKS
from freshup.interfaces.console.simulation.judge import Violation, judged
from freshup.interfaces.console.simulation.log import digest, read
from freshup.interfaces.console.simulation.running import (
    Arguments,
    Interrupted,
    PartFailed,
    listening,
    memory_megabytes,
    simulate,
)
from freshup.interfaces.console.simulation.town import STORES_MAX
from freshup.interfaces.console.simulation.world import Told

SHOWN_MAX: Final = 20
LISTED_MAX: Final = 1_000
STORES: Final = (1, STORES_MAX)
DAYS: Final = (1, 366)
SEEDS_MAX: Final = 100_000


class Command(BaseCommand):
    help = "Runs dealerships on a virtual clock in a database of its own; exit code 1 for violations"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stores", type=int, default=3, help="how many stores (default: 3)")
        parser.add_argument("--days", type=int, default=7, help="how many days (default: 7)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seeds", help="several seeds one after the other: 1-20")
        parser.add_argument(
            "--faults", action="store_true", help="break senders, drains, wake-ups, providers, clocks"
        )
        parser.add_argument("--log", type=Path, help="where the log is written, as JSON lines")
        parser.add_argument("--break", dest="breaks", choices=BREAKS, help="plant a fault, to see it found")
        parser.add_argument(
            "--parameters", type=Path, help="a file of figures in the place of the shipped ones"
        )
        parser.add_argument("--grain", type=int, help="seconds after which robots look again (default: 900)")
        parser.add_argument("--json", action="store_true", help="print one JSON object a run")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        asked = self._asked(options)
        seeds = _seeds(options)
        say = Progress()
        failed = []
        with tempfile.TemporaryDirectory(prefix="freshup-simulation-") as place, listening() as interrupted:
            runs = [_arguments(options, seed, asked) for seed in seeds]
            with _database(runs[0]):
                for run in runs:
                    path = options["log"] or Path(place) / "log.jsonl"
                    if self._one(run, path, options, say, interrupted):
                        failed.append(run.seed)
                    if interrupted():
                        break
        if failed:
            say(f"replay: {_replay(options, failed[0])}")
            sys.exit(1)

    def _asked(self, options: dict[str, Any]) -> Parameters:
        """Raises CommandError for what can't be, by name and range."""
        for name, (least, most) in {"stores": STORES, "days": DAYS}.items():
            if not least <= options[name] <= most:
                raise CommandError(
                    f"--{name} {options[name]} is impossible: from {least} to {most}", returncode=2
                )
        try:
            return parameters(options["parameters"], grain_seconds=options["grain"])
        except Impossible as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"--parameters: {error.strerror}", returncode=2) from error

    def _one(
        self, run: Arguments, path: Path, options: dict[str, Any], say: Progress, interrupted: Interrupted
    ) -> bool:
        """One run, told; whether anything was violated."""
        began = time.monotonic()

        def tell(told: Told, now: datetime) -> None:
            say.now_and_then(
                f"{now:%a %d %b %H:%M}: {told.leads} inquiries, {told.steps} steps, {told.sent} sent",
                seconds=5,
            )

        try:
            told = simulate(run, path, tell, interrupted)
            lived = time.monotonic() - began
            found = judged(read(path)).violations
        except PartFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{path}: {error}") from error
        result = _result(run, told, found, seconds=time.monotonic() - began, lived=lived, log=digest(path))
        if options["json"]:
            listed = [{"what": one.what, **one.line} for one in found[:LISTED_MAX]]
            self.stdout.write(json.dumps({**result, "violation_list": listed}, ensure_ascii=False))
        else:
            self.stdout.write(shown(result, as_json=False))
            for one in found[:SHOWN_MAX]:
                self.stdout.write(f"  {one.what}: {_line(one)}")
        return bool(found)


def _database(run: Arguments) -> AbstractContextManager[object]:
    """One for all runs; the parts of a large world make their own."""
    return scratch_database("freshup_simulation") if run.parts == 1 else nullcontext()


def _seeds(options: dict[str, Any]) -> Sequence[int]:
    """Raises CommandError."""
    if options["seeds"] is None:
        return [options["seed"]]
    first, _, last = options["seeds"].partition("-")
    if (
        not (first.isdecimal() and (last or first).isdecimal())
        or not 0 <= int(last or first) - int(first) < SEEDS_MAX
    ):
        raise CommandError(
            f"--seeds {options['seeds']} is impossible: two whole numbers like 1-20, rising", returncode=2
        )
    return range(int(first), int(last or first) + 1)


def _arguments(options: dict[str, Any], seed: int, asked: Parameters) -> Arguments:
    return Arguments(options["stores"], options["days"], seed, asked, options["faults"], options["breaks"])


def _result(
    run: Arguments, told: Told, found: Sequence[Violation], *, seconds: float, lived: float, log: str
) -> dict[str, Any]:
    return {
        "leads_received": told.leads,
        "messages_sent": told.sent,
        "steps": told.steps,
        "acts": told.acts,
        "violations": len(found),
        "violations_by_kind": dict(sorted(Counter(one.what for one in found).items())),
        "interrupted": told.interrupted,
        "seed": run.seed,
        "stores": run.stores,
        "days": round(told.seconds / 86_400, 2),
        "seconds": round(seconds, 1),
        "seconds_lived": round(lived, 1),
        "sim_seconds_per_second": round(told.seconds / lived, 1) if lived else 0.0,
        "memory_megabytes": memory_megabytes(),
        "log_sha256": log,
    }


def _line(one: Violation) -> str:
    return json.dumps(one.line, ensure_ascii=False)


def _replay(options: dict[str, Any], seed: int) -> str:
    words = ["freshup simulate", f"--stores {options['stores']} --days {options['days']} --seed {seed}"]
    words += ["--faults"] if options["faults"] else []
    for name in ("breaks", "parameters", "grain"):
        if options[name] is not None:
            words.append(f"--{name.removesuffix('s') if name == 'breaks' else name} {options[name]}")
    return " ".join(words)
