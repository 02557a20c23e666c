"""What a provider tells us by HTTP: is it really from them, which event is it, and what does it say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl

from freshup.domain.connectors.reports import Report
from freshup.ports.accounts import Account


@dataclass(frozen=True, slots=True)
class Hook:
    """One request as it came. `url` is our public address with its query, as the provider knows it (and signs it);
    `kind` its last part. Header names in lower case."""

    kind: str
    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> dict[str, str]:
        """The body as form fields, without NUL, which PostgreSQL does not keep; of several with one name the last."""
        said = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name.replace("\0", ""): value.replace("\0", "") for name, value in said}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider hears at once."""

    status: int = 204
    content_type: str = ""
    body: bytes = b""


class Forged(Exception):
    """The signature is wrong, missing or too old: not from this provider, or not for this account."""


class Unreadable(Exception):
    """It is from the provider, and says nothing that can be understood; kept and shown to a person."""


class HookReader(Protocol):
    """One provider's way of reporting. `kinds` are the last parts of its addresses: /hooks/<key>/<kind>/."""

    kinds: frozenset[str]

    def check(self, hook: Hook, account: Account) -> None:
        """Raises Forged. Cheap: it runs in the door, before anything is written."""
        ...

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        """The answer to a GET by which some providers make sure of us; None where there is no such thing."""
        ...

    def event_key(self, hook: Hook) -> str:
        """What is the same when the same event is delivered again; up to 200 characters."""
        ...

    def answer(self, hook: Hook) -> Answer:
        """What it wants to hear once its report is written down."""
        ...

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        """Later, in a worker: what it reports. May fetch what the provider left to be fetched. Raises Unreadable,
        UnableToFetch."""
        ...


class UnableToFetch(Exception):
    """What the report points to could not be had. `permanent` says whether another try could help."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent
