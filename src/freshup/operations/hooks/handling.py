"""Which operation takes which report. The one place where what providers say meets what Freshup does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from freshup.domain.connectors.reports import (
    CallReport,
    EngagementReport,
    LeadReport,
    MailReport,
    RecordingReport,
    Report,
    TextReport,
)
from freshup.operations.calls.logging import take_call
from freshup.operations.calls.recorded import take_recording
from freshup.operations.connectors.outcomes import Outcome, Taken
from freshup.operations.conversations.engaging import engagement_reported
from freshup.operations.conversations.mail_in import take_mail
from freshup.operations.conversations.text_in import take_text
from freshup.operations.intake.lead_forms import take_lead
from freshup.ports.letters import LetterReader, NoLetters
from freshup.ports.storage import Storage


@dataclass(frozen=True, slots=True)
class Outside:
    """What handling a report may need of the world."""

    storage: Storage
    letters: LetterReader = NoLetters()


Handler = Callable[[Any, Taken, Outside, datetime], Outcome]
HANDLERS: Final[Mapping[type[Report], Handler]] = {
    EngagementReport: engagement_reported,
    CallReport: take_call,
    MailReport: lambda report, event, outside, now: take_mail(
        report, event, outside.letters, outside.storage, now
    ),
    TextReport: lambda report, event, outside, now: take_text(report, event, outside.storage, now),
    RecordingReport: take_recording,
    LeadReport: lambda report, event, outside, now: take_lead(report, event, outside.storage, now),
}
