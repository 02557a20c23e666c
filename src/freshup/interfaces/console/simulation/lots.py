"""The stores' lots: now and then a vendor's file with what came, what is sold and what costs less."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from freshup.interfaces.console.rehearsal.lots import as_csv
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.simulation.town import Store
from freshup.operations import vehicles
from freshup.ports.storage import Storage


class Lots:
    """Each store's vehicles, by the way any store's files come in."""

    def __init__(self, stores: Sequence[Store], asked: Parameters, storage: Storage, *, seed: int) -> None:
        self._stores = stores
        self._asked = asked
        self._storage = storage
        self._seed = seed

    def send(self, day: int, now: datetime) -> None:
        """The files of this day of the run, of the stores whose turn it is; on the first day of all."""
        between = int(self._asked.of("lot", "days_between_files"))
        for store in self._stores:
            if day == 0:
                self._apply(store, now)
            elif (day + store.number) % between == 0:
                self._change(store, Random(f"lot {self._seed} {store.number} {day}"))
                self._apply(store, now)

    def _change(self, store: Store, rng: Random) -> None:
        sold, lowered = self._asked.share("lot", "sold"), self._asked.share("lot", "lowered")
        # Somebody always finds something to ask about.
        kept = [car for car in store.cars if rng.random() >= sold] or store.cars[:1]
        store.cars[:] = [
            replace(car, dollars=car.dollars - rng.randrange(300, 1_500, 100))
            if rng.random() < lowered
            else car
            for car in kept
        ]

    def _apply(self, store: Store, now: datetime) -> None:
        made = vehicles.receive(
            store.manager,
            store.rooftop_id,
            as_csv(store.cars),
            file_name=f"inventory-{store.number}-{now:%Y-%m-%d}.csv",
            full=True,
            storage=self._storage,
            now=now,
        )
        vehicles.apply(store.manager, made, storage=self._storage, now=now)
