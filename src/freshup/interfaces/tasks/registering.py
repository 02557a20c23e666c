"""How a function becomes a task, and one that the clock wakes."""

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate.contrib.django import app

Function = TypeVar("Function", bound=Callable[..., Any])


def task(name: str, *, queue: str) -> Callable[[Function], Function]:
    """By the name `jobs.py` defers it with."""

    def register(function: Function) -> Function:
        app.task(name=name, queue=queue)(function)
        return function

    return register


def periodic(
    cron: str, name: str, *, queue: str, with_context: bool = False
) -> Callable[[Function], Function]:
    """Woken by the clock; `cron` has six fields, seconds last. Never twice in the queue."""

    def register(function: Function) -> Function:
        made = app.task(name=name, queue=queue, queueing_lock=name, pass_context=with_context)(function)
        app.periodic(cron=cron)(made)
        return function

    return register
