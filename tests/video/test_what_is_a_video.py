"""Which bytes are taken for a video, and what goes out with one."""

from datetime import UTC, datetime, timedelta

import pytest

from freshup.domain.conversations import fill, segments
from freshup.domain.conversations.videos import (
    counts_again,
    is_too_long,
    media_type_of,
    message_template,
)
from tests.video.conftest import MP4, WEBM

NOW = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
LINK = "https://leads.gulf.example.com/v/" + "x" * 24 + "/"


class TestTheFirstBytes:
    @pytest.mark.parametrize(
        ("head", "kind"),
        [
            (WEBM, "video/webm"),
            (MP4, "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        ],
    )
    def test_say_what_it_is(self, head: bytes, kind: str) -> None:
        assert media_type_of(head) == kind

    @pytest.mark.parametrize(
        "head",
        [
            b"",
            b"<html><script>",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"%PDF-1.7",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42",
            b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
        ],
        ids=["nothing", "page", "picture", "gif", "pdf", "heic", "sound", "matroska"],
    )
    def test_are_not_those_of_a_video(self, head: bytes) -> None:
        assert media_type_of(head) is None


class TestHowLong:
    def test_two_minutes_and_the_moment_a_recorder_needs(self) -> None:
        assert not is_too_long(None)
        assert not is_too_long(121)
        assert is_too_long(130)

    def test_a_view_counts_once_an_hour(self) -> None:
        assert counts_again(None, NOW)
        assert not counts_again(NOW - timedelta(minutes=59), NOW)
        assert counts_again(NOW - timedelta(hours=1), NOW)


class TestTheWords:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_are_one_text_of_two_segments_at_most_with_the_link(self, language: str) -> None:
        known = {"first_name": "Maria", "agent_first_name": "Ana", "store": "Gulf Honda", "video": LINK}
        filled = fill(message_template("text", language), known | {"vehicle": "2026 Honda Accord"})
        assert LINK in filled.body
        assert not filled.missing
        assert segments(filled.body).count <= 2
        assert not segments(filled.body).odd

    def test_speak_english_where_a_language_is_not_ours(self) -> None:
        assert message_template("email", "fr").language == "en"
