"""How an alert becomes a text to a colleague's own phone."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from freshup.bootstrap.texting import text_sender
from freshup.domain.consent import Permit, SendRequest, decide
from freshup.domain.response.alerting import AlertFacts, text_of
from freshup.operations.response.delivering import Reader, Texter
from freshup.ports.mail import UnableToSend, UnsureIfSent
from freshup.ports.push import UnableToPush
from freshup.ports.texting import OutgoingText


def alert_texter(clock: Callable[[], datetime]) -> Texter:
    """Texts go through the gate like every other, as what they are: to staff."""

    def text(alert: AlertFacts, reader: Reader) -> None:
        message_id = f"alert-{alert.id}-{reader.user_id}"
        verdict = decide(
            SendRequest(message_id=message_id, purpose="staff", channel="text", address=reader.phone),
            clock(),
        )
        if not isinstance(verdict, Permit):
            raise UnableToPush(verdict.rule, permanent=True)
        with override(reader.language):
            body = text_of(alert, settings.FRESHUP_BASE_URL, show_name=reader.show_names, say=gettext)
        sender = text_sender()
        try:
            sender.send(
                OutgoingText(message_id=message_id, sender="", recipient=reader.phone, body=body),
                permit=verdict,
            )
        except UnableToSend as error:
            raise UnableToPush(str(error), permanent=error.permanent) from error
        # It may have gone: a second text is worse than none.
        except UnsureIfSent as error:
            raise UnableToPush(str(error), permanent=True) from error
        finally:
            sender.close()

    return text
