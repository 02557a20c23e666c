"""The two stores of the demo, with everybody in them, and a stranger's store that must see nothing of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from freshup.interfaces.console.rehearsal import dialects as d
from freshup.interfaces.console.rehearsal.dialects import Dialect
from freshup.interfaces.console.rehearsal.shoppers import Market, Place
from freshup.interfaces.console.rehearsal.vehicles import Car, lot
from freshup.operations.stores.opening import NewKey, NewPerson, NewSource, NewStore, WeekRows

PASSWORD: Final = "freshup-demo"
GROUP: Final = "Sandpiper Auto Group"
STRANGERS: Final = "Ironwood Motors"
CONSENT: Final = (
    "By sending this form you agree that the store may call, text and e-mail you about your inquiry, also by "
    "automatic means. This is no condition of a purchase. Message and data rates may apply; reply STOP to end."
)


@dataclass(frozen=True, slots=True)
class LogIn:
    """One of the people a visitor may sign in as."""

    who: str
    email: str
    name: str
    sees: str


LOGINS: Final = (
    LogIn("owner", "owner@example.com", "Margaret Hollis", "both stores, every setting"),
    LogIn("manager", "manager@example.com", "Dale Whitaker", "Sandpiper Honda, its settings, all its leads"),
    LogIn("agent", "agent@example.com", "Renee Castillo", "Sandpiper Honda, BDC: all its leads"),
    LogIn("sales", "sales@example.com", "Marcus Boyd", "Sandpiper Honda: the leads that are his"),
    LogIn("outsider", "outsider@example.net", "Gwen Ortega", "another group: none of the above"),
)


@dataclass(frozen=True, slots=True)
class Feed:
    """One of a store's sources: what it is called and costs, its share of the leads, how it writes."""

    name: str
    kind: str
    share: float
    dialects: tuple[Dialect, ...] = ()
    dollars: int | None = None
    aliases: tuple[str, ...] = ()
    # As the sender calls itself, where that is not the source's name.
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One store of the demo with all that the shoppers' side must know of it."""

    code: str
    store: NewStore
    feeds: tuple[Feed, ...]
    market: Market
    cars: tuple[Car, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of a store's intake keys; the mail key is also the local part of its mail address."""

    server: str
    mail: str
    form: str


def week(opens: float, closes: float, days: str = "0123456") -> list[tuple[int, int, int]]:
    """The same hours on each of these days (0 = Monday)."""
    return [(int(day), round(opens * 60), round(closes * 60)) for day in days]


HOLIDAYS: Final = ("New Year's Day", "Thanksgiving Day", "Christmas Day")


def sites(keys: Mapping[str, Keys], rng: Random, *, year: int) -> tuple[Site, ...]:
    return (_honda(keys["honda"], rng, year), _toyota(keys["toyota"], rng, year))


def principals() -> tuple[NewPerson, ...]:
    return (_sign_in("owner", "principal", "group"),)


def strangers_store(key: str) -> NewStore:
    """A store of another group, open and empty."""
    return NewStore(
        name="Ironwood Ford",
        timezone="America/Phoenix",
        region="AZ",
        postal_code="85204",
        street="400 South Country Club Drive",
        city="Mesa",
        phone_e164="+14805550100",
        mail_from="sales.ironwood@example.net",
        hours=week(8, 20, "012345"),
        team_hours={},
        holidays=HOLIDAYS,
        people=(_sign_in("outsider", "manager", "store", shifts=week(9, 18, "01234")),),
        sources=(NewSource("Website", "first_party"),),
        keys=(NewKey(key, "Website", source="Website"),),
    )


def _honda(keys: Keys, rng: Random, year: int) -> Site:
    late, early = week(12, 21, "01234") + week(10, 18, "5"), week(8, 17, "01234")
    split = week(8, 12, "01245") + week(16, 21, "01245")
    people = (
        _sign_in("manager", "manager", "store", team="sales", takes_leads=False, shifts=week(9, 19, "01245")),
        _sign_in("agent", "agent", "store", team="bdc", languages=("en", "es"), shifts=week(8, 17, "01245")),
        _sign_in("sales", "salesperson", "own", team="sales", shifts=week(9, 18, "01345")),
        _person("Tamika Ross", "agent", "bdc", late),
        _person("Colin Barr", "agent", "bdc", early + week(11, 17, "6"), weight=80),
        _person("Ximena Ruiz", "agent", "bdc", split, languages=("en", "es")),
        _person("Hank Delaney", "salesperson", "sales", week(9, 18, "0245") + week(11, 18, "6"), scope="own"),
        _person("Bao Tran", "salesperson", "sales", week(11, 20, "01235"), scope="own"),
        _person(
            "Leila Haddad",
            "salesperson",
            "sales",
            week(9, 18, "1345") + week(11, 18, "6"),
            scope="own",
            weight=60,
        ),
    )
    store = NewStore(
        name="Sandpiper Honda",
        timezone="America/New_York",
        region="FL",
        postal_code="33907",
        street="2100 Colonial Boulevard",
        city="Fort Myers",
        phone_e164="+12395550100",
        mail_from="sales.honda@example.com",
        hours=week(9, 20, "01234") + week(9, 19, "5") + week(11, 18, "6"),
        team_hours={"bdc": week(8, 21, "01234") + week(9, 19, "5") + week(11, 18, "6")},
        holidays=HOLIDAYS,
        people=people,
        sources=_sources(FEEDS_HONDA),
        keys=_keys(keys, "https://honda.example.com"),
    )
    return Site("honda", store, FEEDS_HONDA, FLORIDA, lot("Honda", "H", year=year, size=140, rng=rng), 0.62)


def _toyota(keys: Keys, rng: Random, year: int) -> Site:
    people = (
        _person("Walter Lindqvist", "manager", "sales", week(9, 18, "01245"), takes_leads=False),
        _person("Joy Adeyemi", "agent", "bdc", week(8, 16.5, "01234")),
        _person("Peter Novak", "agent", "bdc", week(11.5, 20, "01235")),
        _person("Sabrina Cole", "salesperson", "sales", week(9, 18, "01245"), scope="own"),
        _person(
            "Ernesto Vega", "salesperson", "sales", week(11, 20, "01235"), scope="own", languages=("en", "es")
        ),
    )
    # Illinois closes its car dealers on Sundays by law.
    store = NewStore(
        name="Sandpiper Toyota",
        timezone="America/Chicago",
        region="IL",
        postal_code="60540",
        street="1515 West Ogden Avenue",
        city="Naperville",
        phone_e164="+16305550100",
        mail_from="sales.toyota@example.com",
        hours=week(9, 20, "01234") + week(9, 18, "5"),
        team_hours={"bdc": week(8, 20, "01234") + week(9, 18, "5")},
        holidays=(*HOLIDAYS, "Memorial Day", "Labor Day"),
        people=people,
        sources=_sources(FEEDS_TOYOTA),
        keys=_keys(keys, "https://toyota.example.com"),
        desk="Internet desk",
    )
    return Site(
        "toyota", store, FEEDS_TOYOTA, ILLINOIS, lot("Toyota", "T", year=year, size=110, rng=rng), 0.38
    )


def _keys(keys: Keys, origin: str) -> tuple[NewKey, ...]:
    return (
        NewKey(keys.server, "Server to server", source="Website"),
        NewKey(keys.mail, "Lead providers by mail"),
        NewKey(keys.form, "Form on the website", "form", "Website", (origin,), CONSENT),
    )


def _sign_in(
    who: str,
    role: str,
    scope: str,
    *,
    team: str | None = None,
    shifts: WeekRows = (),
    languages: tuple[str, ...] = ("en",),
    takes_leads: bool = True,
) -> NewPerson:
    log_in = next(one for one in LOGINS if one.who == who)
    return NewPerson(
        log_in.email,
        log_in.name,
        role,
        scope,
        team,
        PASSWORD,
        takes_leads=takes_leads,
        languages=languages,
        shifts=shifts,
    )


def _person(
    name: str,
    role: str,
    team: str,
    shifts: WeekRows,
    *,
    scope: str = "store",
    weight: int = 100,
    languages: tuple[str, ...] = ("en",),
    takes_leads: bool = True,
) -> NewPerson:
    email = f"{name.lower().replace(' ', '.')}@example.com"
    return NewPerson(
        email,
        name,
        role,
        scope,
        team,
        takes_leads=takes_leads,
        weight=weight,
        languages=languages,
        shifts=shifts,
    )


def _sources(feeds: tuple[Feed, ...]) -> tuple[NewSource, ...]:
    return tuple(
        NewSource(feed.name, feed.kind, feed.dollars and feed.dollars * 100, feed.aliases) for feed in feeds
    )


_WEBSITE = (d.json_of_the_website, d.form_of_the_website, d.form_of_the_website)
_LONG_KNOWN = (d.adf_in_a_mail, d.adf_with_an_odd_date, d.adf_escaped)
_NEWER = (d.adf_attached, d.adf_wrapped, d.adf_trade_first)

# As the connectors of lead forms call them.
META_FORMS: Final = "meta lead ads"
GOOGLE_FORMS: Final = "google lead form"
FEEDS_HONDA: Final = (
    Feed("Website", "first_party", 24, _WEBSITE, 1_450, ("sandpiper honda", "sandpiperhonda.example.com")),
    Feed("Website chat", "chat", 7, (d.lines_of_a_notice,), 499),
    Feed("Google", "first_party", 9, (d.lead_form_of_a_search_engine,), 2_600, ("google ads", GOOGLE_FORMS)),
    Feed("Meta", "first_party", 7, (d.lead_form_of_a_network,), 1_900, ("facebook", "instagram", META_FORMS)),
    Feed(
        "Honda program",
        "third_party",
        11,
        (d.adf_posted, d.adf_in_capitals),
        None,
        ("honda leads",),
        "Honda Leads",
    ),
    Feed("CarQuarry", "third_party", 15, _LONG_KNOWN, 3_200, ("carquarry.example.net",)),
    Feed("AutoHarbor", "third_party", 11, _NEWER, 2_450),
    Feed(
        "WheelSeeker",
        "third_party",
        6,
        (d.adf_signed, d.adf_in_windows_letters),
        1_795,
        ("wheel seeker inc",),
    ),
    Feed("TradeTally", "third_party", 4, (d.table_of_a_notice, d.adf_without_date), 995),
    Feed("E-mail", "first_party", 4, (d.written_by_hand,)),
    Feed("Phone", "phone", 12),
    Feed("Walk-in", "walk_in", 7),
    Feed("Referral", "referral", 2, (d.json_of_the_website,)),
)
FEEDS_TOYOTA: Final = (
    Feed("Website", "first_party", 26, _WEBSITE, 1_200, ("sandpiper toyota",)),
    Feed("Google", "first_party", 10, (d.lead_form_of_a_search_engine,), 1_900, ("google ads", GOOGLE_FORMS)),
    Feed("Meta", "first_party", 6, (d.lead_form_of_a_network,), 900, ("facebook", META_FORMS)),
    Feed(
        "Toyota program",
        "third_party",
        13,
        (d.adf_posted, d.adf_in_capitals),
        None,
        (),
        "Toyota Leads Direct",
    ),
    Feed("CarQuarry", "third_party", 14, _LONG_KNOWN, 2_700, ("carquarry.example.net",)),
    Feed("AutoHarbor", "third_party", 8, _NEWER, 2_100),
    Feed("WheelSeeker", "third_party", 7, (d.adf_signed, d.adf_in_windows_letters), 1_495),
    Feed("E-mail", "first_party", 4, (d.written_by_hand,)),
    Feed("Phone", "phone", 10),
    Feed("Walk-in", "walk_in", 5),
)

FLORIDA: Final = Market(
    ("239", "941", "863", "813", "727", "786", "305", "954", "561", "407"),
    (
        Place("Fort Myers", "FL", "33907"), Place("Fort Myers", "FL", "33901"), Place("Fort Myers", "FL", "33919"),
        Place("Cape Coral", "FL", "33914"), Place("Cape Coral", "FL", "33990"), Place("Estero", "FL", "33928"),
        Place("Naples", "FL", "34109"), Place("Naples", "FL", "34119"), Place("Bonita Springs", "FL", "34134"),
        Place("Punta Gorda", "FL", "33950"),
    ),
    (
        Place("Tampa", "FL", "33602"), Place("Miami", "FL", "33125"), Place("Orlando", "FL", "32801"),
        Place("Sarasota", "FL", "34236"), Place("Columbus", "OH", "43215"), Place("Grand Rapids", "MI", "49503"),
    ),
    0.24,
)  # fmt: skip
ILLINOIS: Final = Market(
    ("630", "331", "708", "815", "773", "847", "224", "872"),
    (
        Place("Naperville", "IL", "60540"), Place("Naperville", "IL", "60563"), Place("Aurora", "IL", "60502"),
        Place("Downers Grove", "IL", "60516"), Place("Wheaton", "IL", "60187"), Place("Bolingbrook", "IL", "60440"),
        Place("Plainfield", "IL", "60585"), Place("Lisle", "IL", "60532"),
    ),
    (Place("Chicago", "IL", "60618"), Place("Rockford", "IL", "61101"), Place("Milwaukee", "WI", "53202")),
    0.14,
)  # fmt: skip
