"""Who wakes devices, and the key pair by which push services know this installation."""

import os
from email.utils import parseaddr
from functools import cache

from django.conf import settings

from freshup.adapters.push.webpush import WebPush, public_key_of
from freshup.bootstrap.home import vapid_private_key
from freshup.ports.push import PushSender


@cache
def push_sender() -> PushSender:
    """One for all: it keeps nothing between two calls."""
    also = [host.strip() for host in os.environ.get("FRESHUP_PUSH_HOSTS", "").split(",") if host.strip()]
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return WebPush(vapid_private_key(), contact=f"mailto:{address or 'freshup@localhost'}", also=also)


@cache
def push_public_key() -> str:
    """For the browsers that subscribe."""
    return public_key_of(vapid_private_key())
