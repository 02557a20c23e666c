"""The customer's page: it plays, it says whose it is, and only a person who watched counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from freshup.data.models import Activity, Alert, Engagement, Opportunity, Video
from freshup.operations.conversations.videos import watched
from tests.acting import acting_as
from tests.video.conftest import NOW, PHONE, WEBM, House

LIKE_A_PHONE = {"user-agent": PHONE}


def ask(path: str, verb: str = "get", client: Client | None = None, **headers: str) -> Any:
    with acting_as("freshup_web"):
        asked = getattr(client or Client(), verb)
        return asked(path, secure=True, headers={"user-agent": PHONE, **headers})


def fresh(house: House, lead: Opportunity) -> Video:
    """Made an hour ago by the clock the doors read."""
    return house.made(lead, now=datetime.now(UTC) - timedelta(hours=1))


class TestThePage:
    def test_shows_the_video_the_store_and_how_to_answer(self, house: House) -> None:
        video = fresh(house, house.lead())
        page = ask(f"/v/{video.token}/")
        said = page.content.decode()
        for words in (
            "Gulf Honda",
            "Your Accord",
            "tel:+12395550100",
            "sms:+12395550100",
            "Call Ana",
            "controls",
        ):
            assert words in said
        assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert "no-store" in page["Cache-Control"]
        assert not page.cookies

    def test_speaks_the_customers_language(self, house: House) -> None:
        lead = house.lead()
        lead.person.language = "es"
        lead.person.save()
        assert 'lang="es"' in ask(f"/v/{fresh(house, lead).token}/").content.decode()

    def test_changes_nothing_by_being_opened(self, house: House) -> None:
        video = fresh(house, house.lead())
        for path in ("", "file/", "poster/"):
            ask(f"/v/{video.token}/{path}")
        video.refresh_from_db()
        assert (video.views, Engagement.objects.filter(kind="view").count()) == (0, 0)

    def test_says_that_it_has_ended_and_whom_to_call(self, house: House) -> None:
        video = house.made(house.lead(), now=datetime.now(UTC) - timedelta(days=91))
        page = ask(f"/v/{video.token}/")
        assert page.status_code == 410
        assert "tel:+12395550100" in page.content.decode()
        assert "<video" not in page.content.decode()
        assert ask(f"/v/{video.token}/file/").status_code == 410

    def test_shows_nothing_of_an_erased_one(self, house: House) -> None:
        video = fresh(house, house.lead())
        video.attachment.erased_at = NOW
        video.attachment.save()
        assert ask(f"/v/{video.token}/").status_code == 410
        assert ask(f"/v/{video.token}/file/").status_code == 410

    @pytest.mark.parametrize("token", ["no-such", "x" * 60, "v%00v", "..%2f.."])
    def test_knows_no_guessed_link(self, house: House, token: str) -> None:
        page = ask(f"/v/{token}/")
        assert page.status_code == 404
        assert b"Gulf Honda" not in page.content

    def test_lets_a_guesser_wait(self, house: House) -> None:
        video = fresh(house, house.lead())
        for n in range(61):
            ask(f"/v/guess-{n}/")
        assert ask(f"/v/{video.token}/").status_code == 429


class TestTheFile:
    def test_comes_in_the_parts_a_player_asks_for(self, house: House) -> None:
        path = f"/v/{fresh(house, house.lead()).token}/file/"
        whole = ask(path)
        assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, WEBM, "video/webm")
        part = ask(path, range="bytes=10-19")
        assert (part.status_code, part.content) == (206, WEBM[10:20])
        assert part["Content-Range"] == f"bytes 10-19/{len(WEBM)}"
        assert ask(path, range="bytes=-5").content == WEBM[-5:]
        assert ask(path, range=f"bytes={len(WEBM) - 3}-").content == WEBM[-3:]

    @pytest.mark.parametrize(
        "asked", ["bytes=99999999-", "bytes=9-2", "bytes=-", "bytes=-0", "items=1-2", "bytes=1-2,4-5"]
    )
    def test_has_no_other_parts(self, house: House, asked: str) -> None:
        answer = ask(f"/v/{fresh(house, house.lead()).token}/file/", range=asked)
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(WEBM)}")

    def test_tells_its_size_to_whoever_only_asks(self, house: House) -> None:
        head = ask(f"/v/{fresh(house, house.lead()).token}/file/", "head")
        assert (head.status_code, head["Accept-Ranges"]) == (200, "bytes")


class TestAView:
    def test_counts_tells_the_owner_and_moves_the_score(self, house: House) -> None:
        lead = house.lead()
        before = lead.score
        video = fresh(house, lead)
        assert ask(f"/v/{video.token}/views/", "post").status_code == 204
        video.refresh_from_db()
        lead.refresh_from_db()
        assert video.views == 1
        assert lead.score == before + 3
        assert Activity.objects.filter(opportunity=lead, kind="video_watched").count() == 1
        alert = Alert.objects.get(opportunity=lead, kind="watched")
        assert alert.user_id == lead.owner.user_id  # type: ignore[union-attr]
        assert Engagement.objects.get(opportunity=lead, kind="view").machine is False

    def test_counts_once_an_hour(self, house: House) -> None:
        video = house.made(house.lead())
        assert watched(video.pk, why="", now=NOW + timedelta(minutes=5))
        assert not watched(video.pk, why="", now=NOW + timedelta(minutes=30))
        assert watched(video.pk, why="", now=NOW + timedelta(minutes=66))
        video.refresh_from_db()
        assert video.views == 2

    def test_of_a_program_is_kept_and_not_counted(self, house: House) -> None:
        lead = house.lead()
        video = fresh(house, lead)
        with acting_as("freshup_web"):
            Client().post(f"/v/{video.token}/views/", secure=True, headers={"user-agent": "WhatsApp/2.23 A"})
        video.refresh_from_db()
        assert video.views == 0
        assert Engagement.objects.get(kind="view").machine
        assert not Alert.objects.filter(kind="watched").exists()

    def test_of_a_colleague_is_none(self, house: House) -> None:
        video = fresh(house, house.lead())
        ask(f"/v/{video.token}/views/", "post", client=house.client("Mia"))
        video.refresh_from_db()
        assert video.views == 0

    def test_of_an_ended_video_is_none(self, house: House) -> None:
        video = house.made(house.lead(), now=datetime.now(UTC) - timedelta(days=91))
        ask(f"/v/{video.token}/views/", "post")
        video.refresh_from_db()
        assert video.views == 0

    def test_is_told_by_post_alone(self, house: House) -> None:
        video = fresh(house, house.lead())
        assert ask(f"/v/{video.token}/views/").status_code == 405
