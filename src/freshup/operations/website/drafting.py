"""Words of a language model for a chat: claimed, asked for with no transaction open, judged, and only then shown.

By default they are a suggestion that a person sends. Where the store lets the model answer by itself, words that
hold no claim go out as the assistant's own; whatever speaks of money, credit or a promise is held back, the script says
that it does not know, and a person is called. Stopped means stopped: it is looked at once more when words have come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from freshup.data.models import Chat, ChatLine
from freshup.domain.website.claims import problems
from freshup.domain.website.prompting import LINES_TOLD_MAX, Prompt, Spoken, prompt
from freshup.operations.connectors.accounts import accounts_for
from freshup.operations.connectors.tally import Count, count
from freshup.operations.response.alerts import tell_pages
from freshup.operations.website.chat_rows import add, captured_of, held
from freshup.operations.website.mirroring import mirror
from freshup.operations.website.widget import facts_of, unanswered
from freshup.ports.accounts import Account
from freshup.ports.drafting import Drafter, UnableToDraft
from freshup.queries.connectors import with_provider
from freshup.queries.website import rules_of, transcript

PROVIDER: Final = "openai"
ASKED_WITHIN: Final = timedelta(minutes=2)
DRAFTS_A_CHAT_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a model, as it stood when it was claimed."""

    chat_id: int
    line_id: int
    account: Account
    prompt: Prompt


def draft_one(drafters: Callable[[Account], Drafter | None], clock: Callable[[], datetime]) -> int:
    """Take one chat that waits for words, ask, record; 0 where none waits."""
    with transaction.atomic():
        asked = _claim(now=clock())
    if asked is None:
        return 0
    words, failure = _ask(drafters, asked)
    with transaction.atomic():
        _record(asked, words, now=clock())
        result = Count(failed=1, error=failure) if failure else Count(sent=1)
        count({asked.account.id: result}, now=clock())
    return 1


def _claim(*, now: datetime) -> Asked | None:
    """The longest waiting, skipping what another worker holds; of stores that have a model, and those are few."""
    stores = [one.rooftop_id for one in with_provider(PROVIDER)]
    if not stores:
        return None
    waiting = Chat.objects.select_for_update(skip_locked=True, no_key=True).filter(
        rooftop_id__in=stores, last_at__gt=now - ASKED_WITHIN, flow__has_key="ask_model"
    )
    chat = waiting.order_by("last_at", "id").first()
    if chat is None:
        return None
    line_id = int(chat.flow["ask_model"])
    asked_before = int(chat.flow.get("drafts", 0))
    chat.flow = {name: value for name, value in chat.flow.items() if name != "ask_model"}
    chat.flow["drafts"] = asked_before + 1
    chat.save(update_fields=["flow"])
    account = accounts_for([chat.rooftop_id], "model").get(chat.rooftop_id)
    if account is None or not _may(chat) or asked_before >= DRAFTS_A_CHAT_MAX:
        _give_up(chat, now=now)
        # Something was done: the next one may wait.
        return _claim(now=now)
    facts = facts_of(chat, captured_of(chat).wanted, now=now)
    talk = [Spoken(who, words) for who, words in transcript(chat, LINES_TOLD_MAX)]
    return Asked(chat.pk, line_id, account, prompt(facts, talk))


def _ask(drafters: Callable[[Account], Drafter | None], asked: Asked) -> tuple[str, str]:
    """(words, what failed)."""
    drafter = drafters(asked.account)
    if drafter is None:
        return "", "no adapter"
    try:
        return drafter.draft(asked.prompt.said), ""
    except UnableToDraft as unable:
        return "", unable.reason
    finally:
        drafter.close()


def _record(asked: Asked, words: str, *, now: datetime) -> None:
    chat = held(asked.chat_id)
    if not _may(chat) or chat.flow.get("last_said") != asked.line_id:
        # Stopped, or the visitor has said more since: these words answer nothing any more.
        _give_up(chat, now=now)
        return
    wrong = problems(words, asked.prompt.given)
    live = rules_of(chat.rooftop_id).model == "live" and chat.state == "bot"
    if live and not wrong and "thinking" in chat.flow:
        chat.flow = {name: value for name, value in chat.flow.items() if name != "thinking"}
        add(chat, "bot", words, at=now, by_model=True)
        chat.save()
        mirror(chat, now=now)
    else:
        if words:
            _settle_older(chat)
            add(chat, "person", words, at=now, by_model=True, draft=True, data={"problems": list(wrong)})
            chat.save()
        _give_up(chat, now=now)
    tell_pages(chat.rooftop_id, [chat.opportunity_id] if chat.opportunity_id else [], "message")


def _may(chat: Chat) -> bool:
    return (
        chat.state != "ended"
        and not chat.flow.get("model_stopped")
        and rules_of(chat.rooftop_id).model != "off"
    )


def _give_up(chat: Chat, *, now: datetime) -> None:
    """A visitor who waits for the model's words gets the script's."""
    if "thinking" in chat.flow and chat.state == "bot":
        unanswered(chat, now=now)


def _settle_older(chat: Chat) -> None:
    """One suggestion at a time: the newest knows the most."""
    for one in ChatLine.objects.filter(chat=chat, draft=True).order_by("-id")[:DRAFTS_A_CHAT_MAX]:
        if not one.data.get("settled"):
            one.data = {**one.data, "settled": True}
            one.save(update_fields=["data"])
