"""The page on which a video is made and sent: for whom it opens, what it takes, and what a sent one settles."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from freshup.bootstrap.intake import storage
from freshup.data.models import Attachment, ContactPoint, Message, Task, Video
from freshup.domain.conversations.videos import BYTES_MAX
from freshup.operations.conversations import write_by_hand
from freshup.operations.conversations.forgetting import forget_old_files
from freshup.operations.conversations.videos import NewVideo, NotAVideo, VideoTooLarge, keep_video
from freshup.operations.leads import NoSuchOpportunity
from freshup.ports.storage import MissingBytes
from freshup.queries.videos import videos_of
from tests.acting import acting_as
from tests.video.conftest import MP4, NOW, WEBM, House, a_file


def send(house: House, lead: Any, name: str = "Ana", **data: Any) -> Any:
    with acting_as("freshup_web"):
        return house.client(name).post(reverse("lead_video", args=[lead.pk]), data, secure=True)


def page(house: House, lead: Any, query: str = "", name: str = "Ana") -> Any:
    with acting_as("freshup_web"):
        return house.client(name).get(reverse("lead_video", args=[lead.pk]) + query, secure=True)


class TestKeeping:
    def test_keeps_the_bytes_and_goes_on_to_the_message(self, house: House) -> None:
        lead = house.lead()
        answer = send(house, lead, video=a_file(), seconds="20", title="Your Accord")
        video = Video.objects.select_related("attachment").get()
        assert (answer.status_code, answer["Location"]) == (
            303,
            f"/opportunities/{lead.pk}/video/?video={video.pk}",
        )
        assert (video.attachment.kind, video.attachment.media_type) == ("video", "video/webm")
        assert storage().get(video.attachment.stored_as) == WEBM
        assert len(video.token) >= 22
        assert video.expires_at - video.created_at == timedelta(days=90)

    def test_answers_the_page_script_in_json(self, house: House) -> None:
        lead = house.lead()
        with acting_as("freshup_web"):
            client = house.client()
            url = reverse("lead_video", args=[lead.pk])
            good = client.post(url, {"video": a_file()}, secure=True, headers={"accept": "application/json"})
            bad = client.post(url, {}, secure=True, headers={"accept": "application/json"})
        assert good.json()["go"] == f"{url}?video={Video.objects.get().pk}"
        assert (bad.status_code, list(bad.json())) == (422, ["error"])

    def test_keeps_them_for_ninety_days_and_no_longer(self, house: House) -> None:
        video = house.made(house.lead())
        name = Attachment.objects.get(id=video.attachment_id).stored_as
        assert forget_old_files(storage=storage(), now=NOW + timedelta(days=89)) == 0
        assert forget_old_files(storage=storage(), now=NOW + timedelta(days=91)) == 1
        with pytest.raises(MissingBytes):
            storage().get(name)

    def test_calls_the_file_by_a_name_of_its_own(self, house: House) -> None:
        send(house, house.lead(), video=a_file(MP4, "../../etc/<b>passwd.exe"))
        assert Attachment.objects.get(kind="video").name.endswith(".mp4")
        assert "passwd" not in Attachment.objects.get(kind="video").name

    def test_makes_the_poster_anew(self, house: House) -> None:
        out = io.BytesIO()
        picture = Image.new("RGB", (64, 36), "navy")
        exif = picture.getexif()
        exif[0x010E] = "taken at 1 Main Street"
        picture.save(out, "JPEG", exif=exif)
        send(house, house.lead(), video=a_file(), poster=a_file(out.getvalue(), "p.jpg"))
        poster = storage().get(Attachment.objects.get(kind="video").details["poster"])
        assert poster.startswith(b"\xff\xd8")
        assert b"Main Street" not in poster

    def test_takes_a_video_whose_poster_is_none(self, house: House) -> None:
        send(house, house.lead(), video=a_file(), poster=a_file(b"<svg onload=alert(1)>", "p.jpg"))
        assert Attachment.objects.get(kind="video").details == {}

    @pytest.mark.parametrize("content", [b"<html>", b"MZ\x90\x00", b"\x89PNG\r\n\x1a\n"])
    def test_keeps_nothing_that_is_no_video(self, house: House, content: bytes) -> None:
        answer = send(house, house.lead(), video=a_file(content, "clip.mp4"))
        assert answer.status_code == 422
        assert b"no video that every phone plays" in answer.content
        assert not Video.objects.exists()

    def test_keeps_nothing_too_large_or_too_long(self, house: House) -> None:
        lead = house.lead()
        kept: dict[str, Any] = {"token": "t" * 24, "storage": storage(), "now": NOW}
        with pytest.raises(VideoTooLarge):
            keep_video(house.scope(), lead.pk, NewVideo(WEBM + bytes(BYTES_MAX)), **kept)
        with pytest.raises(VideoTooLarge):
            keep_video(house.scope(), lead.pk, NewVideo(WEBM, seconds=300), **kept)
        with pytest.raises(NotAVideo):
            keep_video(house.scope(), lead.pk, NewVideo(b""), **kept)
        assert not Video.objects.exists()


class TestWhoMay:
    def test_whoever_sees_the_store_and_nobody_else(self, house: House) -> None:
        lead = house.lead()
        assert page(house, lead).status_code == 200
        assert page(house, lead, name="Mia").status_code == 200
        for stranger in ("Sid", "Cleo"):
            assert page(house, lead, name=stranger).status_code == 404
            assert send(house, lead, stranger, video=a_file()).status_code == 404
        assert not Video.objects.exists()

    def test_the_rule_stands_below_the_page_too(self, house: House) -> None:
        lead = house.lead()
        with pytest.raises(NoSuchOpportunity):
            keep_video(
                house.scope("Sid"), lead.pk, NewVideo(WEBM), token="t" * 24, storage=storage(), now=NOW
            )
        house.made(lead)
        assert videos_of(house.scope("Sid"), lead.pk) == []
        assert len(videos_of(house.scope("Mia"), lead.pk)) == 1


class TestSending:
    def test_begins_with_words_and_the_link(self, house: House) -> None:
        lead = house.lead()
        video = house.made(lead)
        text = page(house, lead, f"?video={video.pk}&write=text").content.decode()
        mail = page(house, lead, f"?video={video.pk}&write=email").content.decode()
        for shown in (text, mail):
            assert f"/v/{video.token}/" in shown
            assert "I made you a short video" in shown
        assert 'name="subject"' in mail

    def test_is_a_message_of_ones_own_and_closes_what_asked_for_it(self, house: House) -> None:
        lead = house.lead()
        video = house.made(lead)
        asked_for(lead)
        message = written(house, lead, f"Here it is: http://localhost:8000/v/{video.token}/")
        video.refresh_from_db()
        assert video.message_id == message.pk
        task = Task.objects.get(opportunity=lead, kind="video")
        assert (task.result, task.done_at) == ("done", NOW)

    def test_leaves_the_task_where_the_message_has_no_video(self, house: House) -> None:
        lead = house.lead()
        house.made(lead)
        asked_for(lead)
        written(house, lead, "See http://localhost:8000/v/another-one/")
        assert Task.objects.get(opportunity=lead, kind="video").done_at is None

    def test_is_held_by_the_gate_like_every_text(self, house: House) -> None:
        lead = house.lead()
        video = house.made(lead)
        asked_for(lead)
        night = NOW.replace(hour=4)
        point = ContactPoint.objects.get(person=lead.person_id, kind="phone")
        held = write_by_hand(
            house.owner_scope(lead), lead.pk, point.pk, channel="text", subject="",
            body=f"/v/{video.token}/", template="", edited=True, now=night,
        )  # fmt: skip
        assert held.message_id is None
        assert Task.objects.get(opportunity=lead, kind="video").done_at is None

    def test_stands_on_the_card_of_up_next(self, house: House) -> None:
        lead = house.lead()
        task = asked_for(lead)
        Task.objects.filter(opportunity=lead).update(staff=lead.owner_id, shown_at=NOW)
        with acting_as("freshup_web"):
            shown = house.client().get(f"/up-next/?task={task.pk}", secure=True)
        assert reverse("lead_video", args=[lead.pk]) in shown.content.decode()


def asked_for(lead: Any) -> Task:
    return Task.objects.create(
        rooftop_id=lead.rooftop_id, opportunity=lead, staff_id=lead.owner_id, kind="video", band=2,
        due_at=NOW, shown_at=NOW, created_at=NOW,
    )  # fmt: skip


def written(house: House, lead: Any, body: str) -> Message:
    point = ContactPoint.objects.get(person=lead.person_id, kind="email")
    made = write_by_hand(
        house.owner_scope(lead), lead.pk, point.pk, channel="email", subject="A video", body=body, template="",
        edited=True, now=NOW,
    )  # fmt: skip
    return Message.objects.get(pk=made.message_id)
