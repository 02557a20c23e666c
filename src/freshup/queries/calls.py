"""The store's telephone lines and calls, and who may hear what was recorded on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from freshup.data.models import Attachment, Message, PhoneLine, Rooftop, User
from freshup.data.sql import rows
from freshup.domain.calls import CallPlan
from freshup.queries.access import Scope, opportunities
from freshup.queries.connectors import ConnectorRow, connectors_of, one_in_use

# Words of customers as they were spoken: a permission of their own (MSG-4).
VOICEMAIL: Final = "voicemail"
HEARD: Final = ("recording", VOICEMAIL)
VOICE: Final = "voice"
# As long as somebody may still say how a call went that the provider reported as over.
TOLD_WITHIN: Final = timedelta(minutes=30)
# Who calls: their open business with this store, else what they bought here. A lost lead is no reason not to be new.
CALLER: Final = """
SELECT o.id, c.id, o.owner_id, p.language, p.first_name, p.last_name, p.company
FROM rooftop r JOIN contact_point c ON c.group_id = r.group_id AND c.value = %(value)s
JOIN person p ON p.id = c.person_id
JOIN opportunity o ON o.person_id = c.person_id AND o.rooftop_id = r.id
WHERE r.id = %(rooftop)s AND (o.closed_at IS NULL OR o.stage IN ('sold', 'delivered'))
  AND c.reachability <> 'wrong_person'
ORDER BY o.closed_at IS NULL DESC, o.last_activity_at DESC, o.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """A customer whose number rings us."""

    opportunity_id: int
    contact_point_id: int
    owner_id: int | None
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the store. `plan`: how it is answered, with the store's rules underneath."""

    id: int
    rooftop_id: int
    connector_id: int
    e164: str
    name: str
    department: str
    source_id: int | None
    is_main: bool
    takes_texts: bool
    takes_calls: bool
    stored: dict[str, Any]
    plan: CallPlan


@dataclass(frozen=True, slots=True)
class OwnCall:
    """The call somebody has in hand through the store's number: how far it is, and what it seems to have come to."""

    id: int
    state: str
    agent: str
    customer: str
    seconds: int | None
    suggested: str
    failure: str
    began_at: datetime
    contact_point_id: int | None


@dataclass(frozen=True, slots=True)
class Listening:
    """A recording or voicemail of a call. `state`: kept, waiting (still at the provider) or refused; `may`: the person
    who asks may hear it."""

    id: int
    kind: str
    state: str
    seconds: int | None
    consent: str
    may: bool


def caller_of(rooftop_id: int, e164: str) -> Caller | None:
    """Who of this store's customers has this number; None for a stranger. One statement."""
    found = rows(CALLER, {"value": e164, "rooftop": rooftop_id}) if e164 else []
    if not found:
        return None
    opportunity, point, owner, language, first, last, company = found[0]
    return Caller(opportunity, point, owner, language, " ".join(filter(None, (first, last))) or company)


def call_rules(rooftop_id: int) -> dict[str, Any]:
    return dict(Rooftop.objects.filter(id=rooftop_id).values_list("call_rules", flat=True).first() or {})


def region_of(rooftop_id: int) -> str:
    """The store's state, by which its law is asked."""
    return Rooftop.objects.filter(id=rooftop_id).values_list("region", flat=True).first() or ""


def carriers_of(rooftop_id: int) -> list[ConnectorRow]:
    """The store's providers of telephone or texts."""
    return [one for one in connectors_of([rooftop_id]) if one.does(VOICE) or one.does("text")]


def lines_of(rooftop_id: int) -> list[Line]:
    """The numbers in use, the main one first."""
    rules = call_rules(rooftop_id)
    found = PhoneLine.objects.filter(rooftop=rooftop_id, archived_at=None).order_by("-is_main", "name", "id")
    return [_line(one, rules) for one in found]


def line_called(connector_id: int, e164: str) -> Line | None:
    """The line behind a number of this connector."""
    found = PhoneLine.objects.filter(connector=connector_id, e164=e164, archived_at=None).first()
    return None if found is None else _line(found, call_rules(found.rooftop_id))


