"""Having a file of a provider's: a recording, a picture of a text. Never a way into our own network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from freshup.ports.hooks import UnableToFetch as UnableToFetch


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    media_type: str


class Fetcher(Protocol):
    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        bytes_max: int,
        hosts: frozenset[str] = frozenset(),
    ) -> Fetched:
        """The bytes behind an address. Each hop's host is checked, by name (`hosts`, where any are named) and by the
        address it resolves to, which must be public; `headers` go to the first host alone. Raises UnableToFetch."""
        ...
