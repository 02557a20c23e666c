"""The stores of a simulation and the people who write to them: everybody made from one seed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from freshup.operations.intake.receive import Delivery
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, open_group

WEEK: Final = tuple((day, 9 * 60, 20 * 60) for day in range(6)) + ((6, 11 * 60, 18 * 60),)
SHIFTS: Final = tuple((day, 8 * 60, 21 * 60) for day in range(7))
# (postal code, area codes of about there): where people live and what numbers they carry.
HOMES: Final = (
    ("33901", "239 305 321 352 386 407 561 727 754 772 786 813 863 904 941 954"),
    ("33904", "239 305 321 352 386 407 561 727 754 772 786 813 863 904 941 954"),
    ("32401", "850"),
    ("75201", "214 469 972 817 682 713 281 832 512 737 210 254 361 409 903 940 979"),
    ("85004", "480 602 623 520 928"),
    ("90012", "213 310 323 408 415 510 530 559 562 619 626 650 661 707 714 760 805 818 831 858 909 916 925 949 951"),
    ("10001", "212 315 347 516 518 585 607 631 646 716 718 845 914 917 929"),
    ("73102", "405 918"),
    ("98101", "206 253 360 425 509"),
    ("46204", "317"),
    ("60601", "312 217 309 618 630 708 773 815 847"),
    ("80202", "303 719 720 970"),
    ("30303", "404 229 478 678 706 770 912"),
    ("96813", "808"),
)  # fmt: skip
STORES: Final = (
    ("Gulf", "America/New_York", "FL", "33901"),
    ("Lone Star", "America/Chicago", "TX", "75201"),
    ("Mesa", "America/Phoenix", "AZ", "85004"),
    ("Harbor", "America/New_York", "NY", "10001"),
)
AT: Final = ("239", "214", "480", "212")
NUMBER_MOVED, NO_ADDRESS, NO_PHONE, NO_EMAIL = 0.15, 0.2, 0.04, 0.06
KINDS: Final = (("first_party", "Website"), ("third_party", "Lotline"))
WHEN: Final = ("within 7 days", "within 30 days", "within 90 days", "just looking", "")


@dataclass(frozen=True, slots=True)
class Shop:
    rooftop_id: int
    key: str


def open_town(*, now: datetime) -> list[Shop]:
    """Four stores in three zones, each a group of its own."""
    shops = []
    for number, (name, zone, region, postal) in enumerate(STORES):
        key = f"simulation{number}{'k' * 14}"
        new = NewStore(
            name=f"{name} Motors",
            timezone=zone,
            region=region,
            postal_code=postal,
            street="1 Main Street",
            city=name,
            phone_e164=f"+1{AT[number]}5550100",
            mail_from=f"sales{number}@dealer.example.com",
            hours=WEEK,
            team_hours={},
            holidays=("Thanksgiving Day", "Christmas Day"),
            people=tuple(
                NewPerson(
                    f"agent{i}.{number}@dealer.example.com",
                    f"Agent {i}",
                    "agent",
                    capacity=100_000,
                    shifts=SHIFTS,
                )
                for i in range(6)
            ),
            sources=tuple(NewSource(source, kind) for kind, source in KINDS),
            keys=(NewKey(key, "simulation"),),
        )
        opened = open_group(f"{name} Group", [new], now=now)
        shops.append(Shop(opened.rooftop_ids[0], key))
    return shops


class _Numbers:
    """555-0100 to 555-0199 of each area code, which are nobody's; each to one person only."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        codes = {code for _, areas in HOMES for code in areas.split()}
        # The first of each is a store's own.
        self._free = {code: list(range(199, 100, -1)) for code in sorted(codes)}

    def of(self, areas: str) -> str:
        """A number of one of these areas, or of any other; empty when all are somebody's."""
        near = [code for code in areas.split() if self._free[code]]
        codes = near or [code for code, left in self._free.items() if left]
        if not codes:
            return ""
        code = self._rng.choice(codes)
        return f"{code}5550{self._free[code].pop():03d}"


def inquiries(
    count: int, shops: list[Shop], *, begins: datetime, days: int, rng: Random
) -> Iterator[Delivery]:
    """So many inquiries at random moments of the first days, day and night, in order of time."""
    numbers = _Numbers(rng)
    moments = sorted(begins + timedelta(seconds=rng.uniform(0, days * 86_400)) for _ in range(count))
    for number, at in enumerate(moments):
        postal, areas = rng.choice(HOMES)
        if rng.random() < NUMBER_MOVED:
            areas = rng.choice(HOMES)[1]
        said = {
            "provider": rng.choice(KINDS)[1],
            "first": f"Pat{number % 97}",
            "last": f"Sample{number}",
            "phone": "" if rng.random() < NO_PHONE else numbers.of(areas),
            "email": "" if rng.random() < NO_EMAIL else f"p{number}@example.com",
            "postal_code": "" if rng.random() < NO_ADDRESS else postal,
            "vehicle": {"year": 2025, "make": "Honda", "model": "Civic"},
            "timeframe": rng.choice(WHEN),
            "comments": "Is it still there?",
        }
        if not said["phone"] and not said["email"]:
            said["email"] = f"p{number}@example.com"
        yield Delivery(
            key=shops[number % len(shops)].key,
            receipt=UUID(int=rng.getrandbits(128), version=4),
            channel="http",
            received_at=at,
            body=json.dumps({name: value for name, value in said.items() if value}).encode(),
            content_type="application/json",
        )
