"""The door of time: what is woken by a job or by the clock. Importing it registers every task."""

from freshup.interfaces.tasks import (
    alerts,
    cadences,
    calls,
    chats,
    connectors,
    engagement,
    intake,
    ladder,
    mailboxes,
    sandbox,
    sending,
    sweeps,
    visits,
)

__all__ = [
    "alerts",
    "cadences",
    "calls",
    "chats",
    "connectors",
    "engagement",
    "intake",
    "ladder",
    "mailboxes",
    "sandbox",
    "sending",
    "sweeps",
    "visits",
]
