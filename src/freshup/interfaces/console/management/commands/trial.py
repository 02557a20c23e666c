"""`freshup trial crash|hosts`: a whole installation of its own is broken on purpose, and judged from outside."""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.interfaces.console.benches.report import Progress
from freshup.interfaces.console.trials.verdict import TrialFailed

# Each module has HELP, add_arguments(parser) and run(options, say) -> dict with "ok" and "table". Loaded when its
# trial is asked for, as the one command's subcommands are.
TRIALS: Final = {
    "crash": "freshup.interfaces.console.trials.crash.command",
    "hosts": "freshup.interfaces.console.trials.hosts",
}
INTERRUPTED: Final = 130


class Command(BaseCommand):
    help = "Breaks a throw-away installation on purpose and counts what came of it"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        trials = parser.add_subparsers(dest="trial", required=True, parser_class=type(parser))
        for name, module in _known().items():
            one = trials.add_parser(name, help=module.HELP, description=module.HELP)
            one.add_argument("--json", action="store_true", help="print one JSON object")
            module.add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        trial = _known()[options["trial"]]
        say = Progress()
        try:
            result: dict[str, Any] = trial.run(options, say)
        except KeyboardInterrupt:
            say("stopped; nothing is left behind")
            sys.exit(INTERRUPTED)
        except TrialFailed as error:
            raise CommandError(str(error)) from error
        table = result.pop("table", "")
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else table)
        if not result["ok"]:
            sys.exit(1)


def _known() -> dict[str, ModuleType]:
    found = {name: import_module(path) for name, path in TRIALS.items() if find_spec(path) is not None}
    return {name: module for name, module in found.items() if hasattr(module, "add_arguments")}
