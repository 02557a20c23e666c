"""The scripted talk on a store's site: what a visitor's line leads to, from facts of this moment (CAP-6).

It tells listed prices, hours and what stands on the lot; it never offers a price of its own, credit or a value for a
trade. It asks for a name and a way to answer once there is something to answer, and obeys whoever wants none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from freshup.domain.conversations.values import money
from freshup.domain.vehicles import Unit, Wanted
from freshup.domain.website.chat_words import by_channels, said
from freshup.domain.website.naming import line_of
from freshup.domain.website.talk import Captured, Facts, Line, Step, Talk
from freshup.domain.website.understanding import Understood

UNITS_SHOWN_MAX: Final = 3
ANSWERS_MAX: Final = 3
CONTACT_ASKS_MAX: Final = 3
NOTED_LENGTH_MAX: Final = 160
START: Final = ("vehicle", "visit", "trade", "finance", "hours", "service", "person")
ABOUT_UNIT: Final = ("visit", "finance", "trade", "person")
# What asks for the same answer is answered once.
VEHICLE: Final = frozenset({"price", "available", "vehicle", "others"})
PLACE: Final = frozenset({"hours", "address"})


def greeting(facts: Facts, own: str) -> tuple[Line, ...]:
    """The first lines. That it is no person stands first, whatever greeting the store has written."""
    lines = [Line(said("disclosure", facts.language, store=facts.store))]
    if own:
        lines.append(Line(own))
    unit = facts.matches.exact
    if unit is not None and unit.in_stock:
        looking = said("you_look_at", facts.language, line=unit.line)
        return (*lines, Line(f"{looking} {_price(unit, facts)}", (unit,), ABOUT_UNIT))
    return (*lines, Line(said("how", facts.language), choices=START))


def nobody_came(talk: Talk, captured: Captured, facts: Facts) -> Step:
    """A visitor has waited as long as the store allows: it is said, and where to answer is asked."""
    turn = _Turn(talk, captured, facts)
    turn.say("nobody_free")
    turn.ask_contact()
    return turn.step()


def chosen(choice: str) -> Understood:
    """What a tap on one of the offered answers says."""
    return Understood(asks=(choice,))


def wish(said_now: Understood, words: str, talk: Talk, captured: Captured) -> Wanted:
    """The vehicle this line is about: the one it names, else the one the talk is about."""
    now = said_now.wanted
    if now.says_anything and talk.asked not in ("trade", "visit") and "trade" not in said_now.asks:
        return now
    if talk.asked == "vehicle" and said_now.nothing and len(words.split()) <= 5:
        return Wanted(model=" ".join(words.split())[:60])
    return captured.wanted


def step(said_now: Understood, words: str, talk: Talk, captured: Captured, facts: Facts) -> Step:
    """The answer to one line of a visitor, and what is known afterwards."""
    turn = _Turn(talk, captured, facts)
    if said_now.refusal is not None:
        turn.obey(said_now)
        return turn.step(refusal=said_now.refusal)
    turn.learn(said_now)
    noted = turn.note(said_now, words)
    asks = _asks(said_now, talk)
    if not asks and not noted and not turn.newly_reachable:
        return turn.puzzled(said_now, words)
    turn.talk = replace(turn.talk, misses=0)
    for ask in asks[:ANSWERS_MAX]:
        ANSWERS[ask](turn)
    if turn.newly_reachable:
        turn.thank()
    return turn.step()


def _asks(said_now: Understood, talk: Talk) -> list[str]:
    """The answers that are due, each once, greetings and thanks only where nothing else was said."""
    asks: list[str] = []
    for one in said_now.asks:
        name = "vehicle" if one in VEHICLE else "hours" if one in PLACE else one
        if name not in asks:
            asks.append(name)
    if said_now.wanted.make and "trade" not in asks and talk.asked not in ("trade", "visit"):
        asks = ["vehicle", *(one for one in asks if one != "vehicle")]
    more = [one for one in asks if one not in ("hello", "thanks", "help")]
    if talk.asked in ("trade", "visit"):
        return [one for one in more if one not in (talk.asked, "vehicle")]
    # "What would the payment be on the Civic": the vehicle is told with it, not asked for.
    if "vehicle" in more and len(more) > 1 and not said_now.wanted.make and not said_now.wanted.says_anything:
        more.remove("vehicle")
    return more or asks


def _price(unit: Unit, facts: Facts) -> str:
    if unit.price_cents:
        return said("price", facts.language, price=money(unit.price_cents))
    return said("no_price", facts.language)


@dataclass
class _Turn:
    """One answer in the making."""

    talk: Talk
    captured: Captured
    facts: Facts
    lines: list[Line] = field(default_factory=list)
    wants_person: bool = False
    newly_reachable: bool = False
    asks_contact: bool = False

    def say(
        self, code: str, *, units: tuple[Unit, ...] = (), choices: tuple[str, ...] = (), **blanks: str
    ) -> None:
        words = said(code, self.facts.language, **{"store": self.facts.store, **blanks})
        self.lines.append(Line(words, units, choices))

    def step(self, **more: object) -> Step:
        lines = tuple(self.lines)
        if self.asks_contact and lines:
            # Fields in the middle of a talk would be scrolled away by what comes after.
            lines = (*(one for one in lines if not one.ask), *(one for one in lines if one.ask))
        return Step(lines, self.talk, self.captured, self.wants_person, **more)  # type: ignore[arg-type]

    # -- what the line tells ---------------------------------------------------------------------------

    def learn(self, now: Understood) -> None:
        before = self.captured
        wanted = self.facts.about if self.facts.about.says_anything else before.wanted
        self.captured = replace(
            before,
            name=now.name or before.name,
            phone=now.phone or before.phone,
            email=now.email or before.email,
            wanted=wanted,
        )
        self.newly_reachable = self.captured.reachable and not before.reachable

    def note(self, now: Understood, words: str) -> bool:
        """The answer to what was asked last, where this is one."""
        asked, text = self.talk.asked, " ".join(words.split())[:NOTED_LENGTH_MAX]
        if (
            asked not in ("trade", "visit")
            or not text
            or self.newly_reachable
            or _changes_subject(now, asked)
        ):
            if asked in ("trade", "visit", "vehicle"):
                self.talk = replace(self.talk, asked="")
            return False
        self.talk = replace(self.talk, asked="")
        if asked == "trade":
            self.captured = replace(self.captured, trade=text)
            self.say("trade_noted", trade=text)
        else:
            self.captured = replace(self.captured, visit=text)
            self.say("visit_noted", words=text)
        self.ask_contact()
        return True

    def want(self, what: str) -> None:
        if what not in self.captured.wants:
            self.captured = replace(self.captured, wants=(*self.captured.wants, what))

    # -- contact -----------------------------------------------------------------------------------------

    def ask_contact(self, code: str = "ask_contact") -> None:
        """Once in an answer, and not for ever."""
        if self.captured.reachable:
            if not self.newly_reachable:
                self.say("still_reach")
            return
        if self.asks_contact or self.talk.refused or self.talk.contact_asks >= CONTACT_ASKS_MAX:
            return
        self.asks_contact = True
        self.talk = replace(self.talk, asked="contact", contact_asks=self.talk.contact_asks + 1)
        words = said(code, self.facts.language, store=self.facts.store)
        self.lines.append(Line(words, ask="contact"))

    def thank(self) -> None:
        name = f", {self.captured.name.split()[0]}" if self.captured.name else ""
        self.talk = replace(self.talk, asked="")
        opens = self.facts.hours.opens
        if opens and not self.facts.hours.open_now:
            self.say("thanks_contact_closed", name=name, opens=opens)
        else:
            choices = ("person",) if self.facts.can_join and not self.wants_person else ()
            self.say("thanks_contact", name=name, choices=choices)

    def obey(self, now: Understood) -> None:
        assert now.refusal is not None
        self.talk = replace(self.talk, refused=True, asked="", misses=0)
        self.say("refused", by=by_channels(now.refusal.channels, self.facts.language))

    def puzzled(self, now: Understood, words: str) -> Step:
        """Nothing in it was recognised. Said twice in a row a person is offered, nobody is sent in circles."""
        if self.talk.asked == "contact" and any(sign.isdigit() or sign == "@" for sign in words):
            self.talk = replace(self.talk, misses=self.talk.misses + 1)
            self.lines.append(Line(said("no_contact_read", self.facts.language), ask="contact"))
            return self.step()
        if now.name:
            self.say("how", choices=START)
            return self.step()
        self.talk = replace(self.talk, misses=self.talk.misses + 1)
        choices = START if self.talk.misses == 1 else ("person", "contact", "vehicle")
        self.say("not_understood", choices=choices)
        return self.step(understood=False)

    # -- topics ------------------------------------------------------------------------------------------

    def vehicle(self) -> None:
        about, found = self.facts.about, self.facts.matches
        self.talk = replace(self.talk, vehicle_turns=self.talk.vehicle_turns + 1)
        if not about.says_anything:
            self.talk = replace(self.talk, asked="vehicle")
            self.say("which")
            return
        near = tuple(one.unit for one in found.alternatives[:UNITS_SHOWN_MAX])
        same = tuple(
            one.unit for one in found.alternatives if any(r.code == "match.model" for r in one.reasons)
        )[:UNITS_SHOWN_MAX]
        line = line_of(about)
        if found.exact is not None and found.exact.in_stock:
            unit = found.exact
            here = said("it_is_here", self.facts.language, line=unit.line)
            self.lines.append(Line(f"{here} {_price(unit, self.facts)}", (unit,), ABOUT_UNIT))
        elif found.exact is not None:
            self.say("gone", line=found.exact.line)
            if near:
                self.say("alternatives", units=near, choices=ABOUT_UNIT)
            self.ask_contact()
        elif same:
            self.say("found_one" if len(same) == 1 else "found_some", units=same, choices=ABOUT_UNIT)
        elif near:
            self.say("near_some", units=near, choices=ABOUT_UNIT, line=line)
        else:
            self.say("none", line=line, choices=("person", "vehicle"))
            self.ask_contact()
        if self.talk.vehicle_turns > 1:
            self.ask_contact()

    def discount(self) -> None:
        self.say("discount", choices=("person", "visit"))
        self.ask_contact()

    def finance(self) -> None:
        self.want("finance")
        self.say("finance", choices=("visit", "person"))
        self.ask_contact()

    def trade(self) -> None:
        self.want("trade")
        self.say("trade")
        self.talk = replace(self.talk, asked="trade")

    def visit(self) -> None:
        self.want("visit")
        self.say("visit")
        self.talk = replace(self.talk, asked="visit")

    def service(self) -> None:
        """Whoever wants an oil change is no shopper: the number, and no lead for sales."""
        if self.facts.phone:
            self.say("service", phone=self.facts.phone)
        elif self.facts.address:
            self.say("service_no_phone", address=self.facts.address)
        else:
            self.ask_contact()

    def hours(self) -> None:
        told = self.facts.hours
        self.lines.append(Line("\n".join([told.now, *told.week])))
        if self.facts.address:
            self.say("address", address=self.facts.address)
        if self.facts.phone:
            self.say("phone", phone=self.facts.phone)

    def bot(self) -> None:
        self.say("bot", choices=("person",))

    def person(self) -> None:
        self.want("person")
        if self.facts.waiting:
            self.say("asked_already")
            self.ask_contact("in_case")
        elif self.facts.can_join:
            self.wants_person = True
            self.say("asking")
            self.ask_contact("in_case")
        else:
            self.say("closed_now", hours=self.facts.hours.now)
            self.ask_contact()

    def contact(self) -> None:
        self.ask_contact()

    def hello(self) -> None:
        self.say("how", choices=START)

    def thanks(self) -> None:
        self.say("thanks")


def _changes_subject(now: Understood, asked: str) -> bool:
    """Whether an answer to a question is none: the visitor asks for something else."""
    others = {"bot", "person", "service", "discount", "finance", "hours", "address", "trade", "visit"} - {
        asked
    }
    # A day and an hour for a visit read like a question for hours.
    return bool(others.intersection(now.asks) - ({"hours"} if asked == "visit" else set()))


ANSWERS: Final[dict[str, Callable[[_Turn], None]]] = {
    "bot": _Turn.bot,
    "discount": _Turn.discount,
    "finance": _Turn.finance,
    "trade": _Turn.trade,
    "service": _Turn.service,
    "visit": _Turn.visit,
    "person": _Turn.person,
    "hours": _Turn.hours,
    "vehicle": _Turn.vehicle,
    "contact": _Turn.contact,
    "hello": _Turn.hello,
    "help": _Turn.hello,
    "thanks": _Turn.thanks,
}
CODES: Final = frozenset(ANSWERS) | VEHICLE | PLACE
