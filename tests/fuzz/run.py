"""`python -m tests.fuzz.run TARGET [options of libFuzzer] [folders]`: one fuzzer, guided by the coverage of our code.

Needs atheris (`make fuzz`). A failure is written to crashes/TARGET/, one for each place it was raised at, and the
fuzzer goes on: one defect hides no other.
"""

import os
import resource
import sys
import traceback
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Final

import atheris

HERE: Final = Path(__file__).parent
INSTRUMENTED: Final = ["freshup", "anymail", "mailparser_reply", "email", "quopri", "csv"]
# Instrumented code is some times slower than the same code at work.
SECONDS_MAX: Final = 6.0
MEGABYTES_MAX: Final = 512
LENGTHS: Final = {"national": 2_000, "values": 200, "words": 1_000, "picture": 4_000}
LENGTH: Final = 6_000


class Kept:
    """A target whose failures are written down, the first of each kind."""

    def __init__(self, target: Callable[[bytes], None], folder: Path) -> None:
        self._target, self._folder = target, folder
        self._known: set[tuple[str, ...]] = set()

    def __call__(self, content: bytes) -> None:
        try:
            self._target(content)
        except Exception as failed:
            last = traceback.extract_tb(failed.__traceback__)[-1]
            kind = (type(failed).__name__, f"{last.filename}:{last.lineno}", str(failed)[:30])
            if kind in self._known:
                return
            self._known.add(kind)
            path = self._folder / blake2b(content, digest_size=8).hexdigest()
            path.write_bytes(content)
            print(f"FOUND {path.name}", flush=True)
            traceback.print_exc()


def main(argv: list[str]) -> None:
    name, *options = argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freshup.config.settings")
    sys.setrecursionlimit(1_000)
    with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
        targets = import_module("tests.fuzz.targets")
    bounded = import_module("tests.fuzz.limits").bounded
    corpus, crashes = HERE / "corpus" / name, Path(os.environ.get("FUZZ_CRASHES", HERE / "crashes")) / name
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    target = Kept(partial(bounded, targets.TARGETS[name], seconds=SECONDS_MAX), crashes)
    defaults = [
        f"-max_len={LENGTHS.get(name, LENGTH)}",
        f"-rss_limit_mb={MEGABYTES_MAX}",
        "-timeout=20",
        f"-artifact_prefix={crashes}/",
        "-print_final_stats=1",
    ]
    folders = [one for one in options if not one.startswith("-")] or [str(corpus)]
    chosen = [one for one in options if one.startswith("-")]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    atheris.Setup([sys.argv[0], *defaults, *chosen, *folders], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
