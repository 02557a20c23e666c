"""What lies in the outbox, told line by line: queued when it appears, withdrawn when it ends there unsent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from freshup.interfaces.console.simulation.counter import rows
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.outside import Outgoing
from freshup.interfaces.console.simulation.town import Store

NEW: Final = """
SELECT id, rooftop_id, person_id, opportunity_id, step_key, channel, purpose, automatic, by_user_id, recipient,
       sender, too_late_at
FROM message WHERE id > %s AND direction = 'out' AND channel IN ('text', 'email') ORDER BY id
"""
SETTLED: Final = """
SELECT id, state, coalesce(nullif(failure, ''), gate_rule) FROM message
WHERE id = ANY (%s) AND state NOT IN ('queued', 'sending') ORDER BY id
"""


class Outbox:
    """`known` are all messages there ever were, by id; whoever was handed one finds it here."""

    def __init__(self, stores: Mapping[int, Store], log: MessageLog) -> None:
        self._stores = stores
        self._log = log
        self._last = 0
        self._waiting: dict[int, str] = {}
        self.known: dict[int, Outgoing] = {}

    def look(self, now: datetime) -> None:
        """What was written since the last look."""
        for id, store, person, opportunity, key, channel, purpose, automatic, user, to, sender, late in rows(
            NEW, [self._last]
        ):
            self._last = id
            place = self._stores[store]
            mail_id = (
                f"{key.replace(':', '.')}.{store}@{sender.rpartition('@')[2]}" if channel == "email" else ""
            )
            by = next((one.staff_id for one in place.agents if one.user_id == user), None)
            self.known[id] = Outgoing(
                id, place, person, opportunity, key, channel, purpose, automatic, by, to, mail_id
            )
            self._waiting[id] = key
            self._log.write(
                "queued", now, person=person, opportunity=opportunity, key=key, channel=channel, purpose=purpose,
                too_late_at=late,
            )  # fmt: skip

    def settle(self, now: datetime) -> None:
        """What left the outbox since the last look: sent, which the provider's side tells, or not at all."""
        if not self._waiting:
            return
        for id, state, why in rows(SETTLED, [sorted(self._waiting)]):
            key = self._waiting.pop(id)
            if state != "sent":
                self._log.write("withdrawn", now, key=key, state=state, why=why)

    @property
    def waits(self) -> bool:
        return bool(self._waiting)
