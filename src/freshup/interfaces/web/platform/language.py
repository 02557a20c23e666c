"""The language of the screens: what this device chose, else what the person chose, else what the browser asks."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


class OwnLanguageMiddleware:
    """Stands after Django's own (which knows cookie and browser) and after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if user.is_authenticated and not chosen and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self._respond(request)
