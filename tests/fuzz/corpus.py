"""The files that are replayed: `corpus` is what reaches every known branch, `crashes` what once broke a reader."""

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
CORPUS: Final = HERE / "corpus"
CRASHES: Final = HERE / "crashes"


def files_of(target: str) -> list[Path]:
    """All of a target, in the same order everywhere."""
    return sorted(
        path for folder in (CORPUS, CRASHES) for path in (folder / target).glob("*") if path.is_file()
    )
