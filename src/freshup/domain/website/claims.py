"""What no machine may say to a customer: a price that is not listed, a discount, credit, a trade value, a guarantee.

Asked of every sentence a language model writes, whatever the visitor made it write. It errs on the side of silence:
what is stopped here is answered by the script, and a person is called. It reads the model's words alone, so no
visitor can argue with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.people.search_keys import folded
from freshup.domain.reasons import N_ as _
from freshup.domain.vehicles import Unit, model_keys
from freshup.domain.vehicles.names import make_key, squeezed
from freshup.domain.website.naming import wanted_in

LENGTH_MAX: Final = 700

SENTENCES: Final[dict[str, str]] = {
    "claim.empty": _("Nothing was written."),
    "claim.long": _("It is too long for a chat."),
    "claim.script": _("It holds letters that hide what is written."),
    "claim.price": _("It names an amount that is not a listed price."),
    "claim.number": _("It holds a number that was not given."),
    "claim.discount": _("It speaks of a discount or a deal."),
    "claim.credit": _("It speaks of credit, payments or rates."),
    "claim.trade": _("It speaks of the value of a trade-in."),
    "claim.guarantee": _("It promises or guarantees something."),
    "claim.availability": _("It says that a vehicle is there which was not given."),
    "claim.appointment": _("It confirms an appointment."),
    "claim.identity": _("It claims to be a person."),
    "claim.link": _("It holds a link or an address that was not given."),
}

_AMOUNT_WORDS: Final = (
    r"\b(dollars?|bucks?|usd|grand|thousand|hundred|million|cents?|dolar(es)?|pesos?|mil|ciento?s?|millon(es)?|varos?"
    r"|pavos?|(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]"
    r"(one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|percent|k)|percent|por ?ciento)\b|[%€£¥¢]"
)
_KINDS: Final[Mapping[str, str]] = {
    "price": _AMOUNT_WORDS,
    "discount": (
        r"\b(discount\w*|rebates?|coupon\w*|promo\w*|clearance|special (price|offer)s?|on sale|sale price|deals?"
        r"|bargain\w*|mark(ed)?[- ]?downs?|price (drop|match|cut|reduc\w*)|(beat|match) (any|that|the|their|your) \w*"
        r"|best price|lowest price|lower (the )?price|knock\w* .{0,12}off|take .{0,15}off|\w+ off (the|msrp|sticker)"
        r"|throw\w* in|free|no (extra )?(charge|cost|fees?)|complimentary|on (us|the house)|sav(e|es|ing|ings)"
        r"|cash ?back|incentives?|below (msrp|invoice|sticker|list)|under invoice|waive\w*|negotia\w*|haggle"
        r"|cheaper|reduced|half price|yours for|bonus|gift)\b"
        r"|\b(descuent\w*|rebaj\w*|ofert\w*|promoc\w*|gratis|sin (costo|cargo)|de regalo|regal\w*|mejor precio"
        r"|mas barat\w*|bonifica\w*|ahorr\w*|negocia\w*|mitad de precio|cupon\w*|incentiv\w*|liquidac\w*)\b"
    ),
    "credit": (
        r"\b(approv\w*|pre-?approv\w*|pre-?qualif\w*|qualif\w*|eligible|credit ?(score|check|worthy)?|bad credit"
        r"|apr|interest|rates?|monthly|per month|a month|each month|/ ?mo(nth)?|payments?|money down|down ?payment"
        r"|zero down|nothing down|no down|terms?|months?|loan|lend(ers?)?|leas(e|es|ing)|financ\w* (is|are|will|at|for"
        r"|you|available|starts)|easy financ\w*|installments?|deposit|buy here pay here|co-?sign\w*)\b"
        r"|\b(aprob\w*|preaprob\w*|calific\w*|credit\w*|tasas?|interes(es)?|mensual\w*|al mes|por mes|meses|enganche"
        r"|cuota\w*|pagos?|plazos?|prestam\w*|anticipo|arrend\w*|financiam\w* (es|al|con|disponible|desde))\b"
    ),
    "trade": (
        r"\b((your|the) (trade|car|vehicle|truck|suv|trade-?in)\w* (is|would be|could be|should be|will be|may be"
        r"|might be|would get|gets?|has)|trade[- ]?in (value|allowance|offer|credit)|worth|apprais\w* (at|for|is)"
        r"|kelley|kbb|black book|blue book|equity|pay ?off|"
        r"(we|i|they)( ?'?ll| will| can| could| would|'d)? (give|offer|pay|buy|get|allow) you|top dollar"
        r"|more for your|for your (trade|car|vehicle|truck|suv))\b"
        r"|\b(valor\w*|vale|valdria|le (damos|ofrecemos|pagamos|daremos|doy|pago)|por su (auto|carro|vehiculo|coche"
        r"|camioneta|troca)|su (auto|carro|vehiculo|coche) (vale|es|seria)|avalu\w*|tasamos|tasad\w*)\b"
    ),
    "guarantee": (
        r"\b(guarant\w*|warrant\w*|promis\w*|pledge\w*|commit\w*|bind\w*|agree[ds]?|agreement|definitely|certainly"
        r"|for sure|no matter what|legally|official\w*|i confirm|we confirm|confirmed|it ?'?s a deal|done deal|sold to"
        r"|is yours|(hold|holding|held|reserv\w*|set(ting)? aside|save it|put it aside) \w*|no takes?ies|honou?r\w*"
        r"|accident[- ]free|clean (title|carfax|history)|no accidents|perfect condition|never|always|100)\b"
        r"|\b(garant\w*|promet\w*|promes\w*|asegur\w*|compromet\w*|vincul\w*|legalmente|trato hecho|de acuerdo"
        r"|apart(ar|ado|amos|o|e)|reserv\w*|es suyo|confirm(o|amos|ado|ada)|sin accidentes|siempre|nunca)\b"
    ),
    "appointment": (
        r"\b(you( a|')re (booked|all set|scheduled|set|in)|(appointment|visit|test drive|time) (is|has been)"
        r"|(booked|scheduled) (you|it|your)|i('?ve| have)? (booked|scheduled|set (up )?(your|the|an))|see you (at|on"
        r"|tomorrow|today|then)|we('ll| will) (be )?(see(ing)?|expect(ing)?|wait(ing)?))\b"
        r"|\b(su cita (es|esta|queda)|le (agende|reserve|esperamos)|queda (agendad|confirmad)\w*|nos vemos)\b"
    ),
    "identity": (
        r"\bi( a|')m (a |an )?(real|human|person|people|member of|one of|salesp\w*|manager|not (a |an )?(bot|robot|ai"
        r"|machine|automated))\b|\bmy name is\b|\bas a human\b|\bi am (a )?(real|human|person)\b"
        r"|\b(soy (una persona|humano|vendedor\w*|gerente|real|parte del)|no soy (un |una )?(bot|robot|maquina)"
        r"|me llamo|mi nombre es)\b"
    ),
}  # fmt: skip
_PATTERNS: Final = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_AVAILABLE: Final = re.compile(
    r"\b(in stock|available|on (the|our) lot|we (do )?(have|got|carry)|we('ve| have) got|is (still )?here"
    r"|still (here|have)"
    r"|ready (for|to)|in (our )?inventory|on the way|arriv\w*|disponible|tenemos|hay|en existencia|contamos con"
    r"|en (nuestro )?inventario|esta aqui|llega\w*)\b"
)
_DENIED: Final = re.compile(
    r"\b(no longer|not|n't|isn't|don't|do not|can't|cannot|gone|sold|ya no|no (tenemos|hay|esta))\b"
)
_LINK: Final = re.compile(
    r"https?:|www\.|\b[\w-]+\.(com|net|org|io|co|us|mx|info|biz|ly|me|app)\b|\w@\w|[<>\[\]{}|\\]"
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_MONEY: Final = re.compile(
    r"(?:\$|us\$)\s*(\d[\d.,]*)(\s*k\b)?|(\d[\d.,]*)\s*(k|dollars?|bucks?|usd|grand)\b"
)
_SPELLED_OUT: Final = re.compile(r"\b(?:\w[\s.\-_*]+){3,}\w\b")
# Inside words that were pulled apart.
_SQUEEZED: Final = re.compile(
    r"guarante|approved|preapprov|discount|binding|legally|forfree|downpayment|permonth|garantiz|aprobado|descuento"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the machine was told and may repeat: these units, and the numbers and addresses in `words`."""

    units: tuple[Unit, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def prices(self) -> frozenset[int]:
        """Of what is here: the price of a unit that is gone is no offer."""
        return frozenset(unit.price_cents for unit in self.units if unit.price_cents and unit.in_stock)

    @property
    def numbers(self) -> frozenset[str]:
        told = [*self.words, *(f"{unit.line} {unit.stock} {unit.vin}" for unit in self.units)]
        found = {number for text in told for number in _numbers(text)}
        found |= {str(cents // 100) for cents in self.prices}
        return frozenset(found | {str(unit.odometer) for unit in self.units if unit.odometer})


def problems(text: str, given: Given) -> tuple[str, ...]:
    """Codes of SENTENCES for everything in it that must not be said; empty where it may go."""
    plain = _plain(text)
    if not plain.strip():
        return ("claim.empty",)
    found = dict.fromkeys(f"claim.{kind}" for kind, pattern in _PATTERNS.items() if pattern.search(plain))
    checks = {
        "claim.long": len(text) > LENGTH_MAX,
        "claim.script": _hides(text),
        "claim.price": _other_amount(plain, given.prices) or _price_of_another(text, given),
        "claim.number": not set(_numbers(plain)) <= given.numbers,
        "claim.guarantee": _pulled_apart(plain),
        "claim.availability": _other_vehicle(text, plain, given),
        "claim.link": _other_link(plain, given.words),
    }
    found |= dict.fromkeys(code for code, is_so in checks.items() if is_so)
    return tuple(found)


def _plain(text: str) -> str:
    """As it is read aloud: one case, no accents, no signs without a width, figures of any script as figures."""
    whole = unicodedata.normalize("NFKC", text)
    shown = "".join(
        one for one in whole if unicodedata.category(one) not in ("Cf", "Mn", "Cc") or one in "\n\t "
    )
    figures = "".join(
        str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one for one in shown
    )
    quotes = figures.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-").replace("–", "-")
    return re.sub(r"\s+", " ", folded(quotes))


def _hides(text: str) -> bool:
    """Letters that only look Latin, or signs nobody sees."""
    for one in text:
        if one.isascii():
            continue
        kind = unicodedata.category(one)
        if kind in ("Cf", "Co", "Cn", "Cs") or (kind == "Nd"):
            return True
        if kind.startswith("L") and not unicodedata.name(one, "").startswith("LATIN"):
            return True
        # Mathematical and fullwidth letters are Latin by name as little as they are plain.
        if kind.startswith("L") and unicodedata.normalize("NFKC", one) != one:
            return True
    return False


def _numbers(text: str) -> list[str]:
    """The figures without their separators; "24,990.00" is 24990."""
    found = []
    for written in _NUMBER.findall(text):
        whole = re.sub(r"[.,]0{2}\Z", "", written) if re.search(r"[.,]0{2}\Z", written) else written
        found.append(re.sub(r"[.,]", "", whole))
    return found


def _other_amount(plain: str, prices: frozenset[int]) -> bool:
    for match in _MONEY.finditer(plain):
        digits = match.group(1) or match.group(3)
        if match.group(2) or match.group(4):
            return True
        cents = _cents(digits)
        if cents not in prices:
            return True
    return "$" in _MONEY.sub("", plain)


def _price_of_another(text: str, given: Given) -> bool:
    """A listed price beside the name of a vehicle it is not the price of."""
    for sentence in re.split(r"(?<!\d)\.|\.(?!\d)|[!?;\n]", text):
        named = wanted_in(sentence)
        if not named.make:
            continue
        own = {u.price_cents for u in given.units if u.in_stock and _is_given(named.make, named.model, [u])}
        amounts = [match.group(1) or match.group(3) for match in _MONEY.finditer(_plain(sentence))]
        if any(_cents(digits) not in own for digits in amounts):
            return True
    return False


def _cents(digits: str) -> int | None:
    """Cents of an amount as Americans write it; None for one that is written otherwise."""
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?[.,]?", digits)
    if match is None:
        return None
    return int(match.group(1).replace(",", "")) * 100 + int(match.group(2) or 0)


def _pulled_apart(plain: str) -> bool:
    return any(_SQUEEZED.search(squeezed(match.group())) for match in _SPELLED_OUT.finditer(plain))


def _other_vehicle(text: str, plain: str, given: Given) -> bool:
    """It names a vehicle that was not given, or says that something is there where nothing given is."""
    for sentence in re.split(r"[.!?;\n]", text):
        named = wanted_in(sentence)
        if named.make and not _is_given(named.make, named.model, given.units):
            return True
    if any(unit.in_stock for unit in given.units):
        # Of what is gone it may be said that it is gone; never that it is here.
        gone = [unit for unit in given.units if not unit.in_stock]
        return any(
            _AVAILABLE.search(part) and not _DENIED.search(part) and _speaks_only_of(part, gone, given.units)
            for part in re.split(r"[.!?;\n]", plain)
        )
    return any(_AVAILABLE.search(part) and not _DENIED.search(part) for part in re.split(r"[.!?;\n]", plain))


def _is_given(make: str, model: str, units: Iterable[Unit]) -> bool:
    keys = set(model_keys(make, model)) if model else set()
    return any(unit.make_key == make_key(make) and (not keys or unit.model_key in keys) for unit in units)


def _speaks_only_of(part: str, gone: list[Unit], units: tuple[Unit, ...]) -> bool:
    """Whether a sentence names a unit that is gone and none of the same name that is here."""
    bare = squeezed(part)
    return any(
        squeezed(unit.model) in bare
        and not any(one.in_stock and one.model_key == unit.model_key for one in units)
        for unit in gone
        if unit.model
    )


def _other_link(plain: str, words: tuple[str, ...]) -> bool:
    rest = plain
    for told in words:
        rest = rest.replace(_plain(told), " ") if told else rest
    return _LINK.search(rest) is not None
