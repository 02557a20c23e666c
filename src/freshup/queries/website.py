"""Chats of the widget on a store's site: as the inbox and the lead show them, and as the visitor reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from freshup.data.models import Chat, ChatLine, IntakeKey, Rooftop, Unit
from freshup.data.sql import rows
from freshup.domain.conversations.values import money, national
from freshup.domain.vehicles import Wanted
from freshup.domain.website.chat_rules import ChatRules, read_rules
from freshup.domain.website.hours import hours_words
from freshup.domain.website.talk import Facts
from freshup.queries.access import Scope, opportunities
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.vehicles import units_like

LINES_MAX: Final = 500
FIND: Final = "SELECT id, rooftop_id, group_id FROM find_chat(%s)"


@dataclass(frozen=True, slots=True)
class ChatLineRow:
    """One line. `who`: visitor, bot, person (then `name`). `draft`: the model's suggestion nobody has sent yet.

    `problems`: codes of `domain.website.claims` for what a draft must not say as it stands.
    """

    id: int
    who: str
    name: str
    at: datetime
    words: str
    draft: bool
    by_model: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRow:
    """`state`: bot, waiting (for a person), person, ended."""

    id: int
    rooftop_id: int
    opportunity_id: int | None
    state: str
    language: str
    started_at: datetime
    last_at: datetime
    asked_person_at: datetime | None
    taken_by: str
    page: str
    name: str
    model_stopped: bool
    lines: tuple[ChatLineRow, ...]


@dataclass(frozen=True, slots=True)
class VisitorLine:
    """A line as the visitor's window gets it: words, the first name of a person, and what else to show."""

    id: int
    who: str
    name: str
    words: str
    by_model: bool
    data: dict[str, Any]


def chats(scope: Scope) -> QuerySet[Chat]:
    """The chats somebody may see: of the stores seen whole, of their own leads, and nobody's where they work."""
    return Chat.objects.filter(
        Q(rooftop_id__in=scope.rooftops)
        | Q(rooftop_id__in=scope.stores, opportunity__isnull=True)
        | Q(opportunity_id__in=opportunities(scope).values("id"))
    )


def chat_lines(scope: Scope, chat_id: int) -> ChatRow | None:
    """The chat with its lines, oldest first; None for one out of scope. Two statements."""
    found = chats(scope).filter(id=chat_id).select_related("staff__user").first()
    if found is None:
        return None
    written = ChatLine.objects.filter(chat=found).select_related("user").order_by("-id")[:LINES_MAX]
    lines = [_row(one) for one in written if not (one.draft and one.data.get("settled"))]
    return ChatRow(
        id=found.pk,
        rooftop_id=found.rooftop_id,
        opportunity_id=found.opportunity_id,
        state=found.state,
        language=found.language,
        started_at=found.started_at,
        last_at=found.last_at,
        asked_person_at=found.asked_person_at,
        taken_by=found.staff.user.name if found.staff else "",
        page=found.page,
        name=str(found.captured.get("name", "")),
        model_stopped=bool(found.flow.get("model_stopped")),
        lines=tuple(reversed(lines)),
    )


def chats_of(opportunity_id: int) -> tuple[int, ...]:
    """The chats of a lead, the latest first."""
    found = Chat.objects.filter(opportunity=opportunity_id).order_by("-last_at", "-id")
    return tuple(found.values_list("id", flat=True)[:20])


def find_chat(token_hash: bytes) -> tuple[int, int, int] | None:
    """(id, store, group) of the chat with this token, before anybody's scope is known."""
    found = rows(FIND, [token_hash])
    return (found[0][0], found[0][1], found[0][2]) if found else None


def lines_after(chat: Chat, after: int) -> list[VisitorLine]:
    """What the visitor has not seen yet, drafts left out; one statement, two where vehicles are shown."""
    written = list(
        ChatLine.objects.filter(chat=chat, id__gt=after, draft=False)
        .select_related("user")
        .order_by("id")[:LINES_MAX]
    )
    cards = _cards({unit for one in written for unit in one.data.get("units", ())})
    return [
        VisitorLine(
            one.pk,
            one.who,
            one.user.name.partition(" ")[0] if one.user else "",
            one.words,
            one.by_model and one.who == "bot",
            {
                **{name: one.data[name] for name in ("choices", "ask", "event") if name in one.data},
                **(
                    {"units": units}
                    if (units := [cards[u] for u in one.data.get("units", ()) if u in cards])
                    else {}
                ),
            },
        )
        for one in written
    ]


def rules_of(rooftop_id: int) -> ChatRules:
    found = Rooftop.objects.filter(id=rooftop_id).values_list("chat_rules", flat=True).first()
    return read_rules(found or {})


def consent_of(key_id: int) -> tuple[str, int]:
    """The words of consent of a form key as they stand now, and their version."""
    found = IntakeKey.objects.filter(id=key_id).values_list("consent_text", "consent_version").first()
    return found or ("", 0)


def store_of(rooftop_id: int) -> StoreSettings:
    return settings_of([rooftop_id])[rooftop_id]


def facts_for(
    store: StoreSettings, about: Wanted, *, language: str, key_id: int, state: str = "bot", now: datetime
) -> Facts:
    """What the assistant may say at this moment about this wish; three statements."""
    hours = hours_words(store.calendar, now, language)
    text, version = consent_of(key_id)
    return Facts(
        store=store.name,
        language=language,
        hours=hours,
        phone=national(store.phone_e164),
        address=store.address,
        about=about,
        matches=units_like([(store.id, about)])[0],
        can_join=hours.open_now and state == "bot",
        waiting=state == "waiting",
        consent_text=text,
        consent_version=version,
    )


def transcript(chat: Chat, most: int) -> list[tuple[str, str]]:
    """(who, words) of the last lines, oldest first, without drafts."""
    found = ChatLine.objects.filter(chat=chat, draft=False).order_by("-id").values_list("who", "words")[:most]
    return list(reversed(found))


def visitors_words(chat: Chat) -> Sequence[str]:
    """What the visitor wrote, in order."""
    found = ChatLine.objects.filter(chat=chat, who="visitor").order_by("id")
    return list(found.values_list("words", flat=True)[:LINES_MAX])


def form_keys(scope: Scope, rooftop_id: int) -> list[tuple[int, str, str, tuple[str, ...], bool]]:
    """(id, label, public value, allowed sites, in use) of the store's form keys."""
    if rooftop_id not in scope.stores:
        return []
    found = IntakeKey.objects.filter(rooftop=rooftop_id, kind="form").order_by("label", "id")
    return [
        (one.pk, one.label, one.public_value, tuple(one.allowed_origins), one.disabled_at is None)
        for one in found
    ]


def _row(one: ChatLine) -> ChatLineRow:
    return ChatLineRow(
        one.pk,
        one.who,
        one.user.name if one.user else "",
        one.at,
        one.words,
        one.draft,
        one.by_model,
        tuple(one.data.get("problems", ())),
    )


def _cards(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Vehicles as cards: a picture and a page only where they come by https."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {
        unit.pk: {
            "line": " ".join(p for p in (str(unit.year or ""), unit.make, unit.model, unit.trim) if p),
            "price": money(unit.price_cents) if unit.gone_at is None else "",
            "stock": unit.stock,
            "miles": unit.odometer,
            "here": unit.gone_at is None,
            "photo": _safe(unit.photo_url),
            "url": _safe(unit.details_url),
        }
        for unit in Unit.objects.filter(id__in=wanted)
    }


def _safe(url: str) -> str:
    return url if url.startswith("https://") else ""
