"""Invented customers. Numbers and names are made from a counter, so every run meets the same people."""

from dataclasses import dataclass
from random import Random
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: Final = _words(
    "Maria James Aisha Robert Linh John Carmen Michael Priya David Elena William Fatima Richard Ana Joseph Mei "
    "Thomas Rosa Carlos Grace Daniel Ingrid Luis Hannah Mark Noor Steven Lucia Kevin Olga Brian José Amara Peter "
    "Renée Samuel Dana Victor Naomi Andrés Zoe Hector Ivy Omar Beth Tomás Claire Ravi Joan"
)
LAST_NAMES: Final = _words(
    "Lopez Novak Reed Okafor Nguyen Miller Santos Kim Haddad Fischer Osei Brown Petrov Garcia Lindqvist Moore "
    "Tanaka Rivera Cohen Wright Castillo Baker Iyer Hughes Ferreira Scott Duarte Young Almeida King Sørensen Hill "
    "Mbeki Green Vargas Adams Kowalski Nelson Quispe Carter Rossi Mitchell Chen Perez Dubois Roberts Salazar Turner "
    "Abebe Phillips Núñez Campbell Weiss Parker Delgado Evans Ito Edwards Bianchi Collins"
)
# Each has the hundred numbers 555-0100 to 555-0199, which are nobody's.
AREA_CODES: Final = _words(
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 "
    "252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 "
    "319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 "
    "414 415 417 419 423 425 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 "
    "515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586 601 602 603 605 606 607 "
    "608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682 701 702"
)
POSTAL_CODES: Final = _words(
    "33901 33903 33904 33905 33907 33908 33909 33912 33913 33914 33916 33917 33919 33928 33931 33936 33966 33967 "
    "33971 33990 33991 33993 34102 34103 34104 34108 34109 34110 34112 34113 34114 34116 34119 34120 34134 34135"
)
STREETS: Final = ("Palm Avenue", "Main Street", "Colonial Drive", "Summerlin Road", "Bay Street", "Oak Lane")


@dataclass(frozen=True, slots=True)
class Customer:
    number: int
    first: str
    last: str
    email: str
    phone: str
    street: str
    postal_code: str


def customer(number: int, chance: Random) -> Customer:
    """The person with this number; two numbers never share an e-mail address."""
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    area = AREA_CODES[number // 100 % len(AREA_CODES)]
    return Customer(
        number=number,
        first=first,
        last=last,
        email=f"{first}.{last}{number}@example.{chance.choice(('com', 'net', 'org'))}".lower()
        .encode("ascii", "ignore")
        .decode(),
        phone=f"{area}-555-{100 + number % 100:04}",
        street=f"{chance.randrange(1, 9999)} {chance.choice(STREETS)}",
        postal_code=chance.choice(POSTAL_CODES),
    )
