"""Who writes words for a chat: a language model only where a store has connected one."""

from collections.abc import Callable
from typing import Final

from freshup.adapters.model.openai import drafter_of
from freshup.ports.accounts import Account
from freshup.ports.drafting import Drafter

DRAFTERS: Final[dict[str, Callable[[Account], Drafter]]] = {"openai": drafter_of}


def drafter(account: Account) -> Drafter | None:
    made = DRAFTERS.get(account.provider)
    return made(account) if made is not None else None
