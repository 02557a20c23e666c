"""Trying an account out: does the provider know it? Nothing is sent and nothing is changed there."""

from typing import Protocol

from freshup.ports.accounts import Account


class ProbeFailed(Exception):
    """It does not work, and why: what the provider said, or that nobody answered. Holds no secret."""


class Probe(Protocol):
    def __call__(self, account: Account) -> str:
        """What the provider says of the account, in a few words; may be empty. Waits ten seconds and no longer.

        Raises ProbeFailed.
        """
        ...
