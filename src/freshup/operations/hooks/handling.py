"""Which operation takes which report. The one place where what providers say meets what Freshup does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.domain.connectors.reports import Report
from freshup.operations.connectors.outcomes import Outcome, Taken
from freshup.ports.storage import Storage


@dataclass(frozen=True, slots=True)
class Outside:
    """What handling a report may need of the world."""

    storage: Storage


Handler = Callable[[Any, Taken, Outside, datetime], Outcome]
HANDLERS: Final[Mapping[type[Report], Handler]] = {}
