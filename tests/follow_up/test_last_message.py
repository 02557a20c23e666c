"""A cadence ends with its last step; what that step says still goes out."""

from datetime import timedelta

from freshup.adapters.mail.sandbox import SandboxMail
from freshup.adapters.text.sandbox import SandboxText
from freshup.data.models import Enrolment, Message
from freshup.domain.cadences import Cadence, Step
from freshup.operations.cadences import run_due
from freshup.operations.cadences.publishing import publish_cadence
from freshup.operations.cadences.stopping import stop_everything
from freshup.operations.conversations import Senders, send_batch
from freshup.queries.stores import forget_settings
from tests.follow_up.conftest import NOW, FollowedUp

SOON = NOW + timedelta(minutes=3)


def last_mail(gulf: FollowedUp) -> Message:
    """Of a cadence that has one step only, done and queued."""
    for key in ("internet", "third_party"):
        one = Cadence(key, "Short", steps=(Step("only", "email", 1, clock="wall", template="email_visit"),))
        publish_cadence(gulf.scope("Mia"), gulf.rooftop, one, based_on=0, now=NOW)
    forget_settings()
    gulf.lead()
    run_due(now=SOON)
    return Message.objects.get(enrolment_id__isnull=False)


def send(gulf: FollowedUp, message: Message) -> str:
    senders = Senders(SandboxMail(gulf.house.outbox), SandboxText(gulf.house.outbox.parent / "texts"))
    send_batch(senders, clock=lambda: SOON + timedelta(seconds=5))
    message.refresh_from_db()
    return message.state


class TestTheLastMessage:
    def test_goes_although_the_cadence_has_ended_with_it(self, gulf: FollowedUp) -> None:
        message = last_mail(gulf)
        assert Enrolment.objects.get(id=message.enrolment_id).ended_by == "finished"
        assert send(gulf, message) == "sent"

    def test_does_not_go_to_somebody_for_whom_everything_was_stopped(self, gulf: FollowedUp) -> None:
        message = last_mail(gulf)
        stop_everything(gulf.scope("Mia"), message.opportunity_id, now=SOON)
        assert send(gulf, message) != "sent"
