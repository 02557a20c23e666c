"""A draft → a prospect: every value normalised, gaps filled from the comments, contradictions settled and noted."""

from __future__ import annotations

from datetime import datetime, timedelta

from freshup.adapters.decoding.comment_pairs import fill_from_comments
from freshup.adapters.decoding.context import Context
from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.finish_vehicles import finish_vehicles
from freshup.adapters.decoding.pairs import with_line_breaks
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.kinds import kind_hint
from freshup.domain.intake.moments import read_moment
from freshup.domain.intake.names import PersonName, split_name
from freshup.domain.intake.phones import STANDARD_KINDS, phone_kind, read_phones
from freshup.domain.intake.prospect import Phone, Prospect
from freshup.domain.intake.timeframes import Days, timeframe_days

# `datetime.max` itself can't be compared in every zone.
_A_WEEK = timedelta(days=7)
_TIMES = frozenset({"morning", "afternoon", "evening", "day"})
_LANGUAGES = {"english": "en", "spanish": "es", "español": "es", "espanol": "es", "french": "fr", "chinese": "zh",
              "vietnamese": "vi", "korean": "ko", "portuguese": "pt", "german": "de", "russian": "ru"}  # fmt: skip


def finish(draft: Draft, context: Context) -> Prospect:
    """The prospect that a draft amounts to; what had to be mended is added to the draft's notes."""
    comments = _comments(draft)
    # The comments speak last: they fill what the elements leave open (Q30, Q31).
    fill_from_comments(draft, comments)
    name = _name(draft)
    emails, masked = _emails(draft)
    wanted, offered, interests = finish_vehicles(draft, context.received_at.year)
    place = draft.place
    return Prospect(
        first=name.first,
        last=name.last,
        middle=name.middle,
        company=draft.company,
        email=emails[0] if emails else None,
        emails=emails,
        email_masked=masked,
        phones=_phones(draft),
        street=place.get("street"),
        city=place.get("city"),
        region=place.get("region"),
        postal_code=_postal_code(draft),
        country=place.get("country"),
        vehicles=wanted,
        trade_ins=offered,
        comments=comments,
        timeframe=_timeframe(draft),
        timeframe_days=_days(draft, context),
        wants_finance=draft.wants_finance,
        provider=_provider(draft),
        vendor=draft.vendor,
        vendor_ids=tuple(draft.vendor_ids),
        source_ids=tuple(dict.fromkeys(draft.source_ids)),
        requested_at=_requested_at(draft, context),
        resend=draft.resend,
        consent_claims=tuple(dict.fromkeys(draft.claims)),
        language=_language(draft),
        extensions=draft.extensions,
        kind_hint=kind_hint(
            wanted=bool(wanted),
            offered=bool(offered),
            interests=interests,
            text=f"{draft.words} {comments or ''}".strip(),
        ),
    )


def _comments(draft: Draft) -> str | None:
    if not draft.comments:
        return None
    texts: dict[str, None] = {}
    for _where, text in draft.comments:
        texts[with_line_breaks(text).replace("\r\n", "\n").strip()] = None
    return "\n".join(text for text in texts if text) or None


def _name(draft: Draft) -> PersonName:
    parts = draft.name
    if not parts:
        return _whole_name(draft)
    first, middle, last = parts.get("first"), parts.get("middle"), parts.get("last")
    if "suffix" in parts:
        draft.keep("name suffix", parts["suffix"])
    if first is not None and last is None and " " in first:
        draft.notes.add("The whole name stood in the first name; divided.")
        return _divided(draft, first)
    if last is not None and first is None and (" " in last or "," in last) and not draft.full_names:
        draft.notes.add("The whole name stood in the last name; divided.")
        return _divided(draft, last)
    if (first is None or last is None) and draft.full_names:
        whole = _divided(draft, draft.full_names[0])
        return PersonName(first or whole.first, middle or whole.middle, last or whole.last)
    return PersonName(first, middle, last)


def _whole_name(draft: Draft) -> PersonName:
    names = draft.full_names
    if not names:
        return PersonName()
    if len(names) == 2 and names[0] != names[1] and not any(" " in name or "," in name for name in names):
        draft.notes.add("Two names without a part taken as first and last.")
        return PersonName(names[0], None, names[1])
    return _divided(draft, names[0])


def _divided(draft: Draft, full: str) -> PersonName:
    name = split_name(full)
    if name.suffix is not None:
        draft.keep("name suffix", name.suffix)
    return name


