"""A personal video for one customer: what may be kept as one, how long it is seen, and the words it goes out with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from freshup.domain.conversations.templates import Template
from freshup.domain.reasons import N_ as _

BYTES_MAX: Final = 60 * 1024 * 1024
SECONDS_MAX: Final = 120
# A recorder stops a moment late, and containers round up.
SECONDS_SPARE: Final = 5
LIVES_FOR: Final = timedelta(days=90)
# Whoever looks again within the hour is still looking.
COUNTED_AGAIN_AFTER: Final = timedelta(hours=1)
HEAD_BYTES: Final = 64

_EBML: Final = b"\x1a\x45\xdf\xa3"
# Major brands of the ISO container as phones, cameras and browsers write them. Pictures (heic, avif) and sound (M4A)
# come in the same container and are no videos.
_MP4_BRANDS: Final = frozenset(
    (
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"avc1",
        b"mp41",
        b"mp42",
        b"M4V ",
        b"MSNV",
        b"mmp4",
        b"dash",
    )
)
_QUICKTIME: Final = b"qt  "
SUFFIXES: Final[Mapping[str, str]] = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
# What a message with a video begins with; the link stands alone so that a phone makes a picture of it.
WORDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "text": (
            "",
            "Hi {first_name|there}, {agent_first_name|your contact} at {store}. I made you a short video of the"
            " {vehicle|car}: {video}",
        ),
        "email": (
            "Your {vehicle|vehicle}, on video",
            "Hello {first_name|there},\n\nI made you a short video of the {vehicle|vehicle you asked about}:\n\n"
            "{video}\n\nWhat would you like to see closer?\n\n{agent_name|The sales team}\n{store}\n{store_phone}",
        ),
    },
    "es": {
        "text": (
            "",
            "Hola {first_name|y buen dia}, {agent_first_name|su contacto} de {store}. Le grabe un video corto del"
            " {vehicle|auto}: {video}",
        ),
        "email": (
            "El {vehicle|vehículo}, en video",
            "Hola {first_name|y buen día}:\n\nLe grabé un video corto del {vehicle|vehículo que le interesa}:\n\n"
            "{video}\n\n¿Qué quiere ver más de cerca?\n\n{agent_name|El equipo de ventas}\n{store}\n{store_phone}",
        ),
    },
}


def media_type_of(head: bytes) -> str | None:
    """What the first bytes say it is: video/mp4, video/quicktime or video/webm; None for anything else.

    Names and types that come with a file are whatever the sender likes; these bytes are what a player goes by.
    """
    if head.startswith(_EBML):
        return "video/webm" if b"webm" in head[:HEAD_BYTES] else None
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == _QUICKTIME:
            return "video/quicktime"
        return "video/mp4" if brand in _MP4_BRANDS else None
    return None


def is_too_long(seconds: int | None) -> bool:
    return seconds is not None and seconds > SECONDS_MAX + SECONDS_SPARE


def counts_again(viewed_at: datetime | None, now: datetime) -> bool:
    """Whether looking at it now is another view."""
    return viewed_at is None or now - viewed_at >= COUNTED_AGAIN_AFTER


def message_template(channel: str, language: str) -> Template:
    """The words a video goes out with, with a blank `video` for its link."""
    known = language if language in WORDS else "en"
    subject, body = WORDS[known][channel]
    return Template("personal_video", channel, known, _("Personal video"), "follow_up", subject, body)
