"""Twilio's telephone: what it asks while somebody is on the line (answered in TwiML), and what it reports afterwards.

https://www.twilio.com/docs/voice/twiml and …/voice/api/call-resource#statuscallback. Every address of ours carries what
it is about in its query, which the signature covers.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from freshup.domain.calls import Connect, HangUp, Ring, Say, Step, Voicemail, Whisper
from freshup.domain.connectors.reports import CallReport, RecordingReport, Report
from freshup.ports.accounts import Account
from freshup.ports.calling import Heard, accepted_key, ended_key, over_key, rang_key
from freshup.ports.hooks import Answer, Hook, Unreadable

VOICE_IN: Final = "voice-in"
VOICE_NEXT: Final = "voice-next"
VOICE_BRIDGE: Final = "voice-bridge"
VOICE_DROP: Final = "voice-drop"
VOICE_STATUS: Final = "voice-status"
VOICE_RECORDING: Final = "voice-recording"
STATES: Final = {
    "queued": "ringing",
    "initiated": "ringing",
    "ringing": "ringing",
    "in-progress": "answered",
    "answered": "answered",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "cancelled",
}
# An initiated call has been asked for; its phone has not rung yet.
NOT_YET: Final = frozenset({"queued", "initiated"})
OVER: Final = frozenset({"completed", "busy", "no_answer", "failed", "cancelled"})
TONGUES: Final = {"en": "en-US", "es": "es-US"}
EVENTS: Final = "initiated ringing answered completed"
DIGITS_MAX: Final = 18


# -- what it asks ----------------------------------------------------------------------------------------


def heard(hook: Hook) -> Heard:
    """The question of one request. The legs of a call name the customer's own as their parent."""
    form, query = hook.form, hook.query
    return Heard(
        call_id=form.get("ParentCallSid") or form.get("CallSid", ""),
        sender=form.get("From", ""),
        recipient=form.get("To", "") or form.get("Called", ""),
        part=query.get("part", "").replace("\0", ""),
        stage=_number(query.get("stage", "")) or 0,
        staff=_number(query.get("staff", "")),
        reference=_number(query.get("m", "")),
        bridged=_bridged(form),
        pressed=form.get("Digits", ""),
    )


def _bridged(form: dict[str, str]) -> bool:
    """Whether a person took it: a phone that picked up and was never connected says completed, too."""
    if "DialBridged" in form:
        return form["DialBridged"].lower() == "true"
    return form.get("DialCallStatus", "") in ("completed", "answered")


def told(steps: Sequence[Step], account: Account, *, reference: int | None = None) -> Answer:
    """The steps as TwiML, by the SDK's own builder, which escapes whatever a name holds."""
    response = VoiceResponse()
    for step in steps:
        _write(response, step, account.hook_url, reference)
    return Answer(200, "text/xml", str(response).encode())


def _write(response: VoiceResponse, step: Step, base: str, reference: int | None) -> None:
    if isinstance(step, Say):
        response.say(step.words, language=TONGUES.get(step.language, TONGUES["en"]))
    elif isinstance(step, Ring):
        response.append(_ring(step, base))
    elif isinstance(step, Voicemail):
        response.record(
            action=_url(base, VOICE_NEXT, part="message"),
            max_length=step.seconds,
            timeout=5,
            play_beep=True,
            trim="trim-silence",
            recording_status_callback=_url(base, VOICE_RECORDING, voicemail=1),
            recording_status_callback_event="completed",
        )
    elif isinstance(step, Connect):
        response.append(_connect(step, base, reference))
    elif isinstance(step, Whisper):
        _whisper(response, step, base)
    elif isinstance(step, HangUp):
        response.hangup()


def _ring(step: Ring, base: str) -> Dial:
    dial = Dial(
        action=_url(base, VOICE_NEXT, stage=step.then),
        timeout=step.seconds,
        **_recorded(step.record, base, None),
    )
    for staff, number in step.phones:
        fields: dict[str, Any] = {}
        if step.accept_by_key:
            fields["url"] = _url(base, VOICE_NEXT, part="whisper", staff=staff)
        else:
            fields["status_callback"] = _url(base, VOICE_STATUS, leg="agent", staff=staff)
            fields["status_callback_event"] = "answered"
        dial.number(number, **fields)
    return dial


def _connect(step: Connect, base: str, reference: int | None) -> Dial:
    dial = Dial(
        action=_url(base, VOICE_NEXT, m=reference, part="over"),
        timeout=step.seconds,
        caller_id=step.caller_id,
        answer_on_bridge=True,
        **_recorded(step.record, base, reference),
    )
    announced = {"url": _url(base, VOICE_BRIDGE, m=reference, part="announce")} if step.announces else {}
    dial.number(
        step.permit.address,
        status_callback=_url(base, VOICE_STATUS, m=reference, leg="customer"),
        status_callback_event=EVENTS,
        **announced,
    )
    return dial