def _emails(draft: Draft) -> tuple[tuple[str, ...], bool]:
    """All addresses, a customer's own before a relay's, and whether there is only a relay's."""
    own: dict[str, None] = {}
    relayed: dict[str, None] = {}
    for written in draft.emails:
        read = read_emails(written)
        if read.starred:
            draft.notes.add("An e-mail address is blanked out with stars.")
        elif read.placeholder or not read.addresses:
            draft.notes.add(f"“{written[:60]}” is no e-mail address.")
        elif read.addresses[0].email != written.lower():
            draft.notes.add("The e-mail address taken out of its surroundings.")
        for address in read.addresses:
            (relayed if address.masked else own)[address.email] = None
    return (*own, *relayed), bool(relayed) and not own


def _phones(draft: Draft) -> tuple[Phone, ...]:
    country = draft.place.get("country", "")
    region = country.upper() if len(country) == 2 and country.isalpha() else "US"
    found: dict[tuple[str, str | None, bool], Phone] = {}
    for written in draft.phones:
        for phone in _read_phone(draft, written, region):
            key = (phone.e164 or phone.raw, phone.extension, phone.kind in ("fax", "pager"))
            before = found.get(key)
            if before is None or (before.kind == "voice" and phone.kind != "voice"):
                found[key] = phone
    return tuple(found.values())


def _read_phone(draft: Draft, written: WrittenPhone, region: str) -> tuple[Phone, ...]:
    word = written.kind.strip().lower()
    known = phone_kind(word)
    kind, time = known or ("voice", None)
    if draft.dated_by_standard and word not in STANDARD_KINDS:
        reading = "is none of the standard's" if word == kind else f"read as {kind}"
        draft.notes.add(f"Phone type “{word[:20]}” {reading}.")
    preferred = written.time.strip().lower()
    time = preferred if preferred in _TIMES else time
    phones = read_phones(
        written.raw, kind=kind, preferred_time=time, extension=written.extension, region=region
    )
    if not any(phone.e164 for phone in phones):
        draft.notes.add(f"“{written.raw[:40]}” can't be dialled.")
    return phones


def _postal_code(draft: Draft) -> str | None:
    code = draft.place.get("postal_code")
    if code is None:
        return None
    country = draft.place.get("country", "US").upper()
    if country in ("US", "USA") and code.isascii() and code.isdigit() and len(code) == 4:
        draft.notes.add("The postal code got its leading zero back.")
        return f"0{code}"
    return code[:20]


def _timeframe(draft: Draft) -> str | None:
    if draft.timeframe is not None:
        return draft.timeframe
    return " to ".join(date for date in (draft.earliest, draft.latest) if date is not None) or None


def _days(draft: Draft, context: Context) -> Days | None:
    days = timeframe_days(draft.timeframe) if draft.timeframe is not None else None
    if days is not None or (draft.earliest is None and draft.latest is None):
        return days
    earliest, latest = (_days_ahead(date, context) for date in (draft.earliest, draft.latest))
    if latest is None:
        return (earliest, None) if earliest is not None else None
    return earliest or 0, latest


def _days_ahead(date: str | None, context: Context) -> int | None:
    """Whole days from receipt to a date of the time frame, which lies in the future more often than not."""
    if date is None:
        return None
    far = datetime.max.replace(tzinfo=context.received_at.tzinfo) - _A_WEEK
    moment = read_moment(date, zone=context.zone, received_at=far)
    return max(0, (moment.at - context.received_at).days) if moment.at is not None else None


def _provider(draft: Draft) -> str | None:
    """Who sends the lead: the provider's name, else its service, else the system that numbered the lead (Q36)."""
    name = draft.provider
    if name is not None and draft.vendor is not None and name.casefold() == draft.vendor.casefold():
        named = next((one.source for one in draft.source_ids if one.source), None)
        if named is not None and named.casefold() != name.casefold():
            draft.notes.add("The provider bears the dealer's name; taken from the source of the id.")
            return named
        return name
    if name is not None:
        return name
    hints = [*draft.provider_hints, *(one.source for one in draft.source_ids if one.source)]
    return hints[0] if hints else None


def _requested_at(draft: Draft, context: Context) -> datetime | None:
    if draft.requested_at is None:
        if draft.dated_by_standard:
            draft.notes.add("No request date; the time of receipt counts.")
        return None
    moment = read_moment(draft.requested_at, zone=context.zone, received_at=context.received_at)
    if moment.note is not None:
        draft.notes.add(moment.note)
    return moment.at


def _language(draft: Draft) -> str | None:
    if draft.language is None:
        return None
    word = draft.language.lower()
    return _LANGUAGES.get(word) or word.replace("_", "-").partition("-")[0][:8]
