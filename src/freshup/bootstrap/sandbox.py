"""How the sandbox behaves in this installation."""

from functools import partial

from django.conf import settings

from freshup.adapters.sandbox.behaviour import turns_of
from freshup.ports.pretending import Behaviour


def behaviour() -> Behaviour:
    return partial(turns_of, troubled=settings.FRESHUP_SANDBOX_TROUBLE)


def is_sandbox() -> bool:
    """Whether nothing of this installation leaves the machine, unless a store is connected to somebody."""
    return bool(settings.FRESHUP_EMAIL == "sandbox")
