"""Who shops: people of a group's towns, their spouses, their nicknames and their slips of the finger."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.rehearsal.shoppers import (
    FIRST,
    FIRST_ES,
    LAST,
    LAST_ES,
    PLAIN,
    STREETS,
    Shopper,
)
from freshup.interfaces.console.simulation.town import HOMES, Home

# 00 to 97 of the fictional hundred are people's; the last two of each area code are the stores'.
NUMBERS_A_CODE: Final = 98
DOMAINS: Final = ("example.com", "example.com", "example.net", "example.org")
# No other name is short for one of these, so that nobody could take a couple for one person by their names.
SPOUSES: Final = (
    "Keisha",
    "Tyrone",
    "Priya",
    "Wei",
    "Brooke",
    "Hunter",
    "Fatima",
    "Dmitri",
    "Ingrid",
    "Olumide",
)
NICKNAMES: Final = {
    "James": "Jim", "Robert": "Bob", "Patricia": "Pat", "Jennifer": "Jen", "Michael": "Mike", "David": "Dave",
    "Elizabeth": "Liz", "William": "Bill", "Richard": "Rick", "Susan": "Sue", "Thomas": "Tom", "Jessica": "Jess",
    "Christopher": "Chris", "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Steven": "Steve",
    "Andrew": "Andy", "Joshua": "Josh", "Timothy": "Tim", "Ronald": "Ron", "Edward": "Ed", "Jeffrey": "Jeff",
    "Rebecca": "Becky", "José": "Pepe", "Miguel": "Mike", "Carmen": "Carmela",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """One human being, as only the world knows them: `number` stays the same whatever they call themselves."""

    number: int
    who: Shopper
    zone: ZoneInfo

    @property
    def language(self) -> str:
        return self.who.language


class Crowd:
    """The shoppers of one group. No two have a number or address in common but couples, who share a phone."""

    def __init__(self, group: int, groups: int, homes: list[Home], asked: Parameters, rng: Random) -> None:
        self._group = group
        self._homes = homes
        self._asked = asked
        self._rng = rng
        self._made = 0
        mine = range(group % groups, NUMBERS_A_CODE, groups)
        self._free = {code: [f"{code}55501{n:02}" for n in mine] for home in HOMES for code in home.codes}
        for code in sorted(self._free):
            rng.shuffle(self._free[code])
        self.known: list[Customer] = []
        # Whose other half has not asked yet: nobody has two.
        self._single: list[Customer] = []

    def somebody(self, home: Home) -> Customer:
        """Whoever asks next at a store of this town: mostly somebody new."""
        rng = self._rng
        luck = rng.random()
        if self.known and luck < self._asked.share("shoppers", "known"):
            return self._again(rng.choice(self.known))
        if self._single and luck > 1 - self._asked.share("shoppers", "spouse"):
            return self._kept(self._spouse(self._single.pop(rng.randrange(len(self._single)))))
        customer = self._kept(self._new(home))
        self._single.append(customer)
        return customer

    def _kept(self, customer: Customer) -> Customer:
        self.known.append(customer)
        return customer

    def _again(self, customer: Customer) -> Customer:
        """The same person, who may call themselves differently or mistype."""
        rng, who = self._rng, customer.who
        if rng.random() < self._asked.share("shoppers", "nickname") and who.first in NICKNAMES:
            who = replace(who, first=NICKNAMES[who.first])
        elif rng.random() < self._asked.share("shoppers", "mistyped_name"):
            who = replace(who, last=_swapped(who.last, rng))
        return replace(customer, who=who)

    def _spouse(self, of: Customer) -> Customer:
        """Of the same name and house, by the same phone; an address of their own."""
        self._made += 1
        first = self._rng.choice([one for one in SPOUSES if one != of.who.first])
        email = self._address(first, of.who.last)
        return replace(of, number=self._number(), who=replace(of.who, first=first, email=email))

    def _new(self, home: Home) -> Customer:
        rng, asked = self._rng, self._asked
        self._made += 1
        if rng.random() < asked.share("shoppers", "far_away"):
            home = rng.choice(HOMES)
        spanish = rng.random() < asked.share("shoppers", "spanish")
        first = rng.choice(FIRST_ES if spanish else FIRST)
        last = rng.choice(LAST_ES if spanish else LAST)
        phone = "" if rng.random() < asked.share("shoppers", "no_phone") else self._phone(home)
        email = self._address(first, last)
        if phone and rng.random() < asked.share("shoppers", "no_email"):
            email = ""
        elif rng.random() < asked.share("shoppers", "mistyped_email"):
            email = f"{_swapped(email.partition('@')[0], rng)}@{email.partition('@')[2]}"
        street = f"{rng.randint(100, 9900)} {rng.choice(STREETS)} {rng.choice(('Street', 'Avenue', 'Drive', 'Lane'))}"
        who = Shopper(
            first, last, email, phone, street, home.place, "es" if spanish and rng.random() < 0.7 else "en"
        )
        return Customer(self._number(), who, ZoneInfo(home.zone))

    def _number(self) -> int:
        return self._group * 1_000_000 + self._made

    def _phone(self, home: Home) -> str:
        """A number of about there, or of where they lived before; empty when all are somebody's."""
        if self._rng.random() < self._asked.share("shoppers", "number_moved"):
            home = self._rng.choice(HOMES)
        codes = [code for code in home.codes if self._free[code]]
        codes = codes or [code for code in sorted(self._free) if self._free[code]]
        return self._free[self._rng.choice(codes)].pop() if codes else ""

    def _address(self, first: str, last: str) -> str:
        first, last = (word.translate(PLAIN).replace("'", "").lower() for word in (first, last))
        shape = self._rng.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}.{first}"))
        return f"{shape}{self._number()}@{self._rng.choice(DOMAINS)}"


def _swapped(word: str, rng: Random) -> str:
    """Two letters next to each other in the wrong order."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
