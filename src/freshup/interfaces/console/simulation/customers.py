"""Customers and providers as the store hears of them: reports of delivery, answers, refusals, all through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from random import Random
from typing import TypeAlias

from freshup.interfaces.console.rehearsal import decisions
from freshup.interfaces.console.rehearsal.decisions import Reached, Reply
from freshup.interfaces.console.rehearsal.parameters import Parameters
from freshup.interfaces.console.simulation.happenings import Happenings
from freshup.interfaces.console.simulation.log import MessageLog
from freshup.interfaces.console.simulation.outside import Outgoing, Turn, mail_in, status, text_in, turns_of
from freshup.interfaces.console.simulation.shoppers import Customer
from freshup.operations.connectors.raw import RawReport


@dataclass(frozen=True, slots=True)
class Report:
    """The n-th thing a provider has to say of a message."""

    message: Outgoing
    turn: Turn
    n: int


@dataclass(frozen=True, slots=True)
class Answer:
    message: Outgoing
    reply: Reply
    customer: Customer


@dataclass(frozen=True, slots=True)
class Complaint:
    message: Outgoing


Coming: TypeAlias = Report | Answer | Complaint


class Customers:
    """Everybody who was written to. `people` says who a person of the product's really is."""

    def __init__(
        self, people: Mapping[int, Customer], asked: Parameters, rng: Random, log: MessageLog
    ) -> None:
        self._people = people
        self._asked = asked
        self._rng = rng
        self._log = log
        self._number = count(1)
        # Whom the last text to a number was about: a couple has one phone, and answers what stands last on it.
        self._last_text: dict[tuple[int, str], Outgoing] = {}
        self.coming: Happenings[Coming] = Happenings()

    def hear(self, messages: list[Outgoing], now: datetime) -> None:
        """These have just been handed to a provider."""
        for message in messages:
            turns = turns_of(message, self._asked)
            for n, turn in enumerate(turns):
                self.coming.plan(now + turn.after, Report(message, turn, n))
            if any(turn.delivery == "delivered" for turn in turns):
                self._arrived(message, now)

    def _arrived(self, message: Outgoing, now: datetime) -> None:
        if message.channel == "text":
            self._last_text[message.store.number, message.address] = message
        customer = self._people.get(message.person)
        if customer is None:
            return
        who = customer.who
        reached = Reached(
            message.channel, message.automatic, message.purpose, now, customer.zone, customer.language,
            other=bool(who.phone and who.email),
        )  # fmt: skip
        if decisions.complains(reached, self._asked, self._rng):
            self.coming.plan(now + decisions.DELAY_MAX / 100, Complaint(message))
        elif (reply := decisions.reply_to(reached, self._asked, self._rng)) is not None:
            self.coming.plan(reply.at, Answer(message, reply, customer))

    def knock(self, upto: datetime) -> list[RawReport]:
        """What reaches the doors up to a moment; the log hears of what was really said."""
        found = []
        while (coming := self.coming.due(upto)) is not None:
            if isinstance(coming, Report):
                found.append(self._reported(coming, upto))
            elif isinstance(coming, Complaint):
                found.append(status(coming.message, Turn(decisions.DELAY_MAX, "complained"), at=upto, n=9))
                self._refused(coming.message, coming.message.address, ("email",), upto)
            else:
                found.append(self._said(coming, upto))
        return found

    def _reported(self, report: Report, at: datetime) -> RawReport:
        kind = {"delivered": "delivered", "bounced": "failed", "undelivered": "failed"}.get(
            report.turn.delivery
        )
        if kind and not report.n:
            self._log.write(kind, at, key=report.message.key)
        return status(report.message, report.turn, at=at, n=report.n)

    def _said(self, answer: Answer, at: datetime) -> RawReport:
        message, reply = answer.message, answer.reply
        id = f"said-{message.store.number}-{next(self._number)}"
        if reply.channel == "text":
            sender = message.address if message.channel == "text" else f"+1{answer.customer.who.phone}"
            message = self._last_text.get((message.store.number, sender), message)
            raw = text_in(message.store, sender, reply.words, id=id, at=at)
        else:
            sender = message.address if message.channel == "email" else answer.customer.who.email
            raw = mail_in(
                message.store, sender, reply.words, answers=message.mail_id, id=id, at=at,
                absent=reply.sense == "absent",
            )  # fmt: skip
        if reply.sense == "refusal":
            self._refused(message, sender, reply.channels, at)
        elif reply.sense != "absent":
            self._log.write(
                "contact", at, store=message.store.number, person=message.person, opportunity=message.opportunity,
                how=reply.channel,
            )  # fmt: skip
        return raw

    def _refused(self, message: Outgoing, address: str, channels: tuple[str, ...], at: datetime) -> None:
        self._log.write(
            "opt_out",
            at,
            store=message.store.number,
            address=address,
            channels=list(channels),
            person=message.person,
        )
