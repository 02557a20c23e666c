"""The one command `freshup`: its own subcommands and Django's."""

import os
import sys
from datetime import UTC, datetime
from importlib import import_module

from freshup.bootstrap.home import HomeUnusable, prepare_home

# `decode` reads a document and nothing else: no settings, no database, no files of ours, no second spent
# on loading Django. Hence modules by name, loaded when their command is called.
WITHOUT_DJANGO = {"decode": "freshup.interfaces.console.decode"}


def main() -> int:
    arguments = sys.argv[1:]
    if arguments and arguments[0] in WITHOUT_DJANGO:
        command = import_module(WITHOUT_DJANGO[arguments[0]])
        return int(
            command.run(
                arguments[1:],
                now=datetime.now(UTC),
                stdin=sys.stdin.buffer,
                stdout=sys.stdout,
                stderr=sys.stderr,
            )
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freshup.config.settings")
    try:
        prepare_home()
    except HomeUnusable as error:
        print(error, file=sys.stderr)
        return 1
    import_module("django.core.management").execute_from_command_line(["freshup", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
