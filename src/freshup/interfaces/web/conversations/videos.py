"""A personal video for one customer: recorded or chosen here, then sent with a text or an e-mail (MSG-5)."""

import secrets
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from freshup.bootstrap.intake import storage
from freshup.bootstrap.pictures import picture_anew
from freshup.domain.conversations import fill, segments
from freshup.domain.conversations.values import Telling, values_of
from freshup.domain.conversations.videos import BYTES_MAX, SECONDS_MAX, message_template
from freshup.interfaces.web.conversations.writing import composer_of
from freshup.interfaces.web.scope import Asked, redirected, signed_in
from freshup.operations.conversations.videos import NewVideo, NotAVideo, VideoTooLarge, keep_video
from freshup.operations.leads import NoSuchOpportunity
from freshup.queries.messages import telling_of
from freshup.queries.reach import reach
from freshup.queries.response.call_screen import store_of_opportunity
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.videos import VideoFacts, videos_of

# 144 bits: whoever holds the link sees the video, and nobody else shall find it.
TOKEN_BYTES: Final = 18
POSTER_BYTES_MAX: Final = 2 * 1024 * 1024
MEGABYTES: Final = BYTES_MAX // 1024**2


@require_http_methods(["GET", "POST"])
@signed_in
def lead_video(request: Asked, opportunity_id: int) -> HttpResponseBase:
    """Make one; `?video=` sends one that was made, `?write=` by which channel."""
    rooftop_id = store_of_opportunity(request.access, opportunity_id)
    if rooftop_id is None:
        raise Http404
    store = settings_of([rooftop_id])[rooftop_id]
    if request.method != "POST":
        return _page(request, opportunity_id, store)
    made, error = _kept(request, opportunity_id)
    to = f"{reverse('lead_video', args=[opportunity_id])}?video={made}"
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"go": to}) if made else JsonResponse({"error": error}, status=422)
    return redirected(to) if made else _page(request, opportunity_id, store, error=error)


def _kept(request: Asked, opportunity_id: int) -> tuple[int | None, str]:
    """The video that was made of the form, or what is wrong with it."""
    file, poster = request.FILES.get("video"), request.FILES.get("poster")
    if not isinstance(file, UploadedFile):
        return None, _("Record a video or choose one first.")
    too_large = _("A video may have two minutes and %(megabytes)s MB. Nothing was kept.")
    if (file.size or 0) > BYTES_MAX:
        return None, too_large % {"megabytes": MEGABYTES}
    still = None
    if isinstance(poster, UploadedFile) and (poster.size or 0) <= POSTER_BYTES_MAX:
        still = picture_anew(poster.read())
    seconds = request.POST.get("seconds", "")
    new = NewVideo(
        content=file.read(),
        title=request.POST.get("title", ""),
        seconds=int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 6 else None,
        poster=still,
    )
    try:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made = keep_video(
            request.access, opportunity_id, new, token=token, storage=storage(), now=request.now
        )
    except NoSuchOpportunity:
        raise Http404 from None
    except NotAVideo:
        return None, _("This is no video that every phone plays: MP4, MOV or WebM. Nothing was kept.")
    except VideoTooLarge:
        return None, too_large % {"megabytes": MEGABYTES}
    return made, ""


def _page(request: Asked, opportunity_id: int, store: StoreSettings, *, error: str = "") -> HttpResponse:
    told = telling_of(request.access, opportunity_id, now=request.now)
    if told is None:
        raise Http404
    videos = videos_of(request.access, opportunity_id)
    chosen = next((one for one in videos if str(one.id) == request.GET.get("video", "")), None)
    if chosen is not None and chosen.is_over(request.now):
        chosen = None
    shown: dict[str, Any] = {
        "opportunity_id": opportunity_id,
        "name": " ".join(part for part in (told.first_name, told.last_name) if part),
        "wanted": told.wanted,
        "zone": store.zone,
        "error": error,
        "videos": [{"video": one, "link": link_of(one), "over": one.is_over(request.now)} for one in videos],
        "chosen": chosen,
        "megabytes": MEGABYTES,
        "bytes": BYTES_MAX,
        "seconds": SECONDS_MAX,
    }
    if chosen is not None:
        shown |= _composer(request, opportunity_id, store, told, chosen) | {"link": link_of(chosen)}
    response = render(request, "conversations/video.html", shown, status=422 if error else 200)
    # What was just recorded is shown before it is sent.
    response._csp_update = {"media-src": ["blob:"]}  # type: ignore[attr-defined]
    return response


def link_of(video: VideoFacts) -> str:
    """The address its customer opens."""
    return f"{settings.FRESHUP_BASE_URL}{reverse('video_page', args=[video.token])}"


def _composer(
    request: Asked, opportunity_id: int, store: StoreSettings, told: Telling, video: VideoFacts
) -> dict[str, Any]:
    """The composer with the words a video goes out with, and its link."""
    ways = reach(request.access, opportunity_id, now=request.now)
    composer = composer_of(request, opportunity_id, store, ways, told)
    template = message_template(composer["channel"], told.language)
    filled = fill(template, values_of(told) | {"video": link_of(video)})
    return composer | {
        "subject": filled.subject,
        "body": filled.body,
        "missing": filled.missing,
        "count": segments(filled.body),
    }
