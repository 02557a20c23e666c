"""Starts the load in its own process and takes back what it saw."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from freshup.interfaces.console.benches.load import Plan, Report, write_requests
from freshup.interfaces.console.benches.processes import ProcessDied, Running
from freshup.interfaces.console.benches.stage import Stage

LOAD: Final = (sys.executable, "-m", "freshup.interfaces.console.benches.load")
REQUESTS: Final = "requests"


def store_requests(stage: Stage, requests: Sequence[bytes]) -> Path:
    path = stage.home / REQUESTS
    write_requests(path, requests)
    return path


def send(stage: Stage, plan: Plan, needed: Sequence[Running]) -> Report:
    """Carries out the plan. Raises ProcessDied when the load or a process it needs ends early."""
    carried_out = subprocess.run(
        LOAD, input=json.dumps(asdict(plan)), capture_output=True, text=True, start_new_session=True
    )
    for one in needed:
        one.check()
    if carried_out.returncode != 0:
        raise ProcessDied(f"the load: {carried_out.stderr.strip()[-2000:]}")
    return Report(**json.loads(carried_out.stdout))
