"""Secrets of providers at rest: encrypted with a key derived from the installation's own, never shown again."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"freshup.connector"


class SealBroken(ValueError):
    """Sealed under another secret key: the account must be typed in again."""


def sealed(secrets: Mapping[str, str]) -> bytes:
    return _box().encrypt(json.dumps(dict(secrets)).encode())


def unsealed(box: bytes) -> dict[str, str]:
    """Raises SealBroken."""
    if not box:
        return {}
    try:
        return dict(json.loads(_box().decrypt(box)))
    except InvalidToken as broken:
        raise SealBroken from broken


def _box() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=PURPOSE[:16]).digest()
    return Fernet(base64.urlsafe_b64encode(key))
