"""The load host is sent on its errand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from freshup.interfaces.console.trials.hosts.installation import HERE, PYTHON, Installation
from freshup.interfaces.console.trials.hosts.load import Errand
from freshup.interfaces.console.trials.hosts.reading import Told

LOAD: Final = (*PYTHON, f"{HERE}.load")


def errand(
    installation: Installation, told: Mapping[str, Any], webs: Sequence[str], per_s: float, seed: int
) -> Errand:
    return Errand(
        requests=str(installation.requests),
        hosts=[installation.network[name].address for name in webs],
        per_s=per_s,
        seed=seed,
        cookie=told["cookie"],
        sessions=told["sessions"],
    )


def sources(installation: Installation, errand: Errand) -> Told:
    """Sending, from now on."""
    running = installation.start("load", *LOAD, role="owner", pipes=True)
    assert running.stdin is not None
    running.stdin.write(json.dumps(asdict(errand)).encode() + b"\n")
    running.stdin.flush()
    return Told(running).listen()
