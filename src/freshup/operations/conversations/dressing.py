"""What a message is given on its way out, beside its words: tracked links, HTML, the headers of its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from freshup.queries.outbox import ClaimedMessage
from freshup.queries.stores import StoreSettings


@dataclass(frozen=True, slots=True)
class Wire:
    """A message as it goes over the wire; what is kept are its words as they were written."""

    body: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()


def wires_for(messages: Sequence[tuple[ClaimedMessage, StoreSettings]], *, now: datetime) -> dict[int, Wire]:
    """By message id; one that needs nothing is not among them. A constant number of statements a batch."""
    return {}
