"""`/healthz/`, `/readyz/`, `/metrics/`: what load balancers and monitoring ask. Plain ASGI, no session, no redirect."""

from freshup.interfaces.api.health.counting import counted
from freshup.interfaces.api.health.door import PATHS, HealthDoor, health_door

__all__ = ["PATHS", "HealthDoor", "counted", "health_door"]
