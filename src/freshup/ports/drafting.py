"""Asking a language model for words. Whoever asks judges them: nothing that comes back may be sent as it is."""

from collections.abc import Sequence
from typing import Protocol


class UnableToDraft(Exception):
    """No words came, or none in time. `reason` names it without anybody's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Drafter(Protocol):
    def draft(self, said: Sequence[tuple[str, str]]) -> str:
        """Words for these (role, words), within SECONDS_MAX. Raises UnableToDraft."""
        ...

    def close(self) -> None: ...


# Longer nobody waits for an answer in a chat; the script has answered by then.
SECONDS_MAX = 8.0
