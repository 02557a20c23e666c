"""The way out of our mail: a link that works without signing in, cookies or a form's secret (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import Asked
from freshup.operations.consent import ForgedToken, WayOut, read_unsubscribe_token
from freshup.operations.consent import unsubscribe as shut
from freshup.queries import access
from freshup.queries.stores import settings_of


# Mail programs post here with no page and no cookie; the signed token is what shows that they may. GET changes nothing:
# scanners and previews open every link of a mail.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Asked, token: str) -> HttpResponse:
    """The page that asks, and the answer to the one click."""
    try:
        way = read_unsubscribe_token(token)
    except ForgedToken:
        return _page(request, {"forged": True}, status=404)
    # Nobody is signed in, or somebody of another store: the token says for which store this acts.
    access.enter(access.of_stores([way.rooftop_id], [way.group_id]))
    store = settings_of([way.rooftop_id]).get(way.rooftop_id)
    if store is None or store.group_id != way.group_id:
        return _page(request, {"forged": True}, status=404)
    shown = {"store": store.name, "address": _masked(way)}
    if request.method != "POST":
        return _page(request, {**shown, "asks": True})
    shut(way, now=request.now, remote_address=address_of(request))
    return _page(request, {**shown, "done": True})


def _masked(way: WayOut) -> str:
    """Enough to know one's own address by, too little for whoever else opens the link."""
    name, _, domain = way.value.partition("@")
    return f"{name[:1]}…@{domain}"


def _page(request: HttpRequest, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Without the request: a signed-in visitor's context has no business on a public page."""
    words = {"language": getattr(request, "LANGUAGE_CODE", "en"), **shown}
    response = HttpResponse(render_to_string("consent/unsubscribe.html", words), status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
