"""The visitor's side of a chat: it begins, they write, they look for what is new, they leave.

Whoever writes is answered in the same transaction, by the script and from the inventory of this moment. While a person
has the chat the script is silent; it only notes how the visitor can be reached and obeys a refusal.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from freshup.data.models import Chat, ContactPoint
from freshup.domain.consent import OptOut
from freshup.domain.intake.phones import canonical_phone
from freshup.domain.vehicles import Wanted, stock_key, written_vin
from freshup.domain.website import flow
from freshup.domain.website.chat_rules import ChatRules
from freshup.domain.website.chat_words import label, said
from freshup.domain.website.talk import Captured, Facts, Step, Talk
from freshup.domain.website.understanding import (
    Understood,
    typed_email,
    typed_name,
    typed_phone,
    understand,
)
from freshup.jobs import draft_replies_later
from freshup.operations.consent import opt_out
from freshup.operations.response.alerts import tell_pages
from freshup.operations.website.chat_leads import become_lead
from freshup.operations.website.chat_rows import (
    ChatEnded,
    NothingToSay,
    UnableToChat,
    add,
    add_all,
    captured_of,
    clean,
    held,
    keep,
    talk_of,
)
from freshup.operations.website.mirroring import (
    call_people,
    join_chat,
    mirror,
    refused,
    reply_due,
    spoke,
)
from freshup.ports.storage import Storage
from freshup.queries.connectors import one_in_use
from freshup.queries.website import facts_for, lines_after, rules_of, store_of

LINES_OF_A_VISITOR_MAX: Final = 150
# A model that has not answered by then is not waited for.
MODEL_WAITED_FOR: Final = timedelta(seconds=12)


class WordsChanged(UnableToChat):
    """The words of consent changed while the fields were open: what somebody agrees to is what they have read."""


class TooManyLines(UnableToChat):
    """Far more than a talk needs."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a chat begins. `vin` and `stock` are of the vehicle on that page, if it shows one."""

    rooftop_id: int
    key_id: int
    language: str = "en"
    page: str = ""
    vin: str = ""
    stock: str = ""
    visitor_token: str = ""
    remote_address: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What was typed into the fields for it."""

    name: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False
    consent_version: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of a visitor: typed, tapped (`choice`), or the fields to be reached by."""

    text: str = ""
    choice: str = ""
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Handing:
    """What a chat needs to become a lead: the key it came by, a receipt and where large bytes lie."""

    key: str
    receipt: UUID
    storage: Storage


def start(opening: Opening, *, token_hash: bytes, now: datetime) -> int:
    """A chat with its greeting; its id. Nobody of the store hears of it before the visitor says something."""
    store = store_of(opening.rooftop_id)
    language = opening.language if opening.language in ("en", "es") else "en"
    about = Wanted(vin=written_vin(opening.vin)[:17], stock=stock_key(opening.stock)[:30])
    facts = facts_for(store, about, language=language, key_id=opening.key_id, now=now)
    unit = facts.matches.exact
    captured = Captured()
    if unit is not None:
        captured = Captured(
            wanted=Wanted(unit.year, unit.make, unit.model, unit.trim, unit.vin, unit.stock, unit.condition)
        )
    chat = Chat.objects.create(
        rooftop_id=opening.rooftop_id,
        key_id=opening.key_id,
        token_hash=token_hash,
        language=language,
        started_at=now,
        last_at=now,
        visitor_token=opening.visitor_token[:40],
        page=opening.page[:300],
        remote_address=opening.remote_address,
    )
    keep(chat, Talk(), captured)
    add_all(chat, flow.greeting(facts, rules_of(opening.rooftop_id).greeting(language)), at=now)
    chat.save()
    return chat.pk


def visitor_says(chat_id: int, words: Words, handing: Handing, *, now: datetime) -> Chat:
    """Take one line and answer it. Raises ChatEnded, NothingToSay, WordsChanged, TooManyLines."""
    chat = held(chat_id)
    if chat.state == "ended":
        raise ChatEnded
    talk, captured = talk_of(chat), captured_of(chat)
    shown, understood, captured = _read(chat, words, talk, captured)
    count = int(chat.flow.get("said", 0)) + 1
    if count > LINES_OF_A_VISITOR_MAX:
        raise TooManyLines
    chat.flow = {**chat.flow, "said": count}
    # A line that a person of ours hears is contact; one in talk with the machine is not (RSP-3).
    heard = chat.state == "person" and bool(chat.flow.get("person_spoke"))
    line = add(chat, "visitor", shown, at=now, data={"heard": True} if heard else {})
    chat.flow = {**chat.flow, "last_said": line.pk}
    if chat.state == "person":
        step = _overheard(understood, talk, captured)
    else:
        step = _answer(chat, understood, shown, talk, captured, now=now)
    keep(chat, step.talk, step.captured)
    if step.refusal is not None:
        _obey(chat, step.refusal, shown, now=now)
    become_lead(chat, key=handing.key, receipt=handing.receipt, storage=handing.storage, now=now)
    _ask_model(chat, rules_of(chat.rooftop_id), understood=step.understood)
    chat.save()
    _in_the_inbox(chat, step, now=now)
    mirror(chat, now=now)
    return chat


