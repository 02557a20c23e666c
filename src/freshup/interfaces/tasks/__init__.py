"""The door of time: what is woken by a job or by the clock. Importing it registers every task."""

from freshup.interfaces.tasks import alerts, cadences, connectors, intake, ladder, sending, sweeps

__all__ = ["alerts", "cadences", "connectors", "intake", "ladder", "sending", "sweeps"]
