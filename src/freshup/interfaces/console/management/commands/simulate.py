"""`freshup simulate`: follow-up for weeks in minutes, written to a log, and judged by that log alone."""

import json
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.bootstrap.database import scratch_database
from freshup.interfaces.console.benches.report import Progress, shown
from freshup.interfaces.console.processes import must_be
from freshup.interfaces.console.simulation.judge import judged
from freshup.interfaces.console.simulation.log import MessageLog, read
from freshup.interfaces.console.simulation.running import BREAKS, Simulation, Told, broken

SHOWN_MAX: Final = 20


class Command(BaseCommand):
    help = "Runs cadences, gate and outbox on a virtual clock in a database of its own; exit code 1 for violations"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--steps", type=int, default=5_000, help="about how many (default: 5000)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--log", type=Path, help="where the message log is written, as JSON lines")
        parser.add_argument("--break", dest="fault", choices=BREAKS, help="plant a fault, to see it found")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        say = Progress()
        with tempfile.TemporaryDirectory(prefix="freshup-simulation-") as place:
            path = options["log"] or Path(place) / "messages.jsonl"
            began = time.monotonic()
            with scratch_database("freshup_simulation"), broken(options["fault"]):
                told = self._run(path, options, say)
            seconds = time.monotonic() - began
            try:
                judge = judged(read(path))
            except ValueError as error:
                raise CommandError(f"{path}: {error}") from error
        counts = Counter(one.what for one in judge.violations)
        result = {
            "leads_received": told.leads,
            "steps": told.steps,
            "messages_sent": told.sent,
            "violations": len(judge.violations),
            "violations_by_kind": dict(counts),
            "seed": options["seed"],
            "days": round(told.days, 1),
            "sim_seconds_per_second": round(told.days * 86_400 / seconds, 1),
            "seconds": round(seconds, 1),
        }
        if options["json"]:
            found = [{"what": one.what, **one.line} for one in judge.violations[:SHOWN_MAX]]
            self.stdout.write(json.dumps({**result, "violation_list": found}))
        else:
            self.stdout.write(shown(result, as_json=False))
        for one in judge.violations[: 0 if options["json"] else SHOWN_MAX]:
            line = one.line
            self.stdout.write(
                f"  {one.what}: {line['at']} person {line.get('person')} {line.get('channel', '')}"
                f" {line.get('key', '')} {line.get('place', '')}".rstrip()
            )
        if judge.violations:
            say(f"replay: freshup simulate --steps {options['steps']} --seed {options['seed']}")
            sys.exit(1)

    def _run(self, path: Path, options: dict[str, Any], say: Progress) -> Told:
        def tell(told: Told, now: datetime) -> None:
            say.now_and_then(
                f"{now:%a %d %b %H:%M}: {told.leads} leads, {told.steps} steps, {told.sent} sent", seconds=5
            )

        with path.open("w", encoding="utf-8") as file:
            simulation = Simulation(
                MessageLog(file),
                steps=options["steps"],
                seed=options["seed"],
                twice=options["fault"] == "double_send",
                tell=tell,
            )
            return simulation.run()
