"""Files that customers sent and recordings: to be saved, shown or heard, and nothing of them ever runs here.

Shown at once is only what we made ourselves or what can't act: pictures made anew, sound and film, the layout of a mail
in a sandbox of its own. All else is a file to be saved, of no type a browser would open.
"""

import re
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from freshup.bootstrap.intake import storage
from freshup.interfaces.web.scope import Asked, signed_in
from freshup.operations.conversations.opening_files import note_opened
from freshup.ports.storage import MissingBytes
from freshup.queries.files import HTML, NoSuchFile, file_of

SHOWN: Final = frozenset({"image/jpeg", "image/png"})
PLAYED: Final = frozenset(
    {
        "audio/mpeg",
        "audio/wav",
        "audio/ogg",
        "audio/mp4",
        "audio/amr",
        "video/mp4",
        "video/webm",
        "video/quicktime",
    }
)
SAVED: Final = "application/octet-stream"
SANDBOXED: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
# A film that is opened by itself is played by a page the browser makes around it.
PLAYER: Final = (
    "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
# Its links open beside us; it loads nothing, and its styles stand at its elements.
LAYOUT: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline';"
    " frame-ancestors 'self'"
)
PAGE: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><base target="_blank">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body style="margin:12px;font:15px/1.5 sans-serif;color:#1d2330;background:#fff;overflow-wrap:anywhere">'
    "%s</body></html>"
)
RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


@require_safe
@signed_in
def file(request: Asked, attachment_id: int) -> HttpResponse:
    """One file of a message. Who opened it is written down, once for each time it is begun."""
    try:
        found = file_of(request.access, attachment_id)
        content = storage().get(found.stored_as)
    except (NoSuchFile, MissingBytes) as missing:
        raise Http404 from missing
    part = _part(request.headers.get("range", ""), len(content))
    if part is None or part[0] == 0:
        note_opened(request.access, found, now=request.now)
    if found.kind == HTML:
        return _laid_out(content)
    if part is not None and part[0] >= part[1]:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{len(content)}"
        return refused
    begin, end = part or (0, len(content))
    answer = HttpResponse(content[begin:end], status=206 if part else 200)
    shown = found.kind == "picture" and found.media_type in SHOWN
    played = found.media_type in PLAYED
    answer["Content-Type"] = found.media_type if shown or played else SAVED
    answer["Content-Disposition"] = (
        content_disposition_header(not (shown or played), found.name or f"file-{found.pk}") or "attachment"
    )
    answer["Accept-Ranges"] = "bytes"
    if part is not None:
        answer["Content-Range"] = f"bytes {begin}-{end - 1}/{len(content)}"
    return _closed(answer, PLAYER if played else SANDBOXED)


def _laid_out(content: bytes) -> HttpResponse:
    answer = HttpResponse(PAGE % content.decode("utf-8", "replace"), content_type="text/html; charset=utf-8")
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return _closed(answer, LAYOUT)


def _closed(answer: HttpResponse, policy: str) -> HttpResponse:
    answer["Content-Security-Policy"] = policy
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _part(header: str, size: int) -> tuple[int, int] | None:
    """The bytes asked for (RFC 9110, 14.2), as [begin, end); None for all, an empty span for what is not there."""
    asked = RANGE.match(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return max(0, size - int(asked[2])), size
    begin = int(asked[1])
    end = min(int(asked[2]), size - 1) + 1 if asked[2] else size
    return (begin, end) if begin < end else (begin, begin)
