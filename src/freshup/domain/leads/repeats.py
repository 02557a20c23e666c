"""Whether an inquiry is one we have already (CAP-11), and which buying effort it belongs to (IDN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from freshup.domain.intake.prospect import Prospect, Vehicle
from freshup.domain.leads.stages import OpportunityKind
from freshup.domain.people import Incoming, compare_names, incoming
from freshup.domain.reasons import Reason

SAME_CONTENT_WITHIN = timedelta(hours=24)
ATTACHES_WITHIN = timedelta(days=30)
HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class LeadMark:
    """What a lead is known by when it comes again; `ids` are (provider, number) pairs, see `lead_ids`."""

    rooftop_id: int
    ids: frozenset[tuple[str, str]]
    content_hash: str
    person: Incoming
    received_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierLead:
    """A lead we have, that shares an id or the content hash."""

    id: int
    mark: LeadMark


@dataclass(frozen=True, slots=True)
class Repeat:
    """The lead this one repeats; `rule` is same_id or same_content."""

    lead_id: int
    rule: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class OpenOpportunity:
    """One of the person's open opportunities at the store."""

    id: int
    kind: OpportunityKind
    last_activity_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """The open opportunity a lead joins; None when it begins one of its own."""

    opportunity_id: int | None
    reason: Reason


def lead_ids(prospect: Prospect) -> frozenset[tuple[str, str]]:
    """Every number the systems on its way gave it, each with who gave it, in lower case.

    A number without a source is its provider's; without a provider either it could be anybody's and says
    nothing.
    """
    provider = (prospect.provider or "").strip().lower()
    pairs = (
        ((one.source or provider).strip().lower(), one.id.strip().lower()) for one in prospect.source_ids
    )
    return frozenset((source, number) for source, number in pairs if source and number)


def lead_mark(prospect: Prospect, *, rooftop_id: int, received_at: datetime) -> LeadMark:
    """What this inquiry will be recognised by."""
    return LeadMark(rooftop_id, lead_ids(prospect), content_hash(prospect), incoming(prospect), received_at)


def content_hash(prospect: Prospect) -> str:
    """The inquiry's content as 32 hex digits, without its numbers, its dates and the way it came.

    The same form submitted twice differs in id, request date and mail headers, and in nothing else.
    """
    person = incoming(prospect)
    told = (
        prospect.provider, prospect.first, prospect.middle, prospect.last, prospect.company,
        *sorted(person.emails or prospect.emails or (prospect.email or "",)),
        *sorted(person.phones or (phone.raw for phone in prospect.phones)), prospect.postal_code,
        "/vehicles", *(part for one in prospect.vehicles for part in _vehicle(one)),
        "/trades", *(part for one in prospect.trade_ins for part in _vehicle(one)),
        "/words", prospect.comments, prospect.timeframe,
    )  # fmt: skip
    plain = "\x1f".join(" ".join((part or "").lower().split()) for part in told)
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).hexdigest()


def _vehicle(one: Vehicle) -> tuple[str | None, ...]:
    return (one.interest, one.status, str(one.year or ""), one.make, one.model, one.trim, one.vin, one.stock)


def duplicate_of(mark: LeadMark, earlier: Sequence[EarlierLead]) -> Repeat | None:
    """The lead this is a repeat of: same store, provider and id from a compatible person, or same content in
    a day.
    """
    for known in sorted(earlier, key=lambda one: one.id):
        if known.mark.rooftop_id != mark.rooftop_id:
            continue
        if mark.ids & known.mark.ids and same_sender(mark.person, known.mark.person):
            return Repeat(known.id, "same_id", Reason("repeat.same_id"))
        apart = abs(mark.received_at - known.mark.received_at)
        if mark.content_hash == known.mark.content_hash and apart <= SAME_CONTENT_WITHIN:
            return Repeat(known.id, "same_content", Reason("repeat.same_content"))
    return None


def same_sender(a: Incoming, b: Incoming) -> bool:
    """Whether two inquiries with one id come from one person.

    Some providers give every lead the number 0 or their own: then only a shared phone or e-mail address with
    a compatible name, or the very same name, makes them one.
    """
    likeness = compare_names(a.name, b.name)
    if set(a.emails) & set(b.emails) or set(a.phones) & set(b.phones):
        return likeness != "different"
    comparable = (a.emails and b.emails) or (a.phones and b.phones)
    return likeness == "same" or (likeness == "variant" and not comparable)


def attaches_to(
    open_ones: Sequence[OpenOpportunity], kind: OpportunityKind, received_at: datetime
) -> Attachment:
    """Which open opportunity a new lead joins: of its kind, active within 30 days, the latest first."""
    alike = [one for one in open_ones if one.kind is kind]
    fresh = [one for one in alike if received_at - one.last_activity_at <= ATTACHES_WITHIN]
    if fresh:
        best = max(fresh, key=lambda one: (one.last_activity_at, one.id))
        return Attachment(best.id, Reason("attach.open"))
    if alike:
        return Attachment(None, Reason("attach.too_old", {"days": ATTACHES_WITHIN.days}))
    return Attachment(None, Reason("attach.other_kind" if open_ones else "attach.none"))
