"""The process behind `freshup worker`: one Procrastinate worker a queue, so that no queue waits for another."""

import asyncio
import gc
import logging
import signal
from collections.abc import Sequence
from typing import Final

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ProcrastinateException
from procrastinate.psycopg_connector import PsycopgConnector

from freshup.interfaces.tasks.clock import forget_ticks_to_come, until_set_back
from freshup.interfaces.tasks.draining import STOPPING, complaints
from freshup.interfaces.tasks.warm_up import warm_up
from freshup.jobs import SWEEPING_QUEUE

log = logging.getLogger(__name__)

SECONDS_BEFORE_RETRY: Final = 1.0
COLLECTOR_THRESHOLDS: Final = (100_000, 50, 100)
# Longer than any batch takes; what is cut off is rolled back and done again by somebody else.
SECONDS_TO_FINISH_MAX: Final = 20.0
OUTAGES: Final = (ProcrastinateException, psycopg.Error, DatabaseError, OSError, TimeoutError)


def run(queues: Sequence[str], concurrency: int) -> None:
    """Work until SIGTERM or SIGINT. An outage of the database is waited out."""
    _quieten([*queues, SWEEPING_QUEUE])
    warm_up()
    # What is loaded by now stays for ever, and a batch makes far more objects than cycles: with the usual thresholds
    # the collector looks through all of it again and again, for a sixth of the time of intake.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    asyncio.run(_until_stopped(queues, concurrency))


def _quieten(queues: Sequence[str]) -> None:
    """Each of a dozen connections tells an outage several times a second; we tell it once."""
    for name in (
        "psycopg.pool",
        "procrastinate.utils",
        *(f"procrastinate.worker.{queue}" for queue in queues),
    ):
        logging.getLogger(name).setLevel(logging.CRITICAL)


async def _until_stopped(queues: Sequence[str], concurrency: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stop)
    asked = asyncio.create_task(stop.wait())
    while not stop.is_set():
        work = asyncio.create_task(_work(queues, concurrency))
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        try:
            await work
        except asyncio.CancelledError:
            pass
        except OUTAGES as error:
            complaints.add("the queue is out of reach", error)
        if not stop.is_set():
            # Periodic jobs are deferred through Django's connection of this thread: a dead one stays dead.
            await sync_to_async(connections.close_all, thread_sensitive=True)()
            await asyncio.wait({asked}, timeout=SECONDS_BEFORE_RETRY)


def _stop(stop: asyncio.Event) -> None:
    STOPPING.set()
    stop.set()


async def _work(queues: Sequence[str], concurrency: int) -> None:
    """Ends when any of the queues' workers ends; one that lost its connection takes the others along.

    So does a clock that was set back: begun anew, they forget the ticks they have seen.
    """
    kinds = dict.fromkeys([*queues, SWEEPING_QUEUE])
    parameters = connector_params()
    # A pool tries ever more rarely; asked like this first, the database is found again within a second.
    await (await psycopg.AsyncConnection.connect(**parameters)).close()
    # Each worker keeps a connection to listen on.
    connector = PsycopgConnector(kwargs=parameters, min_size=1, max_size=2 * len(kinds) + 2, timeout=10)
    async with app.with_connector(connector).open_async() as queue_app:
        await forget_ticks_to_come(queue_app)
        workers = [
            asyncio.create_task(
                queue_app.run_worker_async(
                    queues=[queue],
                    name=queue,
                    concurrency=1 if queue == SWEEPING_QUEUE else concurrency,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=SECONDS_TO_FINISH_MAX,
                )
            )
            for queue in kinds
        ]
        clock = asyncio.create_task(until_set_back())
        try:
            await asyncio.wait([*workers, clock], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (*workers, clock):
                one.cancel()
            ended = await asyncio.gather(*workers, clock, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
