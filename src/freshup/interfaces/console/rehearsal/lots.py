"""The demo's lots as the files of an inventory vendor: a few before the past begins, then one a week, cars coming,
sold and lowered in price in between. They take the same way in as any store's."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal.history import DAYS, Done, Shop
from freshup.interfaces.console.rehearsal.vehicles import Car
from freshup.operations import vehicles
from freshup.ports.storage import Storage

HEADINGS: Final = (
    "Stock #", "VIN", "New/Used", "Year", "Make", "Model", "Series", "Color", "Odometer", "Price", "MSRP",
)  # fmt: skip
CONDITIONS: Final = {"new": "New", "used": "Used", "cpo": "Certified"}
DAYS_BETWEEN: Final = 7
# Of a hundred cars: lowered in price each week, sold each week. Leads go on asking for some that are sold.
LOWERED: Final = 0.04
SOLD: Final = 0.008
# Of a hundred cars, how many come during the past; and the files before it, of a lot that grew.
COMING: Final = 0.2
FILES_BEFORE: Final = 5


class Lots:
    """What stands on each shop's lot, week after week."""

    def __init__(self, shops: Sequence[Shop], storage: Storage, rng: Random) -> None:
        self._shops = shops
        self._storage = storage
        self._rng = rng
        self._cars: dict[int, list[Car]] = {shop.rooftop_id: [] for shop in shops}
        self._coming: dict[int, list[Car]] = {}
        for shop in shops:
            cars = rng.sample(shop.inflow.cars, len(shop.inflow.cars))
            self._coming[shop.rooftop_id] = cars

    def fill(self, *, now: datetime) -> None:
        """The lots as they stand when the past begins, filled over some weeks before it."""
        for n in range(FILES_BEFORE, 0, -1):
            for shop in self._shops:
                kept = round(len(shop.inflow.cars) * COMING)
                coming = self._coming[shop.rooftop_id]
                self._arrive(shop.rooftop_id, (len(coming) - kept) // n)
            self._send(now=now - timedelta(days=DAYS_BETWEEN * (n - 1), minutes=self._rng.randint(0, 50)))

    def _arrive(self, rooftop_id: int, number: int) -> None:
        coming = self._coming[rooftop_id]
        self._cars[rooftop_id] += coming[:number]
        del coming[:number]

    def _send(self, *, now: datetime) -> None:
        """The file of everything that stands there."""
        for shop in self._shops:
            made = vehicles.receive(
                shop.manager,
                shop.rooftop_id,
                as_csv(self._cars[shop.rooftop_id]),
                file_name=f"{shop.inflow.code}-inventory-{now:%Y-%m-%d}.csv",
                full=True,
                storage=self._storage,
                now=now,
            )
            vehicles.apply(shop.manager, made, storage=self._storage, now=now + timedelta(minutes=2))

    def after(self, done: Done, *, until: datetime) -> None:
        """A week later some came, some are sold and some cost less, and the vendor sends the next file."""
        if done.day % DAYS_BETWEEN or not 0 < done.day < DAYS:
            return
        for id, cars in self._cars.items():
            kept = [car for car in cars if self._rng.random() >= SOLD]
            self._cars[id] = [self._lowered(car) if self._rng.random() < LOWERED else car for car in kept]
        weeks = (DAYS - done.day) // DAYS_BETWEEN + 1
        for id, coming in self._coming.items():
            self._arrive(id, -(-len(coming) // weeks))
        self._send(now=until - timedelta(days=DAYS - done.day, minutes=self._rng.randint(20, 90)))

    def _lowered(self, car: Car) -> Car:
        return replace(car, dollars=car.dollars - self._rng.randrange(300, 1_500, 100))


def as_csv(cars: Sequence[Car]) -> bytes:
    """The cars as a vendor exports them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for car in cars:
        new = car.status == "new"
        writer.writerow(
            (
                car.stock,
                car.vin,
                CONDITIONS[car.status],
                car.year,
                car.make,
                car.model,
                car.trim,
                car.colour.title(),
                car.miles,
                f"${car.dollars:,}.00",
                f"${car.dollars + 900:,}.00" if new else "",
            )
        )
    return text.getvalue().encode()
