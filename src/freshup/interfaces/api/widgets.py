"""`/widget/<name>`: the scripts a store puts on its own site. Their address never changes, their content may."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

# name → where it lies among the static files
SCRIPTS: Final[dict[str, str]] = {
    "tag.js": "public/tag.js",
    "chat.js": "public/chat.js",
    "form.js": "public/form.js",
}
# A site is visited far more often than its scripts change, and a change must reach it within the hour.
SECONDS: Final = 3_600


@require_GET
def widget(request: HttpRequest, name: str) -> HttpResponseBase:
    """One script, for any site."""
    if name not in SCRIPTS:
        raise Http404
    content, mark = _script(name)
    if request.headers.get("if-none-match") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response["ETag"] = mark
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@cache
def _script(name: str) -> tuple[bytes, str]:
    found = finders.find(SCRIPTS[name])
    if not isinstance(found, str):
        raise Http404
    content = Path(found).read_bytes()
    return content, f'"{sha256(content).hexdigest()[:20]}"'
