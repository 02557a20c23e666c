"""Which vehicle somebody means who writes a sentence and not a form: year, make, model, stock number, VIN."""

from __future__ import annotations

import re
from typing import Final

from freshup.domain.intake.vehicles import vin_in
from freshup.domain.people.search_keys import folded
from freshup.domain.vehicles import Wanted, make_key, model_keys
from freshup.domain.vehicles.names import make_called, make_of, squeezed

READ_MAX: Final = 400
MAKES: Final = frozenset(
    {
        "acura", "alfaromeo", "audi", "bentley", "bmw", "buick", "cadillac", "chevrolet", "chrysler", "dodge",
        "ferrari", "fiat", "fisker", "ford", "genesis", "gmc", "honda", "hyundai", "infiniti", "jaguar", "jeep",
        "kia", "lamborghini", "landrover", "lexus", "lincoln", "lucid", "maserati", "mazda", "mercedesbenz", "mini",
        "mitsubishi", "nissan", "polestar", "porsche", "ram", "rivian", "saturn", "scion", "smart", "subaru",
        "suzuki", "tesla", "toyota", "volkswagen", "volvo"
    }
)  # fmt: skip
# Makes of two words as their first and second, and words of ordinary English that are somebody's make or model.
_PAIRS: Final = {("land", "rover"): "Land Rover", ("range", "rover"): "Land Rover", ("alfa", "romeo"): "Alfa Romeo",
                 ("mercedes", "benz"): "Mercedes-Benz", ("mini", "cooper"): "Mini"}  # fmt: skip
_NO_MAKE: Final = frozenset({"mini", "smart", "ram", "mb", "caddy", "rolls", "benz", "genesis"})
_NO_MODEL: Final = frozenset({"is", "1500", "2500"})
# Models people call by their name alone and that have no rival in the table of segments.
_ALONE: Final = {
    model: make
    for make, models in {
        "Chevrolet": "tahoe suburban corvette camaro impala cruze blazer trailblazer bolt",
        "Ford": "mustang expedition edge f250 f350 transit focus fiesta", "GMC": "yukon", "Honda": "fit insight",
        "Toyota": "prius sequoia venza avalon yaris", "Dodge": "charger challenger durango",
        "Nissan": "versa armada maxima leaf", "Hyundai": "ioniq venue accent veloster", "Kia": "soul stinger ev6 niro",
        "Jeep": "renegade wagoneer", "Volkswagen": "golf gti beetle", "Subaru": "wrx brz",
    }.items()
    for model in models.split()
}  # fmt: skip
# What ends the name of a vehicle in a sentence.
_STOP: Final = frozenset(
    {
        "a", "an", "the", "and", "or", "for", "in", "on", "at", "of", "with", "to", "from", "is", "are", "was",
        "it", "that", "this", "do", "does", "you", "your", "i", "we", "my", "me", "have", "has", "had", "still",
        "available", "stock", "price", "cost", "how", "much", "what", "when", "can", "could", "would", "want",
        "need", "looking", "look", "see", "test", "drive", "please", "thanks", "color", "colour", "under", "over",
        "below", "less", "than", "around", "about", "new", "used", "certified", "any", "some", "one", "el", "la",
        "los", "las", "un", "una", "y", "o", "para", "por", "en", "de", "del", "con", "es", "son", "esta", "está",
        "tienen", "tiene", "hay", "disponible", "todavia", "precio", "cuanto", "cuesta", "vale", "quiero", "busco",
        "ver", "nuevo", "nueva", "usado", "usada", "si", "no", "yes", "hi", "hello", "hola", "gracias"
    }
)  # fmt: skip
_YEAR: Final = re.compile(r"(?<![\d$,.])(19[89]\d|20[0-4]\d)(?![\d,]|\s*(?:miles|mi\b|millas|km))")
_STOCK: Final = re.compile(
    r"(?:\bstock|\bstk|\binventory|\binventario|\bunidad|#)\s*(?:number|numero|num|no|id)?\.?\s*[:#]?\s*"
    r"(?=[A-Za-z0-9-]{0,11}\d)([A-Za-z0-9][A-Za-z0-9-]{2,11})\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*|[^\sA-Za-z0-9]")
_NEW: Final = re.compile(r"\b(brand[- ]new|new|nuev[oa]s?)\b")
_USED: Final = re.compile(r"\b(used|pre-?owned|second[- ]hand|usad[oa]s?|seminuev[oa]s?)\b")
_CERTIFIED: Final = re.compile(r"\b(certified|cpo|certificad[oa]s?)\b")


def wanted_in(text: str) -> Wanted:
    """What a sentence names; one that names nothing gives an empty wish."""
    text = text[:READ_MAX]
    year = _YEAR.search(text)
    stock = _STOCK.search(text)
    make, model = _named(_words(text))
    return Wanted(
        year=int(year.group(1)) if year else None,
        make=make,
        model=model,
        vin=vin_in(text.upper()) or "",
        stock=stock.group(1).upper() if stock else "",
        condition=_condition(folded(text)),
    )


def line_of(wanted: Wanted) -> str:
    """The wish in one line, as its owner would put it."""
    parts = (str(wanted.year or ""), wanted.make, wanted.model, wanted.trim)
    named = " ".join(part for part in parts if part)
    return named or wanted.stock or wanted.vin


def _words(text: str) -> list[str]:
    return [word.rstrip(".-") or word for word in _WORD.findall(text)]


def _named(words: list[str]) -> tuple[str, str]:
    """Make and model with the words that follow it; a model alone where its make is known."""
    for place, word in enumerate(words):
        pair = _PAIRS.get((folded(word), folded(words[place + 1]))) if place + 1 < len(words) else None
        make = pair or (_make(word) if folded(word) not in _NO_MAKE else "")
        # "Ram 1500", "Genesis G70": ordinary words that are a make only where a model with a figure follows.
        if not make and folded(word) in _NO_MAKE and _has_figure(words[place + 1 : place + 2]):
            make = _make(word)
        if make:
            return make, " ".join(_until_stop(words[place + (2 if pair else 1) :], 4))
    for place in range(len(words)):
        for length in (2, 1):
            name = " ".join(words[place : place + length])
            alone = length == 1 and (folded(name) in _NO_MODEL or folded(name) in _STOP)
            broken = any(not one[0].isalnum() for one in words[place : place + length])
            if len(words[place : place + length]) < length or alone or broken:
                continue
            # The whole name must be the model's: "civic type" is one by its first word only.
            make = _ALONE.get(squeezed(name), "") or _shown(make_of(model_keys("", name)[:1]))
            if make:
                return make, " ".join([name, *_until_stop(words[place + length :], 2)])
    return "", ""


def _make(word: str) -> str:
    key = make_key(word)
    if key not in MAKES:
        return ""
    return _shown(make_called(folded(word)))


def _shown(make: str) -> str:
    return make.title() if len(make) > 3 else make.upper()


def _has_figure(words: list[str]) -> bool:
    return bool(words) and any(sign.isdigit() for sign in words[0]) and not _YEAR.fullmatch(words[0])


def _until_stop(words: list[str], most: int) -> list[str]:
    kept: list[str] = []
    for word in words[:most]:
        if folded(word) in _STOP or not word[0].isalnum() or _YEAR.fullmatch(word):
            break
        kept.append(word)
    return kept


def _condition(plain: str) -> str:
    for kind, pattern in (("certified", _CERTIFIED), ("used", _USED), ("new", _NEW)):
        if pattern.search(plain):
            return kind
    return ""
