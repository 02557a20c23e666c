"""Files of messages: which of them somebody may open, and those of one message."""

from collections.abc import Sequence

from django.db.models import Q

from freshup.data.models import Attachment
from freshup.queries.access import Scope, opportunities
from freshup.queries.calls import may_listen

HTML = "html"


class NoSuchFile(LookupError):
    """There is none with this id that this person may open."""


def file_of(scope: Scope, attachment_id: int) -> Attachment:
    """One whose bytes are here. Who sees the lead may open what came with it; recordings are narrower.

    Raises NoSuchFile.
    """
    seen = (
        Q(rooftop__in=scope.rooftops)
        | Q(opportunity__in=opportunities(scope))
        | Q(opportunity=None, rooftop__in=scope.stores)
    )
    found = (
        Attachment.objects.filter(seen, id=attachment_id, state="kept", erased_at=None)
        .exclude(stored_as="")
        .select_related("message")
        .first()
    )
    if found is None or not may_listen(scope, found):
        raise NoSuchFile(attachment_id)
    return found


def files_of(message_id: int) -> Sequence[Attachment]:
    """What came with a message that somebody sees; the mail as it was laid out is among them, by kind `html`."""
    return list(Attachment.objects.filter(message=message_id, erased_at=None).order_by("id"))
