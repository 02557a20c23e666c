"""The ASGI application Granian serves: `granian --interface asgi freshup.config.asgi:application`."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django.core.asgi import get_asgi_application

from freshup.adapters.postgres.roles import TooPowerful
from freshup.bootstrap.home import prepare_home

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freshup.config.settings")
prepare_home()
pages = get_asgi_application()

# Django must be set up before anything that reads its settings or models is imported.
from freshup.bootstrap.database import check_wall  # noqa: E402
from freshup.interfaces.api.batching import batcher  # noqa: E402
from freshup.interfaces.api.health import PATHS as HEALTH  # noqa: E402
from freshup.interfaces.api.health import counted, health_door  # noqa: E402
from freshup.interfaces.api.hooks import PREFIX as HOOKS  # noqa: E402
from freshup.interfaces.api.hooks import hook_batcher, hook_door  # noqa: E402
from freshup.interfaces.api.intake import PREFIX, intake_door  # noqa: E402
from freshup.interfaces.api.live import PATH as LIVE  # noqa: E402
from freshup.interfaces.api.live import live_door  # noqa: E402
from freshup.interfaces.api.openapi import PATH as DESCRIPTION  # noqa: E402
from freshup.interfaces.api.openapi import description_door  # noqa: E402
from freshup.interfaces.api.visits import PREFIX as VISITS  # noqa: E402
from freshup.interfaces.api.visits import visit_batcher, visit_door  # noqa: E402

log = logging.getLogger(__name__)
intake = intake_door()
hooks = hook_door()
visits = visit_door()
description = description_door()
# What goes past Django, by the beginning of its address; the rest are pages.
BY_PREFIX = (("intake", PREFIX, intake), ("hooks", HOOKS, hooks), ("visits", VISITS, visits))
# Django's doors that are for everybody: counted by themselves, since nobody signs in there.
COUNTED_PAGES = {"/chat/": "chat", "/form/": "form", "/unsubscribe/": "unsubscribe", "/l/": "links", "/o/": "links",
                 "/v/": "videos", "/widget/": "widget"}  # fmt: skip


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Inquiries and providers' reports go straight to their doors, open pages to the stream, the rest to Django."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        name, door = _door(scope["path"])
        await counted(name, door, scope, receive, send)
    else:
        await pages(scope, receive, send)


def _door(path: str) -> tuple[str, Callable[..., Awaitable[None]]]:
    """Who answers at this address, and the name it is counted by."""
    for name, prefix, door in BY_PREFIX:
        if path.startswith(prefix):
            return name, door
    if path == LIVE:
        return "live", live_door()
    if path in HEALTH:
        return "health", health_door()
    if path == DESCRIPTION:
        return "api", description
    beginning = path[: path.find("/", 1) + 1]
    return COUNTED_PAGES.get(beginning, "pages"), pages


async def _lifespan(receive: Receive, send: Send) -> None:
    """Starts only behind the second wall of tenancy, and ends after what was handed in is written."""
    await receive()
    try:
        await _wall_stands()
    except TooPowerful as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    listening = asyncio.create_task(live_door().run())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    health_door().end()
    listening.cancel()
    await asyncio.to_thread(batcher().close)
    await asyncio.to_thread(hook_batcher().close)
    await asyncio.to_thread(visit_batcher().close)
    health_door().close()
    await send({"type": "lifespan.shutdown.complete"})


async def _wall_stands() -> None:
    """Waits for a database that is just being started. Raises TooPowerful."""
    while True:
        try:
            await asyncio.to_thread(check_wall)
            return
        except psycopg.OperationalError as error:
            log.warning("the database does not answer yet: %s", type(error).__name__)
            await asyncio.sleep(1)
