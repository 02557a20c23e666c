"""Personal videos: kept for one customer, sent with a message of a person's own, counted when they are watched (MSG-5).

A view is engagement: it is scored like a link that was followed, and whoever made the video hears of it. It is no
contact: a page that was opened has said nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import F, Q

from freshup.data.models import Attachment, Engagement, Message, Opportunity, Video
from freshup.domain.conversations.videos import (
    BYTES_MAX,
    COUNTED_AGAIN_AFTER,
    HEAD_BYTES,
    LIVES_FOR,
    SUFFIXES,
    is_too_long,
    media_type_of,
)
from freshup.domain.events import Event
from freshup.domain.qualification import Behaviour
from freshup.operations import qualification
from freshup.operations.cadences.exits import replan
from freshup.operations.opportunities import UnableToChange, locked
from freshup.operations.response.alerts import NewAlert, raise_alerts, tell_pages
from freshup.operations.response.tasks import close_tasks
from freshup.operations.timeline import note
from freshup.ports.storage import Storage
from freshup.queries.access import Scope
from freshup.queries.stores import settings_of

VIEW: Final = "view"
# What a machine gone wild asks for is written down no further.
MACHINE_VIEWS_MAX: Final = 50


class NotAVideo(UnableToChange):
    """The bytes are no video that every phone plays."""


class VideoTooLarge(UnableToChange):
    """It has more bytes, or is longer, than may be kept."""


@dataclass(frozen=True, slots=True)
class NewVideo:
    """What was recorded. `seconds` is what the recorder says, where it says anything; `poster` a picture of it."""

    content: bytes
    title: str = ""
    seconds: int | None = None
    poster: bytes | None = None


def keep_video(
    scope: Scope, opportunity_id: int, new: NewVideo, *, token: str, storage: Storage, now: datetime
) -> int:
    """Keep a video for this customer. Raises NoSuchOpportunity, NotAVideo, VideoTooLarge; then nothing is kept."""
    opportunity = locked(scope, opportunity_id)
    if len(new.content) > BYTES_MAX or is_too_long(new.seconds):
        raise VideoTooLarge
    media_type = media_type_of(new.content[:HEAD_BYTES])
    if media_type is None:
        raise NotAVideo
    attachment = Attachment.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        kind="video",
        # Ours, whatever the file was called: a name can carry more than a name.
        name=f"video-{now:%Y%m%d-%H%M%S}{SUFFIXES[media_type]}",
        media_type=media_type,
        size=len(new.content),
        stored_as=storage.put(new.content),
        at=now,
        details={"poster": storage.put(new.poster)} if new.poster else {},
        keep_until=now + LIVES_FOR,
    )
    video = Video.objects.create(
        rooftop_id=opportunity.rooftop_id,
        opportunity=opportunity,
        attachment=attachment,
        token=token,
        title=" ".join(new.title.replace("\0", "").split())[:120],
        by_user_id=scope.user_id or 0,
        created_at=now,
        expires_at=now + LIVES_FOR,
        seconds=new.seconds,
    )
    return int(video.pk)


def videos_sent(
    opportunity: Opportunity, message: Message, *, by: int | None, now: datetime
) -> Sequence[int]:
    """The videos whose links stand in this message of a person's: sent by it, and what asked for one is done."""
    if "/v/" not in message.body:
        return []
    mine = Video.objects.filter(opportunity=opportunity, expires_at__gt=now).values_list("id", "token")
    sent = [id for id, token in mine if f"/v/{token}/" in message.body]
    if sent:
        Video.objects.filter(id__in=sent, message_id=None).update(message_id=message.pk)
        close_tasks(opportunity.pk, ["video"], now=now, by=by)
    return sent


def watched(video_id: int, *, why: str, now: datetime) -> bool:
    """Somebody played it; whether it counted as a view comes back. `why`: why it was a machine, empty for a person.

    Once an hour at most, however often the page says so. The timeline, the score and the alert come with the view.
    """
    video = Video.objects.get(id=video_id)
    if why:
        if (
            Engagement.objects.filter(opportunity=video.opportunity_id, machine=True).count()
            < MACHINE_VIEWS_MAX
        ):
            _keep(video, why, now)
        return False
    opportunity = Opportunity.objects.select_for_update(no_key=True, of=("self",)).get(
        id=video.opportunity_id
    )
    again = Q(viewed_at=None) | Q(viewed_at__lte=now - COUNTED_AGAIN_AFTER)
    if not Video.objects.filter(again, id=video_id).update(views=F("views") + 1, viewed_at=now):
        return False
    _keep(video, "", now)
    note(opportunity, Event.VIDEO_WATCHED, {"video": video.pk, "message": video.message_id}, now=now)
    store = settings_of([video.rooftop_id])[video.rooftop_id]
    if opportunity.closed_at is None and qualification.rescore(opportunity, _followed, store, now=now):
        replan(opportunity, store, now=now)
    told = {video.by_user_id}
    if (owner := store.user_of(opportunity.owner_id)) is not None:
        told = {owner}
    raise_alerts(
        [NewAlert(video.rooftop_id, opportunity.pk, user, "watched", {"video": video.pk}) for user in told],
        now=now,
    )
    tell_pages(video.rooftop_id, [opportunity.pk], "message")
    return True


def _followed(did: Behaviour) -> Behaviour:
    """There is no row of its own for videos: whoever watched one has followed a link of ours."""
    return replace(did, mail_clicks=did.mail_clicks + 1)


def _keep(video: Video, why: str, now: datetime) -> None:
    Engagement.objects.create(
        rooftop_id=video.rooftop_id,
        opportunity_id=video.opportunity_id,
        message_id=video.message_id,
        kind=VIEW,
        at=now,
        machine=bool(why),
        why=why[:24],
    )
