"""Believable shoppers, all invented, and what each of them asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal import phrases
from freshup.interfaces.console.rehearsal.vehicles import Car, trade_in

FIRST: Final = (
    "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David", "Elizabeth", "William",
    "Barbara", "Richard", "Susan", "Thomas", "Jessica", "Christopher", "Karen", "Daniel", "Nancy", "Matthew", "Lisa",
    "Anthony", "Betty", "Mark", "Sandra", "Steven", "Ashley", "Andrew", "Emily", "Joshua", "Donna", "Kevin",
    "Michelle", "Brian", "Carol", "George", "Amanda", "Timothy", "Melissa", "Ronald", "Deborah", "Jason",
    "Stephanie", "Edward", "Rebecca", "Jeffrey", "Laura", "Ryan", "Helen", "Priya", "Wei", "Minh", "Fatima",
    "Olumide", "Aisha", "Dmitri", "Ingrid", "Tyrone", "Keisha", "Brooke", "Hunter",
)  # fmt: skip
LAST: Final = (
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson", "Anderson", "Taylor", "Moore",
    "Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis", "Robinson", "Walker", "Young",
    "Allen", "King", "Wright", "Scott", "Hill", "Green", "Adams", "Nelson", "Baker", "Hall", "Campbell", "Mitchell",
    "Carter", "Roberts", "Phillips", "Evans", "Turner", "Parker", "Collins", "Edwards", "Stewart", "Morris", "Murphy",
    "Cook", "Rogers", "Morgan", "Cooper", "Peterson", "Reed", "Bailey", "Bell", "Kelly", "Howard", "Ward", "Cox",
    "Richardson", "Wood", "Watson", "Brooks", "Bennett", "Gray", "Hughes", "Price", "Myers", "Long", "Foster",
    "Sanders", "Ross", "Patel", "Nguyen", "Kim", "Chen", "Okafor", "Kowalski", "O'Brien", "Schneider", "Haddad",
)  # fmt: skip
FIRST_ES: Final = (
    "María", "José", "Carlos", "Ana", "Luis", "Carmen", "Jorge", "Rosa", "Miguel", "Lucía", "Andrés", "Sofía",
    "Raúl", "Elena", "Javier", "Yolanda", "Óscar", "Inés",
)  # fmt: skip
LAST_ES: Final = (
    "García", "Rodríguez", "Martínez", "Hernández", "López", "González", "Pérez", "Sánchez", "Ramírez", "Torres",
    "Peña", "Muñoz", "Díaz", "Vázquez", "Castillo", "Núñez", "Ríos", "Delgado",
)  # fmt: skip
STREETS: Final = (
    "Oak",
    "Maple",
    "Palm",
    "Pine",
    "Lake",
    "Cedar",
    "Washington",
    "Hickory",
    "Ridge",
    "Park",
    "Egret",
)
EAGER: Final = 0.2
PLAIN: Final = str.maketrans("áéíóúñüÁÉÍÓÚÑÜ", "aeiounuAEIOUNU")
DOMAINS: Final = ("example.com", "example.com", "example.net", "example.org")
# 555-0100 to 555-0199 are kept free for stories, a hundred to an area code; so there are many area codes.
FAR_CODES: Final = (
    "212", "216", "248", "313", "317", "404", "480", "602", "614", "615", "678", "706", "770", "912", "321", "352",
    "386", "772", "850", "904", "217", "309", "618",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    region: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """`phone` is ten digits, or empty; `email` may be empty too, but not both."""

    first: str
    last: str
    email: str
    phone: str
    street: str
    place: Place
    language: str = "en"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What somebody asks of a store, before it is written in anybody's dialect. `at` is in the store's zone."""

    number: str
    store: str
    provider: str
    shopper: Shopper
    at: datetime
    car: Car | None = None
    trade: Car | None = None
    interest: str = "buy"
    comments: str = ""
    timeframe: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """Where a store's shoppers live: area codes and places near it, and some from far away."""

    codes: tuple[str, ...]
    near: tuple[Place, ...]
    far: tuple[Place, ...]
    spanish: float


