"""What came with a message of a customer, for its page: the layout of a mail, its files, and whose it is."""

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.interfaces.web.conversations.files import SHOWN
from freshup.queries.files import HTML, files_of

KINDS: Final = {"picture": lazy("Picture"), "file": lazy("File"), "video": lazy("Video")}
HEARD: Final = ("recording", "voicemail")


def received(message_id: int) -> dict[str, Any]:
    """`page`: the mail as it was laid out, in a frame; `files`: all others but recordings, which are heard."""
    found = files_of(message_id)
    return {
        "page": next((one for one in found if one.kind == HTML and one.state == "kept"), None),
        "files": _shown([one for one in found if one.kind != HTML and one.kind not in HEARD]),
    }


def _shown(files: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name or str(KINDS.get(one.kind, KINDS["file"])),
            "url": reverse("file", args=[one.pk]) if one.state == "kept" else "",
            "size": one.size,
            "picture": one.kind == "picture" and one.media_type in SHOWN,
            "refused": one.state == "refused",
            # A sentence of ours where it is one, else the provider's own words.
            "why": _(one.reason) if one.reason else "",
        }
        for one in files
    ]
