"""What belongs to no trade topic: the store looked at, the look, oneself, the audit log, a sign of life."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from freshup.interfaces.web.platform.forms import ProfileForm
from freshup.interfaces.web.platform.words import TOPICS, action_words, change_words
from freshup.interfaces.web.response.devices import alerting
from freshup.interfaces.web.scope import CHOSEN_STORE, Asked, managing, redirected, signed_in
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.platform import choose_theme, name_user
from freshup.queries import settings as reads

THEMES = ("system", "light", "dark")


@require_POST
@signed_in
def switch_store(request: Asked) -> HttpResponse:
    """Look at one store, or (nothing named) at all of them. A store out of scope is none."""
    asked = request.POST.get("rooftop", "")
    if not asked:
        request.session.pop(CHOSEN_STORE, None)
    elif asked.isdecimal() and int(asked) in request.access.stores:
        request.session[CHOSEN_STORE] = int(asked)
    else:
        raise Http404
    return redirected(_next(request))


@require_POST
@signed_in
def theme(request: Asked) -> HttpResponse:
    """The look this person wants, on every device."""
    asked = request.POST.get("theme", "")
    if asked in THEMES:
        choose_theme(_user_id(request), asked)
    return redirected(_next(request))


def _next(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if safe else reverse("home")


def _user_id(request: Asked) -> int:
    if request.access.user_id is None:
        raise Http404
    return request.access.user_id


@signed_in
def profile(request: Asked) -> HttpResponse:
    """One's own name and language, and how alerts reach one."""
    user: Any = request.user
    if request.method != "POST":
        form = ProfileForm(initial={"name": user.name, "language": user.language})
        return render(request, "platform/profile.html", {"form": form} | alerting(request))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return render(request, "platform/profile.html", {"form": form} | alerting(request))
    language = form.cleaned_data["language"]
    name_user(_user_id(request), name=form.cleaned_data["name"], language=language)
    with translation.override(language):
        messages.success(request, gettext("Saved."))
    response = redirected(reverse("profile"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.SESSION_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_GET
@of_store
def audit(request: StoreAsked) -> HttpResponse:
    """Who changed what, newest first."""
    topic = request.GET.get("topic", "")
    topics = TOPICS[topic][1] if topic in TOPICS else ()
    page = reads.audit_page(
        request.store.id,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        topics=topics,
    )
    lines = [
        {"line": line, "words": action_words(line.action), "changes": change_words(line.changes)}
        for line in page.lines
    ]
    kept = f"topic={topic}&" if topics else ""
    shown = {
        "lines": lines,
        "topics": [(code, words, code == topic) for code, (words, _) in TOPICS.items()],
        "older_url": f"?{kept}before={page.older}" if page.older else "",
        "newer_url": f"?{kept}after={page.newer}" if page.newer else "",
    }
    return settings_page(request, "platform/audit.html", shown)


@require_GET
@managing
def gallery(request: Asked) -> HttpResponse:
    """Every part a screen is made of, for whoever builds screens."""
    return render(request, "web/gallery.html")