def look(chat_id: int, *, after: int, now: datetime) -> tuple[Chat, list[Any]]:
    """What is new for the visitor. A wait that has become too long is ended here: nobody else's clock runs for it."""
    chat = held(chat_id)
    if chat.opportunity_id is None and chat.receipt is not None:
        join_chat(chat, now=now)
    if chat.state == "waiting" and not chat.flow.get("said_nobody"):
        _lose_patience(chat, now=now)
    if chat.flow.get("thinking"):
        _stop_waiting_for_model(chat, now=now)
    return chat, lines_after(chat, after)


def leave(chat_id: int, *, now: datetime) -> None:
    """The visitor ends it."""
    chat = held(chat_id)
    if chat.state == "ended":
        return
    _end(chat, now=now)
    tell_pages(chat.rooftop_id, [chat.opportunity_id] if chat.opportunity_id else [], "message")


def _end(chat: Chat, *, now: datetime) -> None:
    add(chat, "bot", said("ended", chat.language), at=now, data={"event": "ended"})
    chat.state, chat.ended_at = "ended", now
    chat.save()
    mirror(chat, now=now)


def _read(chat: Chat, words: Words, talk: Talk, captured: Captured) -> tuple[str, Understood, Captured]:
    """What stands in the transcript, what it means, and what is known with it."""
    if words.contact is not None:
        return _fields(chat, words.contact, captured)
    if words.choice in flow.CODES:
        try:
            return label(words.choice, chat.language), flow.chosen(words.choice), captured
        except KeyError:
            raise NothingToSay from None
    text = clean(words.text)
    if not text:
        raise NothingToSay
    understood = understand(text, asked=talk.asked)
    if understood.language:
        chat.language = understood.language
    return text, understood, captured


def _fields(chat: Chat, typed: Contact, captured: Captured) -> tuple[str, Understood, Captured]:
    facts_text, version = _consent(chat)
    if typed.consent and facts_text and typed.consent_version != version:
        raise WordsChanged
    name, phone, email = typed_name(typed.name), typed_phone(typed.phone), typed_email(typed.email)
    if not phone and not email:
        raise NothingToSay
    if facts_text:
        captured = replace(
            captured, consent=typed.consent and bool(phone), consent_text=facts_text, consent_version=version
        )
    # What is typed anew counts: somebody corrects themselves.
    captured = replace(captured, name=name or captured.name)
    shown = ", ".join(part for part in (name, phone, email) if part)
    return shown, Understood(name=name, phone=phone, email=email), captured


def _consent(chat: Chat) -> tuple[str, int]:
    return chat.key.consent_text, chat.key.consent_version


def _overheard(now: Understood, talk: Talk, captured: Captured) -> Step:
    """While a person talks: nothing is said, what can be known is kept."""
    known = replace(
        captured,
        name=captured.name or now.name,
        phone=captured.phone or now.phone,
        email=captured.email or now.email,
        wanted=now.wanted if now.wanted.says_anything and "trade" not in now.asks else captured.wanted,
    )
    if now.refusal is not None:
        talk = replace(talk, refused=True, asked="")
    return Step((), talk, known, refusal=now.refusal)


def _answer(
    chat: Chat, now_said: Understood, shown: str, talk: Talk, captured: Captured, *, now: datetime
) -> Step:
    about = flow.wish(now_said, shown, talk, captured)
    facts = facts_of(chat, about, now=now)
    step = flow.step(now_said, shown, talk, captured, facts)
    waits_for_model = not step.understood and _model(chat, rules_of(chat.rooftop_id)) == "live"
    if waits_for_model:
        # The model answers what the script does not know; where it may not or can't, `unanswered` does.
        chat.flow = {**chat.flow, "thinking": now.isoformat()}
    else:
        add_all(chat, step.lines, at=now)
    if step.wants_person:
        wait_for_person(chat, now=now)
    return step


def facts_of(chat: Chat, about: Wanted, *, now: datetime) -> Facts:
    store = store_of(chat.rooftop_id)
    return facts_for(store, about, language=chat.language, key_id=chat.key_id, state=chat.state, now=now)


