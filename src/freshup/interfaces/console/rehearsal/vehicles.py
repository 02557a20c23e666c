"""What stands on the two lots, and what shoppers would trade in."""

from dataclasses import dataclass
from random import Random
from typing import Final

# ISO 3779: the value of each sign and the weight of each place; the ninth sign is the check digit.
_SIGNS: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES: Final = dict(
    zip(_SIGNS, (*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEARS: Final = dict(zip(range(2010, 2031), "ABCDEFGHJKLMNPRSTVWXY", strict=True))
_MAKERS: Final = {"Honda": "1HG", "Toyota": "4T1", "Ford": "1FT", "Chevrolet": "1G1", "Nissan": "1N4"}


@dataclass(frozen=True, slots=True)
class Car:
    """`status` is new, used or cpo; the price in whole dollars, 0 where nobody says."""

    year: int
    make: str
    model: str
    trim: str
    status: str = "used"
    stock: str = ""
    vin: str = ""
    miles: int = 0
    dollars: int = 0
    colour: str = ""

    @property
    def line(self) -> str:
        return f"{self.year} {self.make} {self.model} {self.trim}".strip()

    @property
    def short(self) -> str:
        return f"{self.make} {self.model}"


NEW: Final = {
    "Honda": (
        ("Accord", ("EX", "Sport Hybrid", "Touring"), 30_500),
        ("Civic", ("LX", "Sport", "EX"), 25_400),
        ("CR-V", ("EX", "EX-L", "Sport Touring Hybrid"), 34_900),
        ("HR-V", ("LX", "EX-L"), 27_300),
        ("Passport", ("TrailSport", "RTL"), 45_200),
        ("Pilot", ("EX-L", "Touring", "Elite"), 46_800),
        ("Odyssey", ("EX-L", "Touring"), 44_100),
        ("Ridgeline", ("RTL", "Black Edition"), 43_600),
    ),
    "Toyota": (
        ("Camry", ("LE", "SE", "XSE"), 30_100),
        ("Corolla", ("LE", "Hybrid LE", "SE"), 23_900),
        ("RAV4", ("LE", "XLE Premium", "Hybrid SE"), 33_800),
        ("Highlander", ("XLE", "Limited"), 45_600),
        ("Tacoma", ("SR5", "TRD Off-Road"), 39_900),
        ("Tundra", ("SR5", "Limited"), 52_300),
        ("Sienna", ("XLE", "Limited"), 45_900),
        ("4Runner", ("SR5", "TRD Off-Road Premium"), 47_700),
    ),
}
USED: Final = (
    ("Honda", "Civic", "EX", 17_900), ("Honda", "Accord", "Sport", 21_400), ("Honda", "CR-V", "EX-L", 24_900),
    ("Toyota", "Camry", "SE", 20_800), ("Toyota", "RAV4", "XLE", 25_700), ("Toyota", "Tacoma", "SR5", 29_900),
    ("Ford", "F-150", "XLT", 31_500), ("Ford", "Escape", "SE", 17_200), ("Chevrolet", "Equinox", "LT", 18_300),
    ("Chevrolet", "Silverado 1500", "LT", 30_200), ("Nissan", "Rogue", "SV", 19_100),
    ("Jeep", "Wrangler", "Sahara", 33_400),
    ("Hyundai", "Tucson", "SEL", 20_600), ("Kia", "Sorento", "LX", 21_900), ("Mazda", "CX-5", "Touring", 21_300),
    ("Subaru", "Outback", "Premium", 23_800), ("GMC", "Sierra 1500", "SLE", 32_700),
    ("Volkswagen", "Tiguan", "SE", 19_800),
)  # fmt: skip
COLOURS: Final = ("white", "silver", "black", "grey", "blue", "red", "green")


def lot(make: str, letter: str, *, year: int, size: int, rng: Random) -> tuple[Car, ...]:
    """One store's cars: six in ten new and of its own make, the rest used, a few of them certified."""
    return tuple(
        _new(make, letter, n, year, rng) if n % 10 < 6 else _used(letter, n, year, rng) for n in range(size)
    )


def trade_in(rng: Random, *, year: int) -> Car:
    """What stands in a shopper's drive: four to fourteen years old, 8,000 to 14,000 miles a year."""
    make, model, trim, _ = rng.choice(USED)
    age = rng.randint(4, 14)
    miles = age * rng.randint(8_000, 14_000)
    return Car(year - age, make, model, trim, miles=miles - miles % 500, colour=rng.choice(COLOURS))


def vin(make: str, year: int, rng: Random) -> str:
    """Seventeen signs with the right check digit; the rest means nothing."""
    start = _MAKERS.get(make, "2C3")
    body = [*start, *rng.choices(_SIGNS[10:], k=2), *rng.choices("0123456789", k=3), "0", _YEARS[year], "A"]
    body += rng.choices("0123456789", k=6)
    rest = sum(_VALUES[sign] * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 11
    body[8] = "X" if rest == 10 else str(rest)
    return "".join(body)


def _new(make: str, letter: str, n: int, year: int, rng: Random) -> Car:
    model, trims, dollars = rng.choice(NEW[make])
    built = year + rng.choice((0, 0, 1))
    return Car(
        built,
        make,
        model,
        rng.choice(trims),
        "new",
        f"{letter}{built % 100}{n:03}",
        vin(make, built, rng),
        rng.randint(4, 60),
        dollars + rng.randrange(0, 4_000, 50),
        rng.choice(COLOURS),
    )


def _used(letter: str, n: int, year: int, rng: Random) -> Car:
    make, model, trim, dollars = rng.choice(USED)
    age = rng.randint(1, 8)
    certified = age <= 5 and rng.random() < 0.35
    return Car(
        year - age,
        make,
        model,
        trim,
        "cpo" if certified else "used",
        f"{letter}P{n:03}",
        vin(make, year - age, rng),
        age * rng.randint(7_000, 14_000),
        max(7_900, dollars - age * rng.randint(700, 1_300)),
        rng.choice(COLOURS),
    )
