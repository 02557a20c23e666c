"""Which names a document gives for where it came from, most trusted first (adf.md Q36)."""

from collections.abc import Iterator
from typing import Final

from freshup.domain.intake.prospect import MailFacts, Prospect

NAME_LENGTH_MAX: Final = 80


def source_names(prospect: Prospect, mail: MailFacts | None, store_name: str) -> tuple[str, ...]:
    """Names to look up among a store's sources: provider, vendor misused as provider, id source, sender's domain.

    A name that is the store's own says nothing: many templates fill the dealer in everywhere.
    """
    own = store_name.casefold()
    names = dict.fromkeys(name.strip()[:NAME_LENGTH_MAX] for name in _candidates(prospect, mail) if name)
    return tuple(name for name in names if name and name.casefold() != own)


def _candidates(prospect: Prospect, mail: MailFacts | None) -> Iterator[str | None]:
    yield prospect.provider
    for source_id in prospect.source_ids:
        yield source_id.source
    if mail is not None and mail.sender and mail.sender.casefold() != (prospect.email or "").casefold():
        yield mail.sender.rpartition("@")[2]