def wait_for_person(chat: Chat, *, now: datetime) -> None:
    chat.state = "waiting"
    chat.asked_person_at = now
    chat.flow = {name: value for name, value in chat.flow.items() if name != "said_nobody"}


def unanswered(chat: Chat, *, now: datetime) -> None:
    """Neither script nor model knows: it is said, and a person is called where one may come."""
    talk, captured = talk_of(chat), captured_of(chat)
    facts = facts_of(chat, captured.wanted, now=now)
    step = flow.step(flow.chosen("person"), "", talk, captured, facts)
    add(chat, "bot", said("not_understood", chat.language), at=now)
    add_all(chat, step.lines, at=now)
    keep(chat, step.talk, step.captured)
    if step.wants_person:
        wait_for_person(chat, now=now)
    chat.flow = {name: value for name, value in chat.flow.items() if name != "thinking"}
    chat.save()
    if step.wants_person:
        due = now + timedelta(minutes=rules_of(chat.rooftop_id).minutes)
        spoke(chat, waits=True, due_at=due, now=now)
        call_people(chat, now=now)
    mirror(chat, now=now)


def _stop_waiting_for_model(chat: Chat, *, now: datetime) -> None:
    if now - datetime.fromisoformat(chat.flow["thinking"]) >= MODEL_WAITED_FOR:
        unanswered(chat, now=now)


def _lose_patience(chat: Chat, *, now: datetime) -> None:
    minutes = rules_of(chat.rooftop_id).minutes
    if chat.asked_person_at is None or now - chat.asked_person_at < timedelta(minutes=minutes):
        return
    captured = captured_of(chat)
    facts = facts_of(chat, captured.wanted, now=now)
    step = flow.nobody_came(talk_of(chat), captured, facts)
    add_all(chat, step.lines, at=now)
    keep(chat, step.talk, step.captured)
    # They still wait, and whoever comes still finds them; it is only said that nobody has come.
    chat.flow = {**chat.flow, "said_nobody": True}
    chat.save()
    mirror(chat, now=now)


def _obey(chat: Chat, asked: OptOut, words: str, *, now: datetime) -> None:
    """At once for every store of the group, where we know how they could be reached."""
    captured, store = captured_of(chat), store_of(chat.rooftop_id)
    points: list[tuple[str, str, int | None]] = []
    opportunity = chat.opportunity
    if opportunity is not None:
        points = [
            (one.kind, one.value, one.pk) for one in ContactPoint.objects.filter(person=opportunity.person_id)
        ]
    else:
        number, _ = canonical_phone(captured.phone) if captured.phone else (None, None)
        points += [("phone", number, None)] if number else []
        points += [("email", captured.email, None)] if captured.email else []
    if points:
        opt_out(
            group_id=store.group_id,
            points=points,
            channels=asked.channels,
            how="keyword" if asked.keyword else "free_text",
            words=words,
            person_id=opportunity.person_id if opportunity else None,
            rooftop_id=chat.rooftop_id,
            now=now,
            remote_address=chat.remote_address,
        )
    if opportunity is not None:
        refused(opportunity, asked.channels, now=now)


def _model(chat: Chat, rules: ChatRules) -> str:
    """What a model may do in this chat now: off where it was stopped or none is connected."""
    if rules.model == "off" or chat.flow.get("model_stopped"):
        return "off"
    return rules.model if one_in_use(chat.rooftop_id, "model") is not None else "off"


def _ask_model(chat: Chat, rules: ChatRules, *, understood: bool) -> None:
    """Words are asked for where a person will read them, or where the script knows no answer."""
    if chat.state == "bot" and understood:
        return
    if _model(chat, rules) != "off":
        chat.flow = {**chat.flow, "ask_model": chat.flow["last_said"]}
        draft_replies_later()


def _in_the_inbox(chat: Chat, step: Step, *, now: datetime) -> None:
    """Who talks with the machine waits for nobody; who asked for a person, or talks with one, does."""
    if step.refusal is not None:
        return
    rules, store = rules_of(chat.rooftop_id), store_of(chat.rooftop_id)
    if chat.state == "waiting":
        spoke(chat, waits=True, due_at=now + timedelta(minutes=rules.minutes), now=now)
    elif chat.state == "person":
        spoke(chat, waits=True, due_at=reply_due(store, now=now), now=now)
    else:
        spoke(chat, waits=False, due_at=None, now=now)
    if step.wants_person:
        call_people(chat, now=now)
    else:
        what = "reply" if chat.state in ("waiting", "person") else "message"
        tell_pages(chat.rooftop_id, [chat.opportunity_id] if chat.opportunity_id else [], what)
