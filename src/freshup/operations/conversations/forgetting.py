"""Recordings, voicemails and videos are kept as long as the store wants, and not a day longer."""

from datetime import datetime
from typing import Final

from django.db import transaction

from freshup.data.models import Attachment
from freshup.ports.storage import Storage

EXPIRED: Final = "expired"
BATCH: Final = 200


def forget_old_files(*, storage: Storage, now: datetime) -> int:
    """What has been kept as long as it may is gone, bytes and all; how many there were.

    The row goes first: bytes nobody names are waste, a row whose bytes are missing is an error on somebody's page.
    """
    with transaction.atomic():
        old = list(
            Attachment.objects.select_for_update(skip_locked=True)
            .filter(keep_until__lt=now, erased_at=None)
            .order_by("keep_until", "id")[:BATCH]
        )
        Attachment.objects.filter(id__in=[one.pk for one in old]).update(
            erased_at=now, state="refused", reason=EXPIRED, stored_as="", remote_url="", size=0, retry_at=None
        )
    names = {one.stored_as for one in old if one.stored_as}
    # The same bytes may be another row's, too: what the sandbox records is always the same tone.
    shared = set(Attachment.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
    # The still of a video is its own and nobody else's.
    posters = {str(one.details["poster"]) for one in old if "poster" in one.details}
    for name in sorted((names - shared) | posters):
        storage.forget(name)
    return len(old)
