"""Waiting submissions become leads: the task behind `freshup.intake.drain`."""

import logging
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from freshup.bootstrap.intake import decoder, storage
from freshup.interfaces.tasks.draining import OUTAGES, drain_until_idle
from freshup.interfaces.tasks.registering import task
from freshup.jobs import DRAIN_INTAKE, INTAKE_QUEUE, drain_intake_later
from freshup.operations.intake import drain
from freshup.operations.intake.drain import BATCH, Claim

log = logging.getLogger(__name__)

# Never fewer than four groups at a time: behind a group with a long backlog a small one would wait long.
LANES_MIN: Final = 4
LANES_MAX: Final = 256


class IntakeDrain:
    """One drain at work. It takes as many groups at a time as fill a batch, and goes round among them."""

    def __init__(self) -> None:
        self.lanes = LANES_MIN
        self.after = 0
        self._recruited = False

    def step(self) -> int:
        """Claim a batch and work it through; returns how many submissions were settled."""
        claimed = Claim()
        try:
            with transaction.atomic():
                claimed = self._claim()
                done = _process(claimed)
        except OUTAGES:
            raise
        # The outermost door: whatever a document does to the code, the others go on.
        except Exception as error:
            if not claimed.rows:
                raise
            log.error("a batch of %d failed, halving it: %s", len(claimed.rows), type(error).__name__)
            done = isolate(claimed.ids)
        self._adapt(claimed)
        return done

    def _claim(self) -> Claim:
        claimed = drain.claim(lanes=self.lanes, after=self.after)
        if not claimed.rows and self.after:
            self.after = 0
            claimed = drain.claim(lanes=self.lanes, after=0)
        return claimed

    def _adapt(self, claimed: Claim) -> None:
        full, all_lanes = len(claimed.rows) >= BATCH, len(claimed.groups) == self.lanes
        self.after = max(claimed.groups) if claimed.groups and all_lanes else 0
        if full:
            self.lanes = max(LANES_MIN, self.lanes // 2)
            self._recruit()
        elif all_lanes and len(claimed.rows) < BATCH // 2:
            self.lanes = min(LANES_MAX, self.lanes * 2)

    def _recruit(self) -> None:
        """More than one batch is waiting: somebody idle may help. Once is enough, helpers call helpers."""
        if not self._recruited:
            self._recruited = True
            drain_intake_later()


def isolate(ids: Sequence[int]) -> int:
    """Halve what failed until the document that breaks its batch stands alone, and set that one aside."""
    if len(ids) == 1:
        return _alone(ids[0])
    middle = len(ids) // 2
    return sum(_half(half) for half in (ids[:middle], ids[middle:]))


def _half(ids: Sequence[int]) -> int:
    try:
        with transaction.atomic():
            return _process(drain.claim_these(ids))
    except OUTAGES:
        raise
    except Exception:
        return isolate(ids)


def _alone(id: int) -> int:
    """Tried once more by itself: the fault may have lain in its company, or have passed."""
    try:
        with transaction.atomic():
            return _process(drain.claim_these([id]))
    except OUTAGES:
        raise
    except Exception as error:
        # The name of the error and its place only: its text may quote the document.
        why = type(error).__name__
        log.error("submission %d is set aside: %s at %s", id, why, _place(error))
        drain.set_aside(id, why=f"Freshup could not process this document ({why})", now=datetime.now(UTC))
        return 1


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"


def _process(claimed: Claim) -> int:
    return drain.process(claimed, decode=decoder(), storage=storage(), now=datetime.now(UTC))


@task(DRAIN_INTAKE, queue=INTAKE_QUEUE)
def drain_intake() -> None:
    if drain_until_idle(IntakeDrain().step):
        drain_intake_later()