class Crowd:
    """Invents shoppers for one market, no telephone number twice while they last."""

    def __init__(self, market: Market, rng: Random, *, spare: Sequence[str] = ()) -> None:
        self._market = market
        self._rng = rng
        self._invented = rng.randrange(1_000)
        near = [f"{code}55501{n:02}" for code in market.codes for n in range(100)]
        far = [f"{code}55501{n:02}" for code in spare for n in range(100)]
        rng.shuffle(near)
        rng.shuffle(far)
        self._numbers = far + near

    def shopper(self) -> Shopper:
        rng, market = self._rng, self._market
        spanish = rng.random() < market.spanish
        first = rng.choice(FIRST_ES if spanish else FIRST)
        last = rng.choice(LAST_ES if spanish or rng.random() < 0.06 else LAST)
        place = rng.choice(market.near if rng.random() < 0.88 else market.far)
        reach = rng.random()
        phone = self._numbers.pop() if self._numbers and reach > 0.12 else ""
        return Shopper(
            first,
            last,
            self._address(first, last) if reach < 0.86 or not phone else "",
            phone,
            f"{rng.randint(100, 9900)} {rng.choice(STREETS)} {rng.choice(('Street', 'Avenue', 'Drive', 'Lane'))}",
            place,
            "es" if spanish and rng.random() < 0.7 else "en",
        )

    def _address(self, first: str, last: str) -> str:
        self._invented += self._rng.randint(1, 3)
        first, last = (word.translate(PLAIN).replace("'", "").lower() for word in (first, last))
        shapes = (
            f"{first}.{last}{self._invented}",
            f"{first[0]}{last}{self._invented}",
            f"{last}.{first}{self._invented}",
        )
        return f"{self._rng.choice(shapes)}@{self._rng.choice(DOMAINS)}"


def inquiry(
    shopper: Shopper, *, number: str, store: str, provider: str, at: datetime, lot: Sequence[Car], rng: Random
) -> Inquiry:
    """What this shopper asks: mostly about a car on the lot, sometimes with a trade-in, sometimes to sell one."""
    asked = Inquiry(number, store, provider, shopper, at, timeframe=rng.choice(phrases.TIMEFRAMES))
    mood = rng.random()
    if mood < 0.05:
        trade = trade_in(rng, year=at.year)
        return _worded(replace(asked, trade=trade, interest="sell"), phrases.SELLING, rng)
    car = rng.choice(lot)
    if mood < 0.24:
        trade = trade_in(rng, year=at.year)
        return _worded(replace(asked, car=car, trade=trade), phrases.ABOUT_A_TRADE, rng)
    interest = "lease" if car.status == "new" and mood > 0.92 else "buy"
    words = phrases.ABOUT_A_CAR_ES if shopper.language == "es" else phrases.ABOUT_A_CAR
    return _worded(replace(asked, car=car, interest=interest), words, rng)


def _worded(asked: Inquiry, choices: Sequence[str], rng: Random) -> Inquiry:
    text = rng.choice(choices)
    if asked.shopper.language == "en" and asked.interest != "sell" and rng.random() < EAGER:
        text = " ".join((text, *rng.sample(phrases.BESIDES, 2))).strip()
        asked = replace(asked, timeframe=rng.choice(("within 48 hours", "within 7 days")))
    trade = asked.trade
    if "{trade}" in text and trade is None:
        trade = trade_in(rng, year=asked.at.year)
    days = phrases.DAYS_ES if asked.shopper.language == "es" else phrases.DAYS
    comments = text.format(
        car=asked.car.line if asked.car else "",
        model=asked.car.short if asked.car else "",
        colour=rng.choice(("white", "silver", "blue")),
        trade=trade.line if trade else "",
        miles=f"{trade.miles:,}" if trade else "",
        day=rng.choice(days),
    )
    return replace(asked, comments=comments, trade=trade)
