"""What makes a phone take Freshup for an app: its manifest, its service worker, its page for a dead spot."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

# Drawn from mark.svg by tests/pictures/icons.py.
ICONS = (("web/icon-192.png", "192x192", "any"), ("web/icon-512.png", "512x512", "any"),
         ("web/icon-maskable-512.png", "512x512", "maskable"))  # fmt: skip
KEPT = ("web/freshup.css", "web/clock.js", "web/keys.js", "web/dialog.js", "web/theme.js", "web/live.js",
        "web/alerts.js", "web/mark.svg", "web/icon-192.png", "django_htmx/htmx-2.min.js")  # fmt: skip


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    said = {
        "id": "/",
        "name": "Freshup",
        "short_name": "Freshup",
        "description": _("Every lead answered inside five minutes."),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#0d1315",
        "theme_color": "#0d1315",
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for path, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("Leads"), "url": reverse("leads")},
            {"name": _("New lead"), "url": reverse("lead_new")},
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a worker rules only over what lies below its own address."""
    shown = {"kept": [static(path) for path in KEPT], "offline": reverse("offline")}
    response = render(request, "platform/sw.js", shown, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the worker and shown where there is no network; nothing of anybody is in it."""
    return render(request, "platform/offline.html")
