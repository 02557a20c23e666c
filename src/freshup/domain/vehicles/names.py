"""Makes and models as keys: one car written five ways is one key, and which models stand in for another."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from freshup.domain.people.search_keys import folded

MAKE_KEY_LENGTH_MAX: Final = 40
MODEL_KEY_LENGTH_MAX: Final = 60
WORDS_TRIED_MAX: Final = 4
RIVALS_MAX: Final = 8
_MAKES: Final = {
    "chevy": "chevrolet", "chev": "chevrolet", "vw": "volkswagen", "mercedes": "mercedesbenz", "benz": "mercedesbenz",
    "mb": "mercedesbenz", "rangerover": "landrover", "toyta": "toyota", "hundai": "hyundai", "hyundia": "hyundai",
    "alfa": "alfaromeo", "rolls": "rollsroyce", "gmctruck": "gmc", "dodgeram": "ram", "ramtrucks": "ram",
    "subie": "subaru", "caddy": "cadillac", "chrystler": "chrysler", "infinity": "infiniti", "minicooper": "mini",
}  # fmt: skip
# People leave the size of a truck away, and vendors write a series as its engine.
_ALSO: Final = {
    "silverado": ("silverado1500",), "sierra": ("sierra1500",), "ram": ("1500", "ram1500"), "ram1500": ("1500",),
    "1500": ("ram1500",), "ram2500": ("2500",), "silveradold": ("silverado1500",), "f150lightning": ("f150",),
    "f150supercrew": ("f150",), "tundra4wd": ("tundra",), "crvhybrid": ("crv",), "rav4hybrid": ("rav4",),
    "rav4prime": ("rav4",), "accordhybrid": ("accord",), "camryhybrid": ("camry",), "civichatchback": ("civic",),
    "civicsedan": ("civic",), "grandcherokeel": ("grandcherokee",), "wranglerunlimited": ("wrangler",),
    "corollahybrid": ("corolla",), "highlanderhybrid": ("highlander",), "4runnersr5": ("4runner",),
}  # fmt: skip
_SERIES: Final = {"bmw": "series", "mercedesbenz": "class"}
# What a shopper of the one also looks at.
_SEGMENTS: Final = (
    ("honda civic", "toyota corolla", "mazda mazda3", "hyundai elantra", "kia forte", "nissan sentra",
     "volkswagen jetta", "subaru impreza"),
    ("honda accord", "toyota camry", "nissan altima", "hyundai sonata", "kia k5", "mazda mazda6", "subaru legacy",
     "volkswagen passat", "chevrolet malibu", "ford fusion"),
    ("honda crv", "toyota rav4", "nissan rogue", "mazda cx5", "subaru forester", "hyundai tucson", "kia sportage",
     "ford escape", "chevrolet equinox", "volkswagen tiguan", "gmc terrain", "jeep cherokee"),
    ("honda hrv", "toyota corollacross", "mazda cx30", "subaru crosstrek", "hyundai kona", "kia seltos",
     "nissan kicks", "chevrolet trax", "jeep compass", "volkswagen taos"),
    ("honda pilot", "toyota highlander", "kia sorento", "kia telluride", "hyundai palisade", "hyundai santafe",
     "ford explorer", "nissan pathfinder", "chevrolet traverse", "volkswagen atlas", "mazda cx9", "mazda cx90",
     "subaru ascent", "gmc acadia"),
    ("honda passport", "toyota 4runner", "jeep wrangler", "ford bronco", "jeep grandcherokee", "nissan murano",
     "subaru outback"),
    ("honda odyssey", "toyota sienna", "chrysler pacifica", "kia carnival"),
    ("honda ridgeline", "toyota tacoma", "ford ranger", "nissan frontier", "chevrolet colorado", "gmc canyon",
     "jeep gladiator", "ford maverick", "hyundai santacruz"),
    ("ford f150", "chevrolet silverado1500", "gmc sierra1500", "ram 1500", "toyota tundra", "nissan titan"),
    ("bmw 3series", "mercedesbenz cclass", "audi a4", "lexus is", "infiniti q50", "acura tlx", "genesis g70",
     "cadillac ct4"),
    ("bmw x3", "mercedesbenz glc", "audi q5", "lexus nx", "acura rdx", "volvo xc60", "cadillac xt5", "infiniti qx50"),
)  # fmt: skip
Names = tuple[str, str]


def squeezed(text: str) -> str:
    """Letters and figures only, in lower case: "F-150" and "f 150" are one."""
    return "".join(sign for sign in folded(text) if sign.isalnum())


@lru_cache(maxsize=4_000)
def make_key(make: str) -> str:
    key = squeezed(make)
    return _MAKES.get(key, key)[:MAKE_KEY_LENGTH_MAX]


@lru_cache(maxsize=20_000)
def model_key(make: str, model: str) -> str:
    """The key a unit lies under: the model without its make, a BMW 330i as the 3 series it is."""
    words = folded(model).split()
    if len(words) > 1 and make_key(words[0]) == make_key(make):
        words = words[1:]
    key = squeezed(" ".join(words))
    return (_of_series(make_key(make), key) or key)[:MODEL_KEY_LENGTH_MAX]


@lru_cache(maxsize=20_000)
def model_keys(make: str, model: str) -> tuple[str, ...]:
    """Every key a wanted model may lie under, the likeliest first.

    Customers write model and trim in one breath: of "Civic EX Sedan" each beginning is tried.
    """
    words = folded(model).split()
    if len(words) > 1 and make_key(words[0]) == make_key(make):
        words = words[1:]
    keys: dict[str, None] = {}
    for count in range(min(len(words), WORDS_TRIED_MAX), 0, -1):
        key = model_key(make, " ".join(words[:count]))
        if len(key) > 1 or count == len(words):
            keys[key] = None
        for also in _ALSO.get(key, ()):
            keys[also] = None
    keys.pop("", None)
    return tuple(keys)


def rivals_of(make: str, models: tuple[str, ...]) -> tuple[Names, ...]:
    """Makes and models of the same kind of car, as keys."""
    for key in models:
        found = _RIVALS.get((make, key))
        if found:
            return found[:RIVALS_MAX]
    return ()


def make_of(models: tuple[str, ...]) -> str:
    """The make of a well-known model whose make was left away: "Civic" is a Honda. Empty where none is known."""
    return next((_MAKE_OF[key] for key in models if key in _MAKE_OF), "")


def make_called(word: str) -> str:
    """The full name of a make people shorten; any other word as it is."""
    return _MAKES.get(word, word)


def _of_series(make: str, key: str) -> str:
    """`330i` → `3series`, `c300` → `cclass`; empty where it is none."""
    kind = _SERIES.get(make)
    if kind == "series" and len(key) >= 3 and key[:3].isdigit() and key[0] in "2345678":
        return f"{key[0]}series"
    if kind == "class" and len(key) >= 4 and key[0] in "aces" and key[1:4].isdigit():
        return f"{key[0]}class"
    return ""


def _rivals() -> dict[Names, tuple[Names, ...]]:
    found: dict[Names, tuple[Names, ...]] = {}
    for segment in _SEGMENTS:
        names = [(one.split()[0], one.split()[1]) for one in segment]
        for own in names:
            found[own] = tuple(other for other in names if other != own)
    return found


_RIVALS: Final = _rivals()
_MAKE_OF: Final = {model: make for make, model in _RIVALS}
