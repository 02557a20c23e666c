"""`python -m tests.fuzz [TARGET…] --seconds 60`: one fuzzer after the other, and what each of them came to.

What they find on the way lies in `build/fuzz/` and is kept by `python -m tests.fuzz.minimise TARGET --from build/fuzz`.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.fuzz.corpus import CORPUS, CRASHES

TARGETS: Final = (
    "mail", "letter", "services", "adf", "json", "form", "lines", "values", "words", "inventory", "folding", "html",
    "leadforms", "twilio", "picture", "file", "sandbox", "national", "view",
)  # fmt: skip
WORK: Final = Path("build/fuzz")
_DONE: Final = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+)")


def main(argv: list[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz")
    options.add_argument("targets", nargs="*", metavar="TARGET", help=" ".join(TARGETS))
    options.add_argument("--seconds", type=int, default=60, help="of each target")
    told = options.parse_args(argv)
    if unknown := set(told.targets) - set(TARGETS):
        options.error(f"no such target: {', '.join(sorted(unknown))}")
    print(f"{'target':12}{'executions':>12}{'branches':>10}{'features':>10}{'found':>7}", flush=True)
    return max(run(target, told.seconds) for target in told.targets or TARGETS)


def run(target: str, seconds: int) -> int:
    """1 where something was found, or the fuzzer itself came to grief."""
    work, before = WORK / target, _crashes(target)
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.run", target, f"-max_total_time={seconds}"]
    ended = subprocess.run(
        [*command, str(work), str(CORPUS / target)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    done = _DONE.search(ended.stderr)
    found = sorted(_crashes(target) - before)
    if done is None:
        print(f"{target:12} ended by itself:\n{ended.stderr[-2_000:]}", flush=True)
    else:
        runs, branches, features = done.groups()
        print(f"{target:12}{runs:>12}{branches:>10}{features:>10}{len(found):>7}", flush=True)
    for name in found:
        print(f"  {CRASHES / target / name}\n{_trace(ended.stdout + ended.stderr, name)}", flush=True)
    return int(bool(found) or done is None)


def _crashes(target: str) -> set[str]:
    return {path.name for path in (CRASHES / target).glob("*")}


def _trace(said: str, name: str) -> str:
    return said.partition(f"FOUND {name}")[2][:2_000]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
