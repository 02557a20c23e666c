"""A store with cars on its lot, loaded the way a manager loads them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from freshup.adapters.storage.directory import DirectoryStorage
from freshup.bootstrap.intake import storage
from freshup.data.models import Rooftop, Staff, Unit
from freshup.operations import vehicles
from freshup.operations.vehicles import Applied
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, scope, world

__all__ = ["LOT", "World", "behind_the_wall", "world"]
HEADINGS = "Stock,VIN,Condition,Year,Make,Model,Trim,Price,Mileage,Color\n"
LOT = [
    "H1,1HGCM82633A004352,Used,2003,Honda,Accord,EX,4995,120000,silver",
    "H2,,New,2026,Honda,CR-V,EX-L,36900,12,white",
    "H3,,New,2026,Honda,CR-V,EX,34900,8,blue",
    "H4,,Used,2022,Ford,F-150,XLT,31500,41000,red",
    "H5,,Used,2021,Toyota,RAV4,XLE,25700,38000,grey",
]


def csv_of(rows: list[str]) -> bytes:
    return (HEADINGS + "".join(f"{row}\n" for row in rows)).encode()


@pytest.fixture(autouse=True)
def files(settings: object, tmp_path: Path) -> Iterator[DirectoryStorage]:
    settings.FRESHUP_STORAGE = str(tmp_path)  # type: ignore[attr-defined]
    storage.cache_clear()
    yield DirectoryStorage(tmp_path)
    storage.cache_clear()


def load(
    staff: Staff, store: Rooftop, rows: list[str], *, full: bool = True, now: datetime = NOW
) -> tuple[int, Applied]:
    """Receive and apply a file as this person, behind the wall."""
    with behind_the_wall(staff):
        its = scope(staff)
        id = vehicles.receive(
            its, store.id, csv_of(rows), file_name="lot.csv", full=full, storage=storage(), now=now
        )
        return id, vehicles.apply(its, id, storage=storage(), now=now)


def stocks(store: Rooftop) -> list[str]:
    return list(
        Unit.objects.filter(rooftop=store, gone_at=None).order_by("stock").values_list("stock", flat=True)
    )
