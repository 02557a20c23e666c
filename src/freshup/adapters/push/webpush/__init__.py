"""Web push as browsers' makers run it: RFC 8030, encrypted by RFC 8291, signed by RFC 8292 (VAPID)."""

from freshup.adapters.push.webpush.client import PUSH_HOSTS as PUSH_HOSTS
from freshup.adapters.push.webpush.client import WebPush as WebPush
from freshup.adapters.push.webpush.client import public_key_of as public_key_of
