"""Whether an inquiry comes from somebody the group already knows: the published ladder for exact keys
(IDN-2).

The rungs are tried from the strongest down, and a name and an address alone never match: fathers and sons
share both. Matching by likeness, when it comes, answers with the same `Match`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from freshup.domain.intake.prospect import Prospect
from freshup.domain.people.keys import email_key, phone_key
from freshup.domain.people.names import Likeness, PersonName, compare_names
from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

# A number or address that more people than this hold is a switchboard or a placeholder: no evidence.
HOLDERS_MAX = 5
# Rule code → what it asks, strongest first; the order is the ladder.
LADDER = {
    "phone_email_name": _("Same phone number, same e-mail address and a compatible name"),
    "email_name": _("Same e-mail address and a compatible name"),
    "phone_name": _("Same phone number and a compatible name"),
}
NO_MATCH = "nobody"

SENTENCES: dict[str, str] = {
    "match.phone_email_name": _("Same phone number, same e-mail address and a compatible name"),
    "match.email_name": _("Same e-mail address and a compatible name"),
    "match.phone_name": _("Same phone number and a compatible name"),
    "match.nobody": _("Nobody known has this phone number or e-mail address"),
    "match.other_name": _(
        "The phone number or e-mail address belongs to somebody of another name: one household?"
    ),
    "match.shared_value": _("A phone number or e-mail address that %(count)s people share was not counted"),
    "match.several": _("%(count)s people fit equally well: please check"),
    "match.name_missing": _("One of the two names is missing"),
    "match.name_variant": _("The names differ in form only: nickname, initial, order or a missing half"),
}
_RANK: dict[Likeness, int] = {"same": 0, "variant": 1, "missing": 2}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who an inquiry says it is from: name and identity keys (see `keys`)."""

    name: PersonName
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the group knows who holds at least one of the keys."""

    id: int
    name: PersonName
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Who it is, by which rung, and whether that needs no second look.

    `person_id` with `sure` False: attach, and ask a person to check. `household` are people who share a key
    under another name.
    """

    person_id: int | None
    rule: str
    sure: bool
    reasons: tuple[Reason, ...] = ()
    household: tuple[int, ...] = ()


def incoming(prospect: Prospect) -> Incoming:
    """The identity an inquiry claims."""
    addresses = prospect.emails or ((prospect.email,) if prospect.email else ())
    emails = (email_key(one, masked=prospect.email_masked and one == prospect.email) for one in addresses)
    phones = (phone_key(one) for one in prospect.phones)
    name = PersonName(
        prospect.first or "", prospect.last or "", prospect.middle or "", prospect.company or ""
    )
    return Incoming(
        name,
        tuple(dict.fromkeys(key for key in emails if key)),
        tuple(dict.fromkeys(key for key in phones if key)),
    )


def match(who: Incoming, existing: Sequence[KnownPerson], holders: Mapping[str, int] | None = None) -> Match:
    """Which of `existing` this is.

    `holders` tells how many hold a key in all, where `existing` was cut short.
    """
    if not existing:
        return _NOBODY
    counted = holders or Counter(key for known in existing for key in (*known.emails, *known.phones))
    crowded = {key: counted[key] for key in (*who.emails, *who.phones) if counted.get(key, 0) > HOLDERS_MAX}
    emails = {key for key in who.emails if key not in crowded}
    phones = {key for key in who.phones if key not in crowded}
    fits: list[tuple[int, int, int, str, Likeness]] = []
    household = []
    for known in existing:
        rung = _rung(bool(emails.intersection(known.emails)), bool(phones.intersection(known.phones)))
        if rung is None:
            continue
        likeness = compare_names(who.name, known.name)
        if likeness == "different":
            household.append(known.id)
        else:
            fits.append((_ORDER[rung], _RANK[likeness], known.id, rung, likeness))
    shared = tuple(Reason("match.shared_value", {"count": count}) for count in sorted(set(crowded.values())))
    if fits:
        return _best(sorted(fits), shared, tuple(household))
    if household:
        return Match(None, NO_MATCH, True, (Reason("match.other_name"), *shared), tuple(household))
    return Match(None, NO_MATCH, True, (Reason("match.nobody"), *shared))


_NOBODY = Match(None, NO_MATCH, True, (Reason("match.nobody"),))
_ORDER = {rung: at for at, rung in enumerate(LADDER)}


def _rung(email: bool, phone: bool) -> str | None:
    if email:
        return "phone_email_name" if phone else "email_name"
    return "phone_name" if phone else None


def _best(
    fits: list[tuple[int, int, int, str, Likeness]], shared: tuple[Reason, ...], household: tuple[int, ...]
) -> Match:
    order, rank, person_id, rule, likeness = fits[0]
    equal = sum(1 for one in fits if one[:2] == (order, rank))
    reasons = [Reason(f"match.{rule}")]
    if likeness in ("missing", "variant"):
        reasons.append(Reason(f"match.name_{likeness}"))
    if equal > 1:
        reasons.append(Reason("match.several", {"count": equal}))
    return Match(person_id, rule, equal == 1, (*reasons, *shared), household)
