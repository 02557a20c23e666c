"""The stores of a simulation: where they are, who works there, what stands on the lot. Everything from one seed."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.rehearsal.shoppers import Place
from freshup.interfaces.console.rehearsal.vehicles import Car, lot
from freshup.operations.connectors.sandbox import ensure_sandbox
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, open_group
from freshup.queries.access import Scope, scopes_of

STORES_A_GROUP: Final = 5
WEEK: Final = tuple((day, 9 * 60, 20 * 60) for day in range(6)) + ((6, 11 * 60, 18 * 60),)
EARLY: Final = tuple((day, 8 * 60, 17 * 60) for day in (0, 1, 2, 4, 5))
LATE: Final = tuple((day, 11 * 60 + 30, 20 * 60) for day in (0, 1, 3, 4, 5, 6))
MIDDLE: Final = tuple((day, 9 * 60, 18 * 60) for day in (1, 2, 3, 5, 6))
MANAGES: Final = tuple((day, 9 * 60, 19 * 60) for day in range(6))


@dataclass(frozen=True, slots=True)
class Home:
    """A place where people live, and the area codes of the numbers they carry there."""

    place: Place
    zone: str
    codes: tuple[str, ...]


def _home(city: str, region: str, postal: str, zone: str, codes: str) -> Home:
    return Home(Place(city, region, postal), zone, tuple(codes.split()))


HOMES: Final = (
    _home("Fort Myers", "FL", "33901", "America/New_York",
          "239 305 321 352 386 407 561 727 754 772 786 813 863 904 941 954"),
    _home("Dallas", "TX", "75201", "America/Chicago",
          "214 469 972 817 682 713 281 832 512 737 210 254 361 409 903 940 979"),
    _home("Phoenix", "AZ", "85004", "America/Phoenix", "480 602 623 520 928"),
    _home("New York", "NY", "10001", "America/New_York", "212 315 347 516 518 585 607 631 646 716 718 845 914 917 929"),
    _home("Los Angeles", "CA", "90012", "America/Los_Angeles",
          "213 310 323 408 415 510 530 559 562 619 626 650 661 707 714 760 805 818 831 858 909 916 925 949 951"),
    _home("Panama City", "FL", "32401", "America/Chicago", "850"),
    _home("Oklahoma City", "OK", "73102", "America/Chicago", "405 918"),
    _home("Seattle", "WA", "98101", "America/Los_Angeles", "206 253 360 425 509"),
    _home("Indianapolis", "IN", "46204", "America/Indiana/Indianapolis", "317"),
    _home("Chicago", "IL", "60601", "America/Chicago", "312 217 309 618 630 708 773 815 847"),
    _home("Denver", "CO", "80202", "America/Denver", "303 719 720 970"),
    _home("Atlanta", "GA", "30303", "America/New_York", "404 229 478 678 706 770 912"),
    _home("Honolulu", "HI", "96813", "Pacific/Honolulu", "808"),
)  # fmt: skip
CODES: Final = tuple(code for home in HOMES for code in home.codes)
STORES_MAX: Final = 2 * len(CODES)


@dataclass(slots=True)
class Agent:
    """Somebody who works at a store, with the habits nobody hired them for."""

    staff_id: int
    user_id: int
    scope: Scope
    diligence: float
    fakes: bool
    gone: bool = False


@dataclass(slots=True)
class Store:
    """One store: `number` is the world's own, `group` the number of its group."""

    number: int
    group: int
    home: Home
    rooftop_id: int
    group_id: int
    connector_id: int
    key: str
    phone: str
    mail_from: str
    name: str
    manager: Scope
    agents: list[Agent]
    cars: list[Car]
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.home.zone)

    @property
    def at_work(self) -> list[Agent]:
        return [one for one in self.agents if not one.gone]