def _whisper(response: VoiceResponse, step: Whisper, base: str) -> None:
    accepts = _url(base, VOICE_NEXT, part="accept", staff=step.staff)
    gather = Gather(num_digits=1, timeout=step.seconds, action=accepts)
    gather.say(step.words, language=TONGUES.get(step.language, TONGUES["en"]))
    response.append(gather)
    response.hangup()


def _recorded(record: bool, base: str, reference: int | None) -> dict[str, Any]:
    if not record:
        return {}
    return {
        "record": "record-from-answer-dual",
        "recording_status_callback": _url(base, VOICE_RECORDING, m=reference),
        "recording_status_callback_event": "completed",
    }


def _url(base: str, kind: str, **query: str | int | None) -> str:
    carried = {name: value for name, value in query.items() if value is not None}
    return f"{base}{kind}/" + (f"?{urlencode(carried)}" if carried else "")


# -- what it reports -------------------------------------------------------------------------------------


def status_key(hook: Hook) -> str:
    """The same for the same turn of the same leg; a customer's own call ends once, however it does."""
    form, state = hook.form, STATES.get(hook.form.get("CallStatus", "").lower(), "")
    sid = form.get("CallSid", "")
    if hook.query.get("leg") == "agent" and "staff" in hook.query and state == "answered":
        return accepted_key(form.get("ParentCallSid", ""), hook.query["staff"])
    if "leg" not in hook.query and state in OVER:
        return ended_key(sid)
    return f"{sid}:{form.get('CallStatus', '').lower()}"


def recording_key(hook: Hook) -> str:
    return f"{hook.form.get('RecordingSid', '')}:{hook.form.get('RecordingStatus', '')}"


def talk_key(hook: Hook) -> str:
    """Of what is written down while it is answered; the operation names it itself."""
    call = heard(hook)
    if hook.kind == VOICE_IN:
        return rang_key(call.call_id)
    return accepted_key(call.call_id, call.staff or "") if call.part == "accept" else over_key(call.call_id)


def read_status(hook: Hook, account: Account) -> Sequence[Report]:
    form, leg = hook.form, hook.query.get("leg", "")
    written = form.get("CallStatus", "").lower()
    sid, state = form.get("CallSid", ""), STATES.get(written, "")
    if not sid or not state:
        raise Unreadable(f"a status of a call that is none: {written[:40]!r}")
    if written in NOT_YET:
        return []
    details = {"leg_id": sid, "from": form.get("From", ""), "to": form.get("To", "")}
    if staff := hook.query.get("staff"):
        details |= {"direction": "in", "staff": staff}
    elif not leg:
        details["direction"] = "in" if form.get("Direction", "inbound").startswith("in") else "out"
    return [
        CallReport(
            provider_id=form.get("ParentCallSid") or sid,
            state=state,
            at=hook.received_at,
            ours=_number(hook.query.get("m", "")),
            seconds=_number(form.get("CallDuration", "")),
            leg=leg or "customer",
            details=details,
        )
    ]


def read_recording(hook: Hook, account: Account) -> Sequence[Report]:
    form = hook.form
    sid, recording, url = form.get("CallSid", ""), form.get("RecordingSid", ""), form.get("RecordingUrl", "")
    if form.get("RecordingStatus", "completed") != "completed":
        return []
    if not sid or not recording or not url:
        raise Unreadable("a recording without an id or an address")
    return [
        RecordingReport(
            provider_id=sid,
            recording_id=recording,
            # Without an ending it is a WAV of five times the size.
            url=url if url.endswith((".mp3", ".wav")) else f"{url}.mp3",
            at=hook.received_at,
            ours=_number(hook.query.get("m", "")),
            seconds=_number(form.get("RecordingDuration", "")),
            voicemail="voicemail" in hook.query,
        )
    ]


def read_talk(hook: Hook, account: Account) -> Sequence[Report]:
    """What an operation wrote down while it answered: somebody rings, somebody took it, the talk is over."""
    form, call = hook.form, heard(hook)
    if not call.call_id:
        raise Unreadable("a call without an id")
    rings = hook.kind == VOICE_IN
    accepted = call.part == "accept"
    details = {"direction": "in", "from": call.sender, "to": call.recipient}
    if call.staff is not None:
        details["staff"] = str(call.staff)
    return [
        CallReport(
            provider_id=call.call_id,
            state="ringing" if rings else "answered" if accepted else "completed",
            at=hook.received_at,
            seconds=None if rings or accepted else _number(form.get("DialCallDuration", "")),
            leg="customer" if rings else "agent",
            details=details,
        )
    ]


def _number(written: str) -> int | None:
    readable = written.isascii() and written.isdecimal() and len(written) <= DIGITS_MAX
    return int(written) if readable else None


class TwilioWords:
    """`ports.calling.VoiceWords`."""

    def heard(self, hook: Hook) -> Heard:
        return heard(hook)

    def told(self, steps: Sequence[Step], account: Account, *, reference: int | None = None) -> Answer:
        return told(steps, account, reference=reference)
