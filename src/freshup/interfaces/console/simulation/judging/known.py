"""What the log has said so far about people, efforts and inquiries, shared by all watchers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from freshup.interfaces.console.simulation.judging.memory import Agenda, Faults, Recent
from freshup.interfaces.console.simulation.judging.names import VIOLATIONS
from freshup.interfaces.console.simulation.judging.reading import Line

# An inquiry is redelivered within days if at all.
INQUIRIES_REMEMBERED: Final = timedelta(days=92)
FOLLOWS_UP: Final = ("follow_up", "marketing")


@dataclass(frozen=True, slots=True)
class Violation:
    """What was done against the rules: `what` is a fixed name, `line` the log's own line, `number` where it showed."""

    what: str
    line: Line
    number: int = 0


@dataclass(slots=True)
class Person:
    """Somebody as the product knows them; `ever` holds each address that was ever theirs."""

    region: str = ""
    postal_code: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    ever: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Effort:
    """One opportunity: what people did for it, and what ended it."""

    store: int | None = None
    person: int | None = None
    acts: list[tuple[datetime, bool]] = field(default_factory=list)
    attempts: list[datetime] = field(default_factory=list)
    contacts: list[tuple[datetime, Line]] = field(default_factory=list)
    acknowledged: list[datetime] = field(default_factory=list)
    spoke: list[datetime] = field(default_factory=list)
    bought_at: datetime | None = None
    closed_at: datetime | None = None
    stopped_at: datetime | None = None


@dataclass(slots=True)
class Inquiry:
    """One document handed in, and what was made of it."""

    line: Line
    at: datetime
    taken: Line | None = None
    late: bool = False


class Known:
    """The log so far. `found` grows; all else is only what later lines may need."""

    def __init__(self) -> None:
        self.now: datetime | None = None
        self.number = 0
        self.grain = timedelta(0)
        self.faults = Faults()
        self.agenda = Agenda()
        self.groups: dict[int, int] = {}
        self.people: dict[int, Person] = {}
        self.efforts: dict[int, Effort] = {}
        self.inquiries: Recent[str, Inquiry] = Recent(INQUIRIES_REMEMBERED)
        self.found: list[Violation] = []
        self._by_phone: dict[str, set[int]] = {}
        self._efforts_of: dict[int, set[int]] = {}

    def wrong(self, what: str, line: Line, **more: object) -> None:
        """`what` is one of VIOLATIONS."""
        if what not in VIOLATIONS:
            raise ValueError(f"no violation is called {what}")
        self.found.append(Violation(what, {**line, **more} if more else line, self.number))

    @property
    def blur(self) -> timedelta:
        """What the moments of lines about now may be wrong by: robots share the end of a grain, and clocks may jump."""
        return self.grain if self.now is None else self.blur_at(self.now)

    def blur_at(self, at: datetime) -> timedelta:
        return self.grain + self.faults.wrong_by(at, self.grain)

    def person(self, id: int) -> Person:
        return self.people.setdefault(id, Person())

    def meet(
        self, id: int, region: str, postal_code: str, phones: tuple[str, ...], emails: tuple[str, ...]
    ) -> None:
        """Somebody as the product knows them from now on."""
        person = self.person(id)
        person.region, person.postal_code, person.phones, person.emails = region, postal_code, phones, emails
        person.ever.update(phones, emails)
        for phone in phones:
            self._by_phone.setdefault(phone, set()).add(id)

    def effort(self, id: int, person: int | None = None) -> Effort:
        found = self.efforts.setdefault(id, Effort())
        if person is not None:
            self._efforts_of.setdefault(person, set()).add(id)
        return found

    def sharing_a_phone(self, person: int | None) -> set[int]:
        """Everybody with a number of theirs, themselves included: of a couple a text does not say who wrote it."""
        phones = self.people[person].phones if person in self.people else ()
        return {one for phone in phones for one in self._by_phone[phone]}

    def of_the_same_phone(self, person: int | None) -> list[int]:
        """Their efforts."""
        return sorted(id for one in self.sharing_a_phone(person) for id in self._efforts_of.get(one, ()))

    def group(self, store: int) -> int:
        """Stores of one group share their refusals; a store the log gives no group is one of its own."""
        return self.groups.get(store, store)


def plain(address: str) -> str:
    """An address as it is compared: a number without its extension, a mailbox without capitals."""
    return address.partition(";")[0].strip().casefold()
