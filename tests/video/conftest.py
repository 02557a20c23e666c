"""A followed-up lead, somebody who makes a video for it, and a file that begins like one."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from freshup.bootstrap.intake import storage
from freshup.data.models import Opportunity, User, Video
from freshup.interfaces.api import videos
from freshup.operations.conversations.videos import NewVideo, keep_video
from freshup.queries.stores import forget_settings
from tests.follow_up.conftest import FollowedUp
from tests.intake.conftest import ALL_DAY, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
# The first bytes of a WebM file, then nothing any player would want.
WEBM = base64.b64decode("GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZw==") + bytes(range(256)) * 40
MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 1_000
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


class House(FollowedUp):
    """Gulf Honda, where Ana makes videos."""

    def client(self, name: str = "Ana") -> Client:
        client = Client()
        client.force_login(User.objects.get(name=name))
        return client

    def made(self, opportunity: Opportunity, *, now: datetime = NOW, token: str = "v" * 24) -> Video:
        """A video of the lead's owner."""
        new = NewVideo(WEBM, title="Your Accord", seconds=20)
        scope = self.owner_scope(opportunity)
        id = keep_video(scope, opportunity.pk, new, token=token, storage=storage(), now=now)
        return Video.objects.get(pk=id)


def a_file(content: bytes = WEBM, name: str = "clip.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def house(make_dealership: Callable[..., Dealership]) -> Iterator[House]:
    videos.video_limits.cache_clear()
    # Two who take turns; one who sees her own leads only; one of another store.
    people = (
        person("Ana"),
        person("Mia", role="manager", takes_leads=False, scope="store", shifts=ALL_DAY),
        person("Sid", role="salesperson", scope="own", takes_leads=False),
    )
    made = make_dealership(
        store("Gulf Honda", "gulfkey", people), store("Bay Toyota", "baykey", (person("Cleo"),))
    )
    yield House(made, made.opened.rooftop_ids[0])
    forget_settings()
