"""Files and mails on pages: whoever sees the lead opens them, nobody else, and nothing of them acts in a browser."""

import re
from typing import Any

import pytest
from django.test import Client

from freshup.bootstrap.intake import storage
from freshup.data.models import Attachment, FileAccess, Message, User
from tests.acting import acting_as
from tests.intake.conftest import NOW
from tests.mail_in.conftest import PostOffice
from tests.mail_in.letters import mail, photo

FILES = (
    ("deal.pdf", b"%PDF-1.4 words", "application/pdf"),
    ("me.jpg", photo(), "image/jpeg"),
    ("run.exe", b"MZ\x90\x00", "application/pdf"),
)
HTML = "<p onclick='x()'>Yes<img src='https://example.net/t.png' alt='pixel'></p>"


@pytest.fixture
def written(office: PostOffice) -> Message:
    """A mail with everything in it, its files where the pages look for them."""
    office.house.storage = storage()  # type: ignore[assignment]
    office.mail(mail("Yes.\n\n-- \nMarisol\n239-555-0142", to=office.address(), html=HTML, files=FILES))
    return office.received[0]


def ask(name: str, path: str, method: str = "get", **headers: str) -> Any:
    client = Client(headers=headers)
    client.force_login(User.objects.get(name=name))
    with acting_as("freshup_web"):
        return getattr(client, method)(path, secure=True)


def file_of(message: Message, name: str = "", kind: str = "") -> Attachment:
    found = Attachment.objects.filter(message=message)
    return found.get(kind=kind) if kind else found.get(name=name)


