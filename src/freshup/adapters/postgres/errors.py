"""What can go wrong with the embedded server, in words for the person at the console."""

from pathlib import Path

TAIL_LINES = 12


class PostgresUnavailable(Exception):
    """The embedded server cannot be started, reached or stopped; the text says why and ends with its log."""

    def __init__(self, reason: str, *, logs: tuple[Path, ...] = ()) -> None:
        super().__init__("\n".join([reason, *_tails(logs)]))


def _tails(logs: tuple[Path, ...]) -> list[str]:
    said = []
    for log in logs:
        try:
            lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        except OSError:
            continue
        said += [f"last lines of {log}:", *(f"  {line}" for line in lines)] if lines else []
    return said
