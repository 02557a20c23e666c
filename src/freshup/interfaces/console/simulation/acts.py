"""What people of a store may come to do, planned for a moment of their own."""

from dataclasses import dataclass
from typing import TypeAlias

from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.interfaces.console.simulation.counter import Task
from freshup.interfaces.console.simulation.town import Agent, Store


@dataclass(frozen=True, slots=True)
class Work:
    """What stands in somebody's line, done."""

    task: Task


@dataclass(frozen=True, slots=True)
class Told:
    """How a call ended, written down when it is over."""

    agent: Agent
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody of the store and the customer have just spoken."""

    agent: Agent


@dataclass(frozen=True, slots=True)
class Meet:
    """What becomes of an appointment: shown, no_show or cancelled."""

    agent: Agent
    appointment_id: int
    how: str


@dataclass(frozen=True, slots=True)
class Buy:
    agent: Agent


@dataclass(frozen=True, slots=True)
class Close:
    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody of the store ends everything by hand."""


@dataclass(frozen=True, slots=True)
class Leave:
    agent: Agent


Act: TypeAlias = Work | Told | Reached | Meet | Buy | Close | Stop | Leave


@dataclass(frozen=True, slots=True)
class Planned:
    """An act about an opportunity of a store; 0 for none."""

    act: Act
    store: Store
    opportunity_id: int = 0
