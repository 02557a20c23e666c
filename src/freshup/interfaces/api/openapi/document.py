"""All public doors in one document, and what is left out of it and why."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from freshup.interfaces.api.openapi import chat, health, hooks, intake, leaving, visits
from freshup.interfaces.api.openapi.shapes import object_of

DOORS: Final = (intake, hooks, visits, chat, leaving, health)
# Public and not described: for people with a browser, or for browsers themselves. By address, with the reason.
LEFT_OUT: Final[Mapping[str, str]] = {
    "/": "a page; who is not signed in is shown the way in",
    "/accounts/…": "pages for signing in",
    "/i18n/setlang/": "a switch on our own pages",
    "/manifest.webmanifest": "what a phone reads to install the app",
    "/sw.js": "the app's own script",
    "/offline/": "a page of the app",
    "/live/": "events for pages of somebody signed in",
    "/l/{link}/": "links inside our messages; each is made once and leads to one place",
    "/o/{link}.gif": "a picture inside our messages",
    "/v/{video}/": "a video for one customer, who has the link",
    "/v/{video}/file/": "its bytes",
    "/v/{video}/poster/": "its picture",
    "/v/{video}/views/": "what its page says when it is played",
    "/widget/{name}": "the scripts a store puts on its site",
    "/demo-site/{key}/": "there only while the demo runs",
    "/demo-site/{key}/{stock}/": "there only while the demo runs",
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1. Made of one file a door; nothing else describes them."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {
        "Refusal": object_of({"error": {"type": "string"}, "detail": {"type": "string"}})
    }
    security: dict[str, Any] = {}
    for door in DOORS:
        paths |= door.paths()
        schemas |= getattr(door, "schemas", dict)()
        security |= getattr(door, "security", dict)()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Freshup",
            "version": "1",
            "summary": "What hands inquiries in, reports deliveries, and stands on a store's site.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.FRESHUP_BASE_URL}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }
