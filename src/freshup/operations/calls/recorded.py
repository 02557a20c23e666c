"""Recordings and voicemails: noted when the provider has them, fetched by a worker, kept as long as the store says."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from freshup.data.models import Attachment, Message
from freshup.domain.calls import CallPlan
from freshup.domain.connectors.reports import RecordingReport
from freshup.operations.calls.rows import found_inbound, remember
from freshup.operations.calls.telling import left_words
from freshup.operations.connectors.outcomes import Done, Ignored, Later, Outcome, Taken
from freshup.operations.response.alerts import tell_pages
from freshup.ports.storage import Storage
from freshup.queries.calls import call_rules

RECORDING: Final = "recording"
VOICEMAIL: Final = "voicemail"
MEDIA_TYPE: Final = "audio/mpeg"
# What the sandbox "records" comes with the report itself.
INLINE: Final = "data:audio/wav;base64,"
URL_LENGTH_MAX: Final = 500
AGAIN: Final = timedelta(seconds=2)


class Outside(Protocol):
    @property
    def storage(self) -> Storage: ...


def take_recording(report: RecordingReport, event: Taken, outside: Outside, now: datetime) -> Outcome:
    """Once for each recording. Of a call nobody knows (yet) it is asked again; a stranger's may become a lead."""
    call = _call(report, event)
    if call is None:
        return Later(event.received_at + AGAIN * (2 ** min(event.attempts, 7)), "no_such_call")
    call = Message.objects.select_for_update(no_key=True, of=("self",)).get(id=call.pk)
    if call.connector_id != event.connector_id:
        return Ignored("no_such_call")
    if Attachment.objects.filter(message=call, details__recording=report.recording_id).exists():
        return Done(call.pk)
    consent = str(call.details.get("consent", ""))
    if not report.voicemail and not consent:
        # Nobody was told, so it must not be kept, whoever switched the recording on.
        return Ignored("recorded_without_consent", quarantined=True)
    if not report.voicemail or (report.seconds or 0) > 0:
        _keep(call, report, event, consent, outside.storage, now)
    if report.voicemail and (report.seconds or 0) > 0:
        remember(call, {VOICEMAIL: True})
        left_words(call, at=report.at, now=now)
    tell_pages(call.rooftop_id, [call.opportunity_id], "message")
    return Done(call.pk)


def _call(report: RecordingReport, event: Taken) -> Message | None:
    of_store = Message.objects.filter(rooftop=event.rooftop_id, channel="call")
    if report.ours is not None:
        return of_store.filter(id=report.ours).first()
    return found_inbound(event.provider, report.provider_id, event.rooftop_id)


def _keep(
    call: Message, report: RecordingReport, event: Taken, consent: str, storage: Storage, now: datetime
) -> None:
    plan = CallPlan.read(call_rules(call.rooftop_id))
    details: dict[str, Any] = {"recording": report.recording_id, "seconds": report.seconds}
    kind = VOICEMAIL if report.voicemail else RECORDING
    if not report.voicemail:
        details["consent"] = consent
    made = Attachment(
        rooftop_id=call.rooftop_id,
        opportunity_id=call.opportunity_id,
        message=call,
        kind=kind,
        name=f"{kind}-{call.pk}.mp3",
        media_type=MEDIA_TYPE,
        remote_url=report.url[:URL_LENGTH_MAX],
        connector_id=event.connector_id,
        state="waiting",
        retry_at=now,
        at=report.at,
        details=details,
        keep_until=now + timedelta(days=plan.recording_days),
    )
    if report.url.startswith(INLINE):
        content = b64decode(report.url.removeprefix(INLINE))
        made.name, made.media_type, made.size = f"{kind}-{call.pk}.wav", "audio/wav", len(content)
        made.stored_as, made.state, made.retry_at, made.remote_url = storage.put(content), "kept", None, ""
    made.save()
