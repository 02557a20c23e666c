"""Personal videos: what a customer's page needs to know, and what was made for a lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from freshup.data.models import Video
from freshup.data.sql import rows
from freshup.queries import access
from freshup.queries.access import Scope, opportunities

SHOWN_MAX = 10


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video by its token, before anybody's scope is known."""

    id: int
    rooftop_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """A video as its page shows it. `stored_as` and `poster` are names in the storage; empty when erased or none."""

    id: int
    token: str
    title: str
    by: str
    created_at: datetime
    expires_at: datetime
    seconds: int | None
    views: int
    viewed_at: datetime | None
    message_id: int | None
    rooftop_id: int
    opportunity_id: int
    language: str
    media_type: str
    size: int
    stored_as: str
    poster: str

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at or not self.stored_as


def find_video(token: str) -> FoundVideo | None:
    """Which store's video this link is of; one statement, which tells nothing else."""
    found = rows("SELECT id, rooftop_id, group_id FROM find_video(%s)", [token])
    return FoundVideo(*found[0]) if found else None


def enter_store_of(found: FoundVideo) -> None:
    """Act for the store of this video from here on: whoever holds the link is nobody in particular."""
    access.enter(access.of_stores([found.rooftop_id], [found.group_id]))


def video_of(video_id: int) -> VideoFacts:
    """One video, in the scope that was entered; one statement."""
    return _facts(_all().get(id=video_id))


def videos_of(scope: Scope, opportunity_id: int) -> Sequence[VideoFacts]:
    """What was made for this customer, newest first; nothing out of scope. One statement."""
    found = _all().filter(opportunity=opportunity_id, opportunity__in=opportunities(scope))
    return [_facts(one) for one in found.order_by("-created_at", "-id")[:SHOWN_MAX]]


def _all() -> "QuerySet[Video]":
    return Video.objects.select_related("attachment", "by_user", "opportunity__person")


def _facts(video: Video) -> VideoFacts:
    file = video.attachment
    gone = file.erased_at is not None
    return VideoFacts(
        id=video.pk,
        token=video.token,
        title=video.title,
        by=video.by_user.name,
        created_at=video.created_at,
        expires_at=video.expires_at,
        seconds=video.seconds,
        views=video.views,
        viewed_at=video.viewed_at,
        message_id=video.message_id,
        rooftop_id=video.rooftop_id,
        opportunity_id=video.opportunity_id,
        language=video.opportunity.person.language,
        media_type=file.media_type,
        size=file.size,
        stored_as="" if gone else file.stored_as,
        poster="" if gone else str(file.details.get("poster", "")),
    )