def line_of_store(rooftop_id: int, e164: str) -> Line | None:
    """The same by number alone, whichever provider it lies at."""
    return next((one for one in lines_of(rooftop_id) if one.e164 == e164), None)


def caller_id(rooftop_id: int, connector_id: int, otherwise: str) -> str:
    """The number customers see: the main line at this provider, else the first one, else the store's own."""
    lines = [one for one in lines_of(rooftop_id) if one.connector_id == connector_id and one.takes_calls]
    return lines[0].e164 if lines else otherwise


def has_voice(rooftop_id: int) -> bool:
    """Whether calls can be placed through the store's own number."""
    return one_in_use(rooftop_id, VOICE) is not None


def phones_of(users: Iterable[int]) -> dict[int, str]:
    """The number on which each of these people is rung; who gave none is left out."""
    found = User.objects.filter(id__in=list(users), is_active=True).exclude(alert_phone_e164="")
    return dict(found.values_list("id", "alert_phone_e164"))


def own_call(scope: Scope, opportunity_id: int, *, now: datetime) -> OwnCall | None:
    """The last call this person placed through the store's number, until it is told how it went."""
    call = provider_call(opportunity_id, scope.user_id, now=now)
    if call is None or call.outcome or call.direction != "out":
        return None
    told = call.details
    return OwnCall(
        call.pk,
        call.state,
        str(told.get("agent", "")),
        str(told.get("customer", "")),
        call.seconds,
        str(told.get("suggested", "")),
        call.failure,
        call.created_at,
        call.contact_point_id,
    )


def provider_call(opportunity_id: int, user_id: int | None, *, now: datetime) -> Message | None:
    """The last call of this person with this customer that a provider carried, going on or just over."""
    if user_id is None:
        return None
    return (
        Message.objects.filter(
            opportunity=opportunity_id, channel="call", by_user=user_id, created_at__gt=now - TOLD_WITHIN * 4
        )
        .exclude(provider="")
        .exclude(settled_at__lt=now - TOLD_WITHIN)
        .order_by("-created_at", "-id")
        .first()
    )


def heard_of(scope: Scope, messages: Iterable[int]) -> dict[int, list[Listening]]:
    """What was recorded of these calls of leads the person sees, by message; one statement."""
    ids = sorted(set(messages))
    if not ids:
        return {}
    found: dict[int, list[Listening]] = {}
    recorded = Attachment.objects.filter(message__in=ids, kind__in=HEARD, erased_at=None)
    for one in recorded.select_related("message").order_by("id"):
        assert one.message is not None
        found.setdefault(one.message.pk, []).append(
            Listening(
                one.pk,
                one.kind,
                one.state,
                one.details.get("seconds"),
                str(one.details.get("consent", "")),
                one.kind == VOICEMAIL
                or scope.manages(one.rooftop_id)
                or (scope.user_id is not None and one.message.by_user_id == scope.user_id),
            )
        )
    return found


def may_listen(scope: Scope, attachment: Attachment) -> bool:
    """Managers of the store, and whoever spoke; a voicemail, who may see the lead of the customer who left it.

    What is no recording is not asked here: everybody who sees the opportunity may open it.
    """
    if attachment.kind not in HEARD:
        return True
    if scope.manages(attachment.rooftop_id):
        return True
    if scope.user_id is None or attachment.message is None:
        return False
    if attachment.message.by_user_id == scope.user_id:
        return True
    # It is said to the store like any text, and to nobody in particular: who answers must hear what is wanted.
    return (
        attachment.kind == VOICEMAIL
        and attachment.opportunity_id is not None
        and opportunities(scope).filter(id=attachment.opportunity_id).exists()
    )


def _line(one: PhoneLine, rules: dict[str, Any]) -> Line:
    return Line(
        one.pk,
        one.rooftop_id,
        one.connector_id,
        one.e164,
        one.name,
        one.department,
        one.source_id,
        one.is_main,
        one.takes_texts,
        one.takes_calls,
        dict(one.plan),
        CallPlan.read(rules, one.plan),
    )
