"""How an intake key is kept."""

import hashlib


def key_hash(key: str) -> bytes:
    """SHA-256 of the key, in lower case. It is random with 100 bits and more, so no slow hash is needed."""
    return hashlib.sha256(key.strip().lower().encode()).digest()
