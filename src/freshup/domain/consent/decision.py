"""The gate: the one decision every outbound message passes, and the only maker of permits (LAW-1).

The rules are asked in the order in which they bind: what the person forbade, what is over, where nothing can arrive,
what was never agreed to; only then what is merely not allowed now. So the answer given is the one that matters most.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from freshup.domain.consent.addresses import address_problem, machine_problem
from freshup.domain.consent.law import Law
from freshup.domain.consent.levels import covered_by, wrote_lately
from freshup.domain.consent.national import national_problem
from freshup.domain.consent.permits import SEAL, Hold, Permit, Refusal
from freshup.domain.consent.places import Place
from freshup.domain.consent.requests import CHANNELS, PURPOSES, SendRequest
from freshup.domain.consent.shipped_law import DEFAULT_LAW
from freshup.domain.consent.windows import NeverOpens, binding, caps_in_force, is_lawful, next_lawful
from freshup.domain.reasons import Reason

ACKNOWLEDGED_ONCE_WITHIN: Final = timedelta(hours=24)
CAPPED_WITHIN: Final = timedelta(hours=24)
# The customer's own wish, or our own people: the hour is theirs to choose.
ANY_HOUR: Final = ("confirmation", "staff")
# What an appointment or an answer needs is not chasing anybody.
UNCAPPED: Final = ("appointment", "confirmation", "staff")


def decide(request: SendRequest, now: datetime, law: Law = DEFAULT_LAW) -> Permit | Hold | Refusal:
    """May this message go out now, later, or never, and by which rule?

    Ask at the moment of sending, not before: a number moves, an opt-out comes, a law begins.
    """
    forbidden = _forbidden(request, now, law) or _over(request, now) or address_problem(request)
    forbidden = forbidden or _senseless(request, now)
    if forbidden:
        return _refuse(request, forbidden)
    if request.purpose in ANY_HOUR:
        return _permit(request, request.purpose, now)
    covered, rule = covered_by(request, now, law)
    if not covered:
        return _refuse(request, rule)
    if listed := national_problem(request, now, law):
        return _refuse(request, listed)
    if request.channel == "email":
        return _permit(request, rule, now)
    return _timed(request, rule, now, law)


def _forbidden(request: SendRequest, now: datetime, law: Law) -> str:
    """What binds whatever the message says, and the one message an opt-out itself allows."""
    if request.channel not in CHANNELS:
        return "channel"
    if request.purpose not in PURPOSES:
        return "purpose"
    if request.purpose == "confirmation":
        asked, within = request.opted_out_at, timedelta(minutes=law.confirmation_minutes)
        # A clock set back must not open the door for longer than the rule does.
        in_time = asked is not None and abs(now - asked) <= within
        return "" if in_time and request.channel == "text" else "confirmation_late"
    return "suppressed" if request.suppressed else ""


def _over(request: SendRequest, now: datetime) -> str:
    """What a machine must no longer do because the matter, the step or the moment is over.

    Whether they are still looking nobody asks who bought, a person as little as a machine (MSG-8).
    """
    if request.asks_if_looking and request.bought:
        return "bought"
    if request.automated and request.purpose not in ANY_HOUR:
        if request.stopped:
            return "stopped"
        if request.purpose in ("follow_up", "marketing"):
            if request.closed_as:
                return "closed"
            if request.bought:
                return "bought"
        if not request.running:
            return "ended"
    if request.too_late_at is not None and now > request.too_late_at:
        return "too_late"
    return ""


def _senseless(request: SendRequest, now: datetime) -> str:
    """What a machine must not answer: no lead, another machine, somebody it has answered today."""
    if not request.automated or request.purpose not in ("acknowledgement", "follow_up", "marketing", "reply"):
        return ""
    if request.purpose == "reply":
        return "" if request.wrote_at is not None else "nothing_to_answer"
    if request.handling == "not_a_lead":
        return "not_a_lead"
    if request.grade == "D":
        return "grade_d"
    if request.mail is not None and (found := machine_problem(request.mail, request.address)):
        return found
    last = request.acknowledged_at
    if request.purpose == "acknowledgement" and last is not None and now - last < ACKNOWLEDGED_ONCE_WITHIN:
        return "acknowledged"
    return ""


def _timed(request: SendRequest, rule: str, now: datetime, law: Law) -> Permit | Hold | Refusal:
    """A call or a text that may be made at all: is it the hour, and has the person had enough for a day?"""
    lately = not request.automated and request.purpose == "reply" and wrote_lately(request, now, law)
    try:
        if not lately and request.purpose not in UNCAPPED and (held := _capped(request, now, law)):
            return held
        if is_lawful(request.places, law, request.channel, now):
            return _permit(request, rule, now)
        until = next_lawful(request.places, law, request.channel, now)
    except NeverOpens:
        return _refuse(request, "never_opens")
    if lately and request.named_at is not None:
        start = request.named_at - timedelta(minutes=law.named_before_minutes)
        if start <= now <= request.named_at + timedelta(minutes=law.named_after_minutes):
            return _permit(request, "named_hour", now)
        # Waited for only where the answer is still one by then.
        is_answer = start > now and wrote_lately(request, start, law)
        until = min(until, start) if is_answer else until
    return Hold(until, "quiet_hours", _quiet(request, now, law), states_of(request.places))


def _capped(request: SendRequest, now: datetime, law: Law) -> Hold | None:
    """The hold until one more attempt is allowed; attempts dated ahead (a clock set back) count too."""
    if not request.attempts and not request.automated_attempts:
        return None
    longest: Hold | None = None
    purpose = "marketing" if request.purpose == "marketing" else "follow_up"
    for cap in caps_in_force(request.places, law, purpose, now):
        limits = [("attempts", request.attempts, cap.most)]
        if request.automated and cap.automated_most is not None:
            limits.append(("automated", request.automated_attempts, cap.automated_most))
        for rule, attempts, most in limits:
            recent = sorted(at for at in attempts if now - at < CAPPED_WITHIN)
            if len(recent) < most:
                continue
            # None at all allowed: look again in a day.
            free_at = recent[-most] + CAPPED_WITHIN if most else now + CAPPED_WITHIN
            until = next_lawful(request.places, law, request.channel, free_at)
            if longest is None or until > longest.until:
                params: dict[str, str | int] = {
                    "made": len(recent),
                    "within": 24,
                    "most": most,
                    "law": cap.code,
                }
                reason = Reason(f"consent.{rule}_made", params)
                longest = Hold(until, rule, reason, states_of(request.places))
    return longest


def _quiet(request: SendRequest, now: datetime, law: Law) -> Reason:
    found = binding(request.places, law, now)
    if found is None:
        return Reason("consent.quiet_hours")
    place, rule, window = found
    params = {"place": place.state or place.zone.rpartition("/")[2].replace("_", " "), "law": rule.code}
    if not window.length:
        return Reason("consent.quiet_day_at", params)
    return Reason(
        "consent.quiet_hours_at", {**params, "opens": clock(window.opens), "closes": clock(window.closes)}
    )


def clock(minute: int) -> str:
    """A minute of the day as Americans write it: 8 AM, 9:30 PM."""
    hour, rest = divmod(minute % 1440, 60)
    half = "AM" if hour < 12 else "PM"
    return f"{hour % 12 or 12}{f':{rest:02}' if rest else ''} {half}"


@lru_cache(maxsize=4096)
def states_of(places: tuple[Place, ...]) -> tuple[str, ...]:
    """The states whose law is asked."""
    return tuple(dict.fromkeys(place.state for place in places if place.state))


def _permit(request: SendRequest, rule: str, now: datetime) -> Permit:
    assert request.address is not None  # address_problem has seen to it
    return Permit(
        request.message_id,
        request.purpose,
        request.channel,
        request.address,
        rule,
        now,
        _reason(rule),
        states_of(request.places),
        seal=SEAL,
    )


def _refuse(request: SendRequest, rule: str) -> Refusal:
    if rule == "channel":
        reason = Reason("consent.channel", {"channel": request.channel})
    elif rule == "purpose":
        reason = Reason("consent.purpose", {"purpose": request.purpose})
    else:
        reason = _reason(rule)
    return Refusal(rule, reason, states_of(request.places))


@lru_cache(maxsize=256)
def _reason(rule: str) -> Reason:
    hours = ACKNOWLEDGED_ONCE_WITHIN // timedelta(hours=1)
    return Reason(f"consent.{rule}", {"hours": hours} if rule == "acknowledged" else {})