def open_town(numbers: range | list[int], asked: Parameters, *, seed: int, now: datetime) -> list[Store]:
    """The stores of these numbers, in groups of five: customers of a group are customers of each of its stores."""
    stores = []
    for group in sorted({number // STORES_A_GROUP for number in numbers}):
        mine = [number for number in numbers if number // STORES_A_GROUP == group]
        rngs = {number: Random(f"store {seed} {number}") for number in mine}
        opened = open_group(f"Group {group}", [_new(number, asked) for number in mine], now=now)
        for number, rooftop_id in zip(mine, opened.rooftop_ids, strict=True):
            stores.append(_opened(number, group, rooftop_id, opened.group_id, asked, rngs[number], now))
    return stores


def _new(number: int, asked: Parameters) -> NewStore:
    home = HOMES[number % len(HOMES)]
    shifts = (EARLY, LATE, MIDDLE)
    people = [
        NewPerson(
            _address("manager", number, 0), f"Manager {number}", "manager", takes_leads=False, shifts=MANAGES
        )
    ]
    people += [
        NewPerson(
            _address("agent", number, i),
            f"Agent {number} {i}",
            "agent",
            capacity=10_000,
            shifts=shifts[i % 3],
        )
        for i in range(int(asked.of("staff", "agents")))
    ]
    return NewStore(
        name=f"{home.place.city} Motors {number}",
        timezone=home.zone,
        region=home.place.region,
        postal_code=home.place.postal_code,
        street=f"{number + 1} Main Street",
        city=home.place.city,
        phone_e164=number_of_store(number),
        mail_from=f"sales{number}@dealer.example.com",
        hours=WEEK,
        team_hours={},
        holidays=("Thanksgiving Day", "Christmas Day", "New Year's Day"),
        people=tuple(people),
        sources=tuple(NewSource(one.name, one.kind) for one in asked.sources),
        keys=(NewKey(_key(number), "Simulation"),),
    )


def number_of_store(number: int) -> str:
    """Two of a hundred fictional numbers of each area code are the stores' own."""
    return f"+1{CODES[number % len(CODES)]}55501{99 - number // len(CODES):02}"


def _address(who: str, store: int, i: int) -> str:
    return f"{who}{i}.{store}@dealer.example.com"


def _key(number: int) -> str:
    return f"simulation{number:04}{'k' * 14}"


def _opened(
    number: int, group: int, rooftop_id: int, group_id: int, asked: Parameters, rng: Random, now: datetime
) -> Store:
    home = HOMES[number % len(HOMES)]
    connector = ensure_sandbox(
        rooftop_id, secrets=lambda: (f"hook-{number}-{'h' * 16}", f"sign-{number}-{'s' * 16}"), now=now
    )
    assert connector is not None  # made a line above, and nobody has switched it off
    make, letter = ("Honda", "H") if number % 2 == 0 else ("Toyota", "T")
    manager, *agents = _people(number, int(asked.of("staff", "agents")))
    return Store(
        number=number,
        group=group,
        home=home,
        rooftop_id=rooftop_id,
        group_id=group_id,
        connector_id=connector,
        key=_key(number),
        phone=number_of_store(number),
        mail_from=f"sales{number}@dealer.example.com",
        name=f"{home.place.city} Motors {number}",
        manager=manager,
        agents=[_agent(scope, rooftop_id, i, asked, rng) for i, scope in enumerate(agents)],
        cars=list(
            lot(make, f"{letter}{number}-", year=now.year, size=int(asked.of("lot", "vehicles")), rng=rng)
        ),
    )


def _people(number: int, agents: int) -> list[Scope]:
    addresses = [_address("manager", number, 0), *(_address("agent", number, i) for i in range(agents))]
    users = dict(get_user_model().objects.filter(email__in=addresses).values_list("email", "id"))
    scopes = scopes_of(sorted(users.values()))
    return [scopes[users[address]] for address in addresses]


def _agent(scope: Scope, rooftop_id: int, i: int, asked: Parameters, rng: Random) -> Agent:
    lazy = rng.random() < asked.share("staff", "lazy")
    return Agent(
        staff_id=scope.places[rooftop_id],
        user_id=scope.user_id or 0,
        scope=scope,
        diligence=asked.share("staff", "does_it_lazy" if lazy else "does_it"),
        # Somebody is there who is believed.
        fakes=i > 0 and rng.random() < asked.share("staff", "fakes"),
    )
