"""Who opened which file, and when (MSG-4)."""

from datetime import datetime

from freshup.data.models import Attachment, FileAccess
from freshup.queries.access import Scope
from freshup.queries.files import HTML


def note_opened(scope: Scope, file: Attachment, *, now: datetime) -> None:
    """The layout of a mail is its words, which are on the page that shows it: no line for those."""
    if file.kind != HTML and scope.user_id is not None:
        FileAccess.objects.create(rooftop_id=file.rooftop_id, attachment=file, user_id=scope.user_id, at=now)
