"""A value of the database as it is written down for people, in CSV and in JSON."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import orjson

# A spreadsheet takes a cell that begins so for a formula and runs it: a customer who calls himself "=HYPERLINK(…)"
# would run on the dealer's machine. The full-width signs are what East Asian versions read as the same.
RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HARMLESS: Final = "'"


def cell(value: Any) -> str:
    """For CSV: ISO dates, true and false, lists and objects as JSON; text that would run gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        return HARMLESS + value if value.startswith(RUN_BY_SPREADSHEETS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def line(names: Sequence[str], values: Sequence[Any]) -> bytes:
    """For JSON lines: the row as it is. Bytes are text where they are UTF-8, otherwise {"base64": …}."""
    row = dict(zip(names, values, strict=True))
    return orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(raw).decode()}
    return str(value)
