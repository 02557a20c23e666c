"""Logs: one line an event on stderr, without query strings, keys, addresses, phone numbers or bodies."""

import logging
import re
import traceback
from types import TracebackType

FRAMES_MAX = 6
MESSAGE_CHARACTERS_MAX = 400
_MASKS = [
    # An intake key is a password; the token of a way out carries the address it is for.
    (re.compile(r"(/(?:in|form|unsubscribe|hooks|visits|l|o|v|chat|files/public)/)[^/\s?\"']+"), r"\1***"),
    (re.compile(r"\?[^\s\"']*"), "?***"),
    (re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)*"), "***@***"),
    (re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d)\+?\(?\d[\d\s().-]{7,}\d(?![\w:])"), "***"),
]


def masked(text: str) -> str:
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


class OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = " ".join(record.getMessage().split())
        if record.exc_info and record.exc_info[1] is not None:
            said = f"{said} | {describe(record.exc_info[1], record.exc_info[2])}"
        return f"{self.formatTime(record)} {record.levelname} {record.name} {masked(said)}"


def describe(error: BaseException, trace: TracebackType | None) -> str:
    """The error's name, its first line and where it came from.

    PostgreSQL puts the offending values into the lines after the first (`DETAIL: Key (email)=(…)`).
    """
    first_line = (str(error).splitlines() or [""])[0][:MESSAGE_CHARACTERS_MAX]
    frames = traceback.extract_tb(trace)[-FRAMES_MAX:]
    path = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[::-1]
    )
    return f"{type(error).__name__}: {first_line} at {path}"


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "freshup.config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "procrastinate": {"level": "WARNING"},
        # Granian's own handler writes the path as it came, with the key in it.
        "granian.access": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
