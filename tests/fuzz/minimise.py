"""`python -m tests.fuzz.minimise TARGET… --from FOLDER`: the fewest inputs that still go everywhere.

An input is kept for the steps (from one line of ours to another, and whether once, twice or many times) that no input
before it takes; the largest gain first.
Telephone numbers and addresses are made nobody's before, so that what is measured is what is kept.
"""

import argparse
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.fuzz.corpus import CORPUS
from tests.fuzz.harmless import made_harmless, offences

FILES_MAX: Final = 40
BYTES_MAX: Final = 90_000
INPUT_BYTES_MAX: Final = 4_000
Step = tuple[str, int, int, int]


def main(argv: list[str]) -> None:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.minimise")
    options.add_argument("targets", nargs="+")
    options.add_argument("--from", dest="folders", action="append", default=[], type=Path)
    told = options.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freshup.config.settings")
    known = import_module("tests.fuzz.targets").TARGETS
    for name in told.targets:
        inputs = sorted(_inputs([CORPUS / name, *(folder / name for folder in told.folders)]), key=len)
        chosen = choose(known[name], inputs)
        shutil.rmtree(CORPUS / name, ignore_errors=True)
        (CORPUS / name).mkdir(parents=True)
        for content in chosen:
            (CORPUS / name / blake2b(content, digest_size=6).hexdigest()).write_bytes(content)
        print(f"{name}: {len(chosen)} of {len(inputs)}, {sum(map(len, chosen))} bytes", flush=True)


def _inputs(folders: list[Path]) -> set[bytes]:
    found = {
        made_harmless(path.read_bytes()) for folder in folders if folder.exists() for path in folder.iterdir()
    }
    return {content for content in found if len(content) <= INPUT_BYTES_MAX and not offences(content)}


def choose(target: Callable[[bytes], None], inputs: list[bytes]) -> list[bytes]:
    """Greedy: always the input with the most new steps; of two alike the shorter."""
    taken = {content: steps_of(target, content) for content in inputs}
    chosen: list[bytes] = []
    covered: set[Step] = set()
    while len(chosen) < FILES_MAX and sum(map(len, chosen)) < BYTES_MAX:
        best = max(taken, key=lambda one: (len(taken[one] - covered), -len(one), one), default=None)
        if best is None or not taken[best] - covered:
            break
        covered |= taken.pop(best)
        chosen.append(best)
    return chosen


def steps_of(target: Callable[[bytes], None], content: bytes) -> set[Step]:
    steps: Counter[tuple[str, int, int]] = Counter()
    last: dict[int, int] = {}

    def lines(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            steps[frame.f_code.co_filename, last.get(id(frame), 0), frame.f_lineno] += 1
            last[id(frame)] = frame.f_lineno
        return lines

    def calls(frame: FrameType, event: str, argument: Any) -> Any:
        if "/freshup/" not in frame.f_code.co_filename:
            return None
        last.pop(id(frame), None)
        return lines

    sys.settrace(calls)
    try:
        target(content)
    except AssertionError:
        # A defect is no part of the corpus; it lies in `crashes` until it is mended.
        return set()
    finally:
        sys.settrace(None)
    return {(*step, times.bit_length()) for step, times in steps.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
