"""The door of time: what is woken by a job or by the clock. Importing it registers every task."""

from freshup.interfaces.tasks import intake, sending, sweeps

__all__ = ["intake", "sending", "sweeps"]
