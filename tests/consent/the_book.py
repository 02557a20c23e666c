"""The law of the gate said once more, as a list of prohibitions without an order. Shares no code with what it checks.

`for_good` names what forbids a message whatever the hour, `not_now` what merely holds it; nobody asks here which of
them is asked first.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.domain.consent import Place, SendRequest

DAY = timedelta(days=1)
CHASES = ("follow_up", "marketing")
OWN_HOUR = ("confirmation", "staff")
MAINLAND = tuple(
    Place("", f"America/{city}") for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)  # fmt: skip
NOBODY_READS = ("no-reply@example.com",)


def for_good(r: SendRequest, now: datetime) -> set[str]:
    return {
        *_wishes(r, now),
        *_over(r, now),
        *_address(r),
        *_machines(r, now),
        *_unasked(r, now),
        *_national(r, now),
    }


def not_now(r: SendRequest, now: datetime) -> set[str]:
    """Empty for mail, for what the customer asked for, and for our own people."""
    if r.channel == "email" or r.purpose in OWN_HOUR:
        return set()
    answer = not r.automated and r.purpose == "reply" and _wrote_lately(r, now)
    found = set() if answer or r.purpose == "appointment" else set(_too_often(r, now))
    named = r.named_at
    is_named = answer and named is not None and -timedelta(minutes=5) <= now - named <= timedelta(minutes=120)
    if not is_named and not all(lawful_hour(place, now) for place in r.places or MAINLAND):
        found.add("quiet_hours")
    return found


def lawful_hour(place: Place, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(place.zone))
    minute, sunday = 60 * local.hour + local.minute, local.weekday() == 6
    opens, closes = 8 * 60, 21 * 60
    if place.state in ("FL", "OK", "WA"):
        closes = 20 * 60
    elif place.state == "TX":
        opens = 12 * 60 if sunday else 9 * 60
    elif place.state == "":
        opens, closes = 12 * 60 if sunday else 9 * 60, 20 * 60
    return opens <= minute < closes


def _wishes(r: SendRequest, now: datetime) -> Iterator[str]:
    if r.purpose == "confirmation":
        asked = r.opted_out_at
        if asked is None or abs(now - asked) > timedelta(minutes=5) or r.channel != "text":
            yield "confirmation_late"
    elif r.suppressed:
        yield "suppressed"


def _over(r: SendRequest, now: datetime) -> Iterator[str]:
    machine = r.automated and r.purpose not in OWN_HOUR
    if r.bought and (r.asks_if_looking or (machine and r.purpose in CHASES)):
        yield "bought"
    if machine and r.stopped:
        yield "stopped"
    if machine and r.closed_as and r.purpose in CHASES:
        yield "closed"
    if machine and not r.running:
        yield "ended"
    if r.too_late_at is not None and r.too_late_at < now:
        yield "too_late"


def _address(r: SendRequest) -> Iterator[str]:
    is_mail = r.channel == "email"
    if is_mail and "@" not in (r.address or ""):
        yield "no_address"
    if not is_mail and ("@" in (r.address or "@") or not any(sign.isdigit() for sign in r.address or "")):
        yield "no_number"
    if r.reachability in ("bounced", "disconnected", "wrong_person"):
        yield r.reachability
    if is_mail and r.address in NOBODY_READS:
        yield "no_reply"
    if not is_mail and r.phone_kind in ("fax", "pager"):
        yield "no_voice"
    if r.channel == "text":
        if r.automated and r.phone_kind in ("landline", "work") and r.purpose != "confirmation":
            yield "landline"
        if not r.can_text:
            yield "text_not_registered"
        if not r.registered and r.purpose != "confirmation" and not (r.purpose == "reply" and r.automated):
            yield "unregistered"


def _machines(r: SendRequest, now: datetime) -> Iterator[str]:
    if not r.automated:
        return
    if r.purpose == "reply" and r.wrote_at is None:
        yield "nothing_to_answer"
    if r.purpose not in ("acknowledgement", *CHASES):
        return
    if r.handling == "not_a_lead":
        yield "not_a_lead"
    if r.grade == "D":
        yield "grade_d"
    if r.mail is not None and (r.mail.bounce or r.mail.mail_from == ""):
        yield "null_return_path"
    if r.mail is not None and r.mail.auto_submitted:
        yield "auto_submitted"
    if r.mail is not None and r.mail.bulk and r.address in (r.mail.sender, r.mail.mail_from):
        yield "bulk"
    if r.purpose == "acknowledgement" and r.acknowledged_at is not None and now - r.acknowledged_at < DAY:
        yield "acknowledged"


def _unasked(r: SendRequest, now: datetime) -> Iterator[str]:
    """What was never agreed to: the existing relationship lasts 90 days from an inquiry, 18 months from a purchase."""
    if r.channel == "email" or r.purpose in OWN_HOUR or r.consent == "written":
        return
    if r.purpose == "marketing":
        if r.automated or r.channel == "text":
            yield "no_written_consent"
        elif r.consent != "express" and not _known(r, now):
            yield _stranger(r)
        return
    if r.consent == "express" or (r.purpose == "reply" and _wrote_lately(r, now)):
        return
    if r.purpose == "reply" and r.automated:
        yield "nothing_to_answer"
    elif r.consent == "none" and r.automated:
        yield "no_consent"
    elif r.purpose != "appointment" and not _known(r, now):
        yield _stranger(r)


def _national(r: SendRequest, now: datetime) -> Iterator[str]:
    if (
        r.scrubbed
        and r.channel != "email"
        and r.purpose in CHASES
        and r.consent != "written"
        and not _known(r, now)
    ):
        if r.listed:
            yield "national_list"
        elif r.list_loaded_at is None or now - r.list_loaded_at > 31 * DAY:
            yield "national_list_old"


def _known(r: SendRequest, now: datetime) -> bool:
    asked = [at for at in (r.inquired_at, r.wrote_at) if at is not None]
    return any(now - at <= 90 * DAY for at in asked) or (
        r.bought_at is not None and now <= _in_18_months(r.bought_at)
    )


def _in_18_months(at: datetime) -> datetime:
    month = at.month + 6
    year = at.year + 1 + (month > 12)
    month = month - 12 if month > 12 else month
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


def _stranger(r: SendRequest) -> str:
    return "ebr_expired" if r.inquired_at or r.wrote_at or r.bought_at else "no_consent"


def _wrote_lately(r: SendRequest, now: datetime) -> bool:
    return r.wrote_at is not None and now - r.wrote_at <= DAY


def _too_often(r: SendRequest, now: datetime) -> Iterator[str]:
    """House rules everywhere, and half of them where Florida or Oklahoma says so."""
    most = 3 if r.purpose == "marketing" or any(place.state in ("FL", "OK") for place in r.places) else 6
    if sum(now - at < DAY for at in r.attempts) >= most:
        yield "attempts"
    if r.purpose == "marketing" and r.automated and any(now - at < DAY for at in r.automated_attempts):
        yield "automated"
