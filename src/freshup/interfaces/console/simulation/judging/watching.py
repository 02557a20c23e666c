"""What every watcher is: some kinds of lines, and what it does at each of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from freshup.interfaces.console.simulation.judging.reading import Line

Looks = Callable[[Line, datetime], None]


class Watcher(Protocol):
    """Looks at lines of the kinds it names, and tells `Known` what is wrong."""

    looks: Mapping[str, Looks]
