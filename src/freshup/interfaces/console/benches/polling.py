"""Up next and the board while a thousand people have them open: their pages ask again, and somebody works."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread
from typing import Any, Final

from django.urls import reverse

from freshup.interfaces.console.benches.reading import PageFailed, Reader
from freshup.interfaces.console.benches.report import percentile
from freshup.interfaces.console.benches.visits import Scene

# How often an open page asks by itself where no event reached it, as the pages' own templates say.
POLLED_EVERY_SECONDS: Final = 30.0
LINES: Final = 4


class _Crowd:
    """So many people's open pages, over a few connections; what they asked and how often it failed."""

    def __init__(self, scene: Scene, people: int) -> None:
        self._scene = scene
        self._wait = LINES * POLLED_EVERY_SECONDS / people
        self._stopping = Event()
        self.asked = 0
        self.failed = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        threads = [Thread(target=self._ask, args=(Random(n),), daemon=True) for n in range(LINES)]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self._stopping.set()
            for one in threads:
                one.join()

    def _ask(self, rng: Random) -> None:
        known = self._scene.readers
        readers = {name: Reader(one.port, one.session) for name, one in known.items()}
        pages = [("agent", "up_next_queue")] * 6 + [("manager", "up_next_queue"), ("manager", "board")]
        while not self._stopping.wait(rng.expovariate(1 / self._wait)):
            viewer, page = rng.choice(pages)
            try:
                readers[viewer].get(reverse(page))
            except (PageFailed, OSError):
                self.failed += 1
            self.asked += 1


def polling(scene: Scene, *, people: int, requests: int) -> dict[str, Any]:
    """p50 and p95 of both pages in milliseconds, with and without the crowd in the same run."""
    looked = {
        "agent/up_next": ("agent", reverse("up_next")),
        "manager/board": ("manager", reverse("board")),
    }
    alone = {
        name: scene.readers[viewer].times(path, warm=2, count=requests)
        for name, (viewer, path) in looked.items()
    }
    crowd = _Crowd(scene, people)
    began = time.monotonic()
    with crowd.asking():
        among = {
            name: scene.readers[viewer].times(path, warm=2, count=requests)
            for name, (viewer, path) in looked.items()
        }
    seconds = time.monotonic() - began
    return {
        "people": people,
        "asked_per_s": round(crowd.asked / seconds, 1),
        "failed": crowd.failed,
        **{
            name: {
                "p50_ms_alone": round(percentile(alone[name], 0.5), 2),
                "p95_ms_alone": round(percentile(alone[name], 0.95), 2),
                "p50_ms": round(percentile(among[name], 0.5), 2),
                "p95_ms": round(percentile(among[name], 0.95), 2),
            }
            for name in looked
        },
    }
