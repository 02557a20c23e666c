"""Where the day begins: managers at the board, whoever talks to customers at what is up next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

MANAGERS = "board"
EVERYBODY = "up_next"


def home(request: HttpRequest) -> HttpResponse:
    """Signed in or not: the page it leads to asks who is there."""
    asked: Any = request
    managing = asked.user.is_authenticated and any(map(asked.access.manages, asked.stores))
    return redirect(MANAGERS if managing else EVERYBODY)
