"""What a reader says, as the database can keep it."""

from __future__ import annotations

from typing import Final

import orjson

from freshup.domain.intake.prospect import Decoded
from freshup.domain.texts import without_refused

_NUL: Final = b"\\u0000"


def kept(decoded: Decoded) -> Decoded:
    """The same without what PostgreSQL refuses. Nearly always there is nothing to do, which takes 10 µs to see."""
    try:
        clean = _NUL not in orjson.dumps(decoded)
    except orjson.JSONEncodeError:
        clean = False
    return decoded if clean else without_refused(decoded)
