"""What it means that a service did not take a mail: for this mail, for the account, for a second try.

No text of the service's is handed on: it may quote an address. Its codes and numbers are.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from anymail.backends.base_requests import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError, SSLError

from freshup.ports.mail import UnableToSend, UnsureIfSent

# Asked for patience without a number.
PATIENCE_SECONDS: Final = 30.0
PATIENCE_SECONDS_MAX: Final = 3_600.0
# The account is wrong or unpaid: none of its mails can go now. The same holds for every answer from 500 on.
DOWN: Final = frozenset({401, 402})
# A proxy gave up waiting for whoever may have taken it.
UNKNOWN: Final = frozenset({504, 520, 524})
AGAIN: Final = frozenset({403, 408, 409, 425})
CODES: Final = ("ErrorCode", "code", "name", "StatusCode", "statusCode")
CODE_LENGTH_MAX: Final = 20


def failure_of(name: str, failed: Exception) -> UnableToSend | UnsureIfSent:
    """The port's exception for anymail's."""
    if isinstance(failed, AnymailRecipientsRefused):
        return UnableToSend(f"{name} does not send to this address", permanent=True, code=_code(failed))
    status = getattr(failed, "status_code", None)
    if isinstance(status, int):
        return _answered(name, status, failed)
    if isinstance(failed, requests.RequestException | OSError):
        return _unanswered(name, failed)
    if isinstance(failed, AnymailAPIError):
        return UnsureIfSent(f"{name} gave an answer that can't be read")
    if isinstance(failed, AnymailError | ValueError):
        return UnableToSend(f"{name} can't carry this mail ({type(failed).__name__})", permanent=True)
    return UnsureIfSent(f"sending by {name} broke off")


def _answered(name: str, status: int, failed: Exception) -> UnableToSend | UnsureIfSent:
    code = _code(failed)
    why = f"{name} answered {status}{f' ({code})' if code else ''}"
    if status == 429:
        return UnableToSend(why, permanent=False, code=code, retry_after=_patience(failed))
    if status == 503 and _header(failed, "Retry-After"):
        return UnableToSend(why, permanent=False, code=code, retry_after=_patience(failed))
    if status in UNKNOWN:
        return UnsureIfSent(why)
    if status in DOWN or status >= 500:
        return UnableToSend(why, permanent=False, code=code, down=True)
    if status in AGAIN:
        return UnableToSend(why, permanent=False, code=code)
    if status < 300:
        return UnsureIfSent(f"{name} gave an answer that can't be read")
    return UnableToSend(why, permanent=True, code=code)


def _unanswered(name: str, failed: Exception) -> UnableToSend | UnsureIfSent:
    """Before the mail was written nothing can have gone; after that only the service knows."""
    if isinstance(failed, requests.ConnectTimeout | requests.exceptions.SSLError) or _never_met(failed):
        return UnableToSend(f"no connection to {name}", permanent=False, down=True)
    if isinstance(failed, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return UnableToSend(f"the address of {name} can't be used", permanent=False, down=True)
    return UnsureIfSent(f"{name} took the mail and did not answer")


def _never_met(failed: BaseException) -> bool:
    """Whether the connection itself failed, somewhere among the causes."""
    seen: set[int] = set()
    waiting: list[Any] = [failed]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, NewConnectionError | ConnectTimeoutError | SSLError | ConnectionRefusedError):
            return True
        waiting += [one.__cause__, one.__context__, *one.args]
        if isinstance(one, MaxRetryError | HTTPError):
            waiting.append(getattr(one, "reason", None))
    return False


def _patience(failed: Exception) -> float:
    """Seconds: `Retry-After` as a number or a date, measured against the answer's own date."""
    asked = _header(failed, "Retry-After")
    if asked.isdigit():
        return min(float(asked), PATIENCE_SECONDS_MAX)
    until, said_at = _date(asked), _date(_header(failed, "Date"))
    if until is None or said_at is None:
        return PATIENCE_SECONDS
    return min(max((until - said_at).total_seconds(), 1.0), PATIENCE_SECONDS_MAX)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _header(failed: Exception, name: str) -> str:
    response = getattr(failed, "response", None)
    return str(response.headers.get(name, "")).strip() if response is not None else ""


def _code(failed: Exception) -> str:
    """The service's own code, where its answer bears one in JSON."""
    response = getattr(failed, "response", None)
    try:
        said = response.json() if response is not None else None
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    errors = said.get("errors") or said.get("Errors")
    places = [said, *(one for one in errors if isinstance(one, dict))] if isinstance(errors, list) else [said]
    for place in places:
        for name in CODES:
            if isinstance(place.get(name), int | str) and str(place[name]).isprintable():
                return str(place[name])[:CODE_LENGTH_MAX]
    return ""