class TestAFile:
    def test_is_saved_and_never_opened(self, written: Message) -> None:
        answer = ask("Ana", f"/files/{file_of(written, 'deal.pdf').pk}/")
        assert answer.content == b"%PDF-1.4 words"
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="deal.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "private, no-store"

    def test_that_is_a_picture_made_anew_is_shown(self, written: Message) -> None:
        answer = ask("Ana", f"/files/{file_of(written, 'me.jpg').pk}/")
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (
            "image/jpeg",
            'inline; filename="me.jpg"',
        )

    def test_that_only_says_it_is_a_picture_is_not_shown(self, written: Message) -> None:
        one = file_of(written, "me.jpg")
        Attachment.objects.filter(id=one.pk).update(media_type="text/html")
        answer = ask("Ana", f"/files/{one.pk}/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_is_written_down_with_who_opened_it(self, written: Message) -> None:
        one = file_of(written, "deal.pdf")
        ask("Ana", f"/files/{one.pk}/")
        opened = FileAccess.objects.get()
        assert (opened.attachment_id, opened.user.name) == (one.pk, "Ana")

    def test_is_opened_by_the_manager_too(self, written: Message) -> None:
        assert ask("Mia", f"/files/{file_of(written, 'deal.pdf').pk}/").status_code == 200

    def test_does_not_exist_for_another_store(self, written: Message) -> None:
        for one in Attachment.objects.filter(message=written):
            assert ask("Cleo", f"/files/{one.pk}/").status_code == 404
        assert not FileAccess.objects.exists()

    def test_asks_nobody_else_but_to_sign_in(self, written: Message) -> None:
        answer = Client().get(f"/files/{file_of(written, 'deal.pdf').pk}/", secure=True)
        assert answer.status_code == 302

    @pytest.mark.parametrize("id", [0, 999_999, 2**63 - 1])
    def test_that_is_none_is_not_found(self, written: Message, id: int) -> None:
        assert ask("Ana", f"/files/{id}/").status_code == 404

    def test_that_was_refused_erased_or_lost_is_not_found(self, written: Message) -> None:
        refused = file_of(written, "run.exe")
        erased = file_of(written, "me.jpg")
        lost = file_of(written, "deal.pdf")
        Attachment.objects.filter(id=erased.pk).update(erased_at=NOW)
        Attachment.objects.filter(id=lost.pk).update(stored_as="ff" * 32)
        for one in (refused, erased, lost):
            assert ask("Ana", f"/files/{one.pk}/").status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_can_only_be_read(self, written: Message, method: str) -> None:
        assert ask("Ana", f"/files/{file_of(written, 'deal.pdf').pk}/", method).status_code == 405


class TestARecording:
    @pytest.fixture
    def heard(self, written: Message) -> Attachment:
        return Attachment.objects.create(
            rooftop_id=written.rooftop_id,
            opportunity_id=written.opportunity_id,
            message=written,
            kind="recording",
            name="call.mp3",
            media_type="audio/mpeg",
            size=100,
            stored_as=storage().put(bytes(range(100))),
            at=NOW,
        )

    @pytest.mark.parametrize(
        ("asked", "status", "begin", "end"),
        [
            ("bytes=0-9", 206, 0, 10),
            ("bytes=90-", 206, 90, 100),
            ("bytes=-5", 206, 95, 100),
            ("bytes=0-9999", 206, 0, 100),
            ("bytes=x-y", 200, 0, 100),
            ("bytes=0-1,5-6", 200, 0, 100),
            ("", 200, 0, 100),
        ],
    )
    def test_is_played_from_any_place(
        self, heard: Attachment, asked: str, status: int, begin: int, end: int
    ) -> None:
        answer = ask("Mia", f"/files/{heard.pk}/", range=asked)
        assert (answer.status_code, answer.content) == (status, bytes(range(begin, end)))
        assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("audio/mpeg", "bytes")

    @pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=9-1"])
    def test_has_nothing_beyond_its_end(self, heard: Attachment, asked: str) -> None:
        answer = ask("Mia", f"/files/{heard.pk}/", range=asked)
        assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */100")

    def test_is_noted_once_for_each_time_it_is_begun(self, heard: Attachment) -> None:
        for part in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
            ask("Mia", f"/files/{heard.pk}/", range=part)
        assert FileAccess.objects.count() == 1

    def test_is_for_managers_and_whoever_spoke(self, heard: Attachment) -> None:
        assert ask("Ben", f"/files/{heard.pk}/").status_code == 404
        Message.objects.filter(id=heard.message_id).update(by_user=User.objects.get(name="Ben"))
        assert ask("Ben", f"/files/{heard.pk}/").status_code == 200


class TestTheLayoutOfAMail:
    def test_is_shown_in_a_sandbox_that_loads_nothing(self, written: Message) -> None:
        answer = ask("Ana", f"/files/{file_of(written, kind='html').pk}/")
        page, policy = answer.content.decode(), answer["Content-Security-Policy"]
        assert "<p>Yes<em>[\N{SQUARE WITH ORTHOGONAL CROSSHATCH FILL} pixel]</em></p>" in page
        assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
        assert "script" not in policy
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert not FileAccess.objects.exists()


class TestThePageOfAMail:
    def test_shows_words_files_and_what_was_kept_out(self, written: Message) -> None:
        page = ask("Ana", f"/outbox/{written.pk}/").content.decode()
        assert '<div class="quote">Yes.</div>' in page
        assert "Show quoted text and signature" in page
        assert f'href="/files/{file_of(written, "deal.pdf").pk}/"' in page
        assert f'<img src="/files/{file_of(written, "me.jpg").pk}/"' in page
        assert "kept out: a program or script" in page
        assert f"/files/{file_of(written, 'run.exe').pk}/" not in page

    def test_frames_the_layout_without_any_rights(self, written: Message) -> None:
        answer = ask("Ana", f"/outbox/{written.pk}/")
        frame = re.search(r"<iframe[^>]*>", answer.content.decode())
        assert frame is not None
        assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame.group()
        assert "frame-src 'self'" in answer["Content-Security-Policy"]

    def test_says_whose_it_is_where_it_is_not_the_customers(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), sender="Hugo <hugo@example.net>"))
        page = ask("Ana", f"/outbox/{office.received[0].pk}/").content.decode()
        assert "Not from the customer" in page
        assert "Hugo wrote this from hugo@example.net" in page

    def test_says_that_a_machine_wrote_it(self, office: PostOffice) -> None:
        office.mail(mail("Away.", to=office.address(), Auto_Submitted="auto-replied"))
        page = ask("Ana", f"/outbox/{office.received[0].pk}/").content.decode()
        assert "Written by a machine" in page

    def test_is_reached_from_the_lead(self, written: Message) -> None:
        page = ask("Ana", f"/opportunities/{written.opportunity_id}/").content.decode()
        assert f'href="/outbox/{written.pk}/"' in page

    def test_does_not_exist_for_another_store(self, written: Message) -> None:
        assert ask("Cleo", f"/outbox/{written.pk}/").status_code == 404

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
    def test_shows_words_as_words(self, office: PostOffice, words: str) -> None:
        office.mail(mail(words, to=office.address(), subject=words, sender=f'"{words}" <hugo@example.net>'))
        page = ask("Ana", f"/outbox/{office.received[0].pk}/").content.decode()
        assert words not in page


class TestTheTimeline:
    def test_says_that_it_was_somebody_else(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), sender="Hugo <hugo@example.net>"))
        page = ask("Ana", f"/opportunities/{office.opportunity.pk}/").content.decode()
        assert "E-mail from somebody else in the thread" in page
        assert "E-mail from the customer" not in page

    def test_says_that_a_machine_answered(self, office: PostOffice) -> None:
        office.mail(mail("Away.", to=office.address(), Auto_Submitted="auto-replied"))
        page = ask("Ana", f"/opportunities/{office.opportunity.pk}/").content.decode()
        assert "Automatic reply" in page
