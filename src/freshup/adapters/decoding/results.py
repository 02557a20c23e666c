"""Everything read from one document, on its way to an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.context import Context, Notes
from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.finish import finish
from freshup.domain.intake.prospect import Decoded, MailFacts, Prospect

NO_CONTACT = "no contact"


@dataclass(slots=True)
class Result:
    """Prospects with the repairs that each of them needed; `broken` says why a person must look at it."""

    found: list[tuple[Prospect, tuple[str, ...]]] = field(default_factory=list)
    broken: str | None = None
    not_a_lead: str | None = None

    def add(self, prospect: Prospect, repairs: tuple[str, ...]) -> None:
        """Add a prospect unless the same one is there already: body and attachment often carry one lead twice."""
        identity = _identity(prospect)
        for position, (other, _) in enumerate(self.found):
            if _identity(other) == identity:
                if _weight(prospect) > _weight(other):
                    self.found[position] = (prospect, repairs)
                return
        self.found.append((prospect, repairs))

    def merge(self, other: Result) -> None:
        for prospect, repairs in other.found:
            self.add(prospect, repairs)
        self.broken = self.broken or other.broken
        self.not_a_lead = self.not_a_lead or other.not_a_lead


def from_drafts(drafts: Iterable[Draft], notes: Notes, context: Context, broken: str | None = None) -> Result:
    """The result of drafts that share a document and its repairs."""
    result = Result(broken=broken)
    for draft in drafts:
        prospect = finish(draft, context)
        if prospect.comments is not None and len(prospect.comments) > limits.COMMENTS_BYTES_MAX // 4:
            _refuse_long_comments(prospect)
        result.add(prospect, (*notes.said(), *draft.notes.said()))
    return result


def _refuse_long_comments(prospect: Prospect) -> None:
    if len((prospect.comments or "").encode("utf-8", "replace")) > limits.COMMENTS_BYTES_MAX:
        raise limits.comments_too_large()


def _identity(prospect: Prospect) -> tuple[object, ...]:
    """What makes two prospects of one document the same lead."""
    words = "".join((prospect.comments or "").split()).casefold() if not prospect.source_ids else ""
    return (
        prospect.source_ids,
        (prospect.first or "").casefold(),
        (prospect.last or "").casefold(),
        prospect.email,
        tuple(phone.e164 for phone in prospect.phones),
        tuple((one.make, one.model, one.vin, one.stock) for one in prospect.vehicles),
        words,
    )


def _weight(prospect: Prospect) -> int:
    return len(prospect.comments or "") + 10 * len(prospect.trade_ins) + 10 * len(prospect.vehicles)


def conclude(result: Result, mail: MailFacts | None) -> Decoded:
    """The outcome: what is whole and reachable is a lead, what is neither waits for a person."""
    prospects = tuple(prospect for prospect, _ in result.found)
    repairs = dict.fromkeys(repair for _, said in result.found for repair in said)
    if result.not_a_lead is not None and not prospects:
        return Decoded("not_a_lead", result.not_a_lead, mail=mail)
    if result.not_a_lead is not None:
        return Decoded("not_a_lead", result.not_a_lead, tuple(repairs), prospects, mail)
    if result.broken is not None:
        return Decoded("quarantined", result.broken, tuple(repairs), prospects, mail)
    reachable = sum(prospect.can_be_reached for prospect in prospects)
    if not reachable:
        return Decoded("quarantined", NO_CONTACT, tuple(repairs), prospects, mail)
    if reachable < len(prospects):
        repairs[f"{len(prospects) - reachable} of {len(prospects)} prospects without phone or e-mail."] = None
    return Decoded("repaired" if repairs else "parsed", None, tuple(repairs), prospects, mail)
