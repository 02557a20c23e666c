"""What a demo remembers of itself in its home: keys and log-ins, and whether its past is whole."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from freshup.interfaces.console.rehearsal.dealership import Keys

FILE: Final = "demo.json"


@dataclass(frozen=True, slots=True)
class Keepsake:
    """`logins` holds the addresses by role, `keys` the secrets by store.

    `loaded` is False while the past is being made: a demo that was stopped then is started over.
    """

    keys: Mapping[str, Keys]
    logins: Mapping[str, str]
    password: str
    loaded: bool = False


def read(home: Path) -> Keepsake | None:
    """None where no demo was made, or what it left cannot be read."""
    try:
        told = json.loads((home / FILE).read_text())
        keys = {code: Keys(**words) for code, words in told["keys"].items()}
        return Keepsake(keys, told["logins"], told["password"], told["loaded"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(home: Path, keepsake: Keepsake) -> None:
    """Whole or not at all, and for the owner's eyes only: the keys let anybody hand leads in."""
    draft = home / f"{FILE}.draft"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(keepsake), file, indent=2)
        file.write("\n")
    draft.replace(home / FILE)


def forget(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)
