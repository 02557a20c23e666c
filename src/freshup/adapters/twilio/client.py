"""Texts by Twilio's REST API, through its own SDK over one pool of connections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ssl import SSLCertVerificationError
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout, ProxyError, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError

from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.mail import UnableToSend, UnsureIfSent
from freshup.ports.texting import OutgoingText

CONNECT_SECONDS: Final = 5.0
# Twilio answers in a tenth of a second; the lease of a message lasts much longer than this.
READ_SECONDS: Final = 20.0
POOL_SIZE: Final = 64
# For all accounts and lanes of this process: a TLS handshake costs more than the request. Safe between threads.
POOL: Final = HTTPAdapter(pool_connections=16, pool_maxsize=POOL_SIZE)
PATIENCE_SECONDS: Final = 1.0
# "The number has more texts waiting at Twilio than it may": worth another try, by itself.
QUEUE_IS_FULL: Final = 21611
QUEUE_SECONDS: Final = 60.0
UNAUTHORISED: Final = (401, 403)
LISTED_MAX: Final = 50
# Twilio's clock and ours may differ a little.
CLOCKS_DIFFER: Final = timedelta(minutes=1)
# Ours may have been wrong by hours at the claim: the same words within a day before it are no proof, but a doubt.
CLOCK_WAS_WRONG: Final = timedelta(days=1)


class PooledHttp:
    """The SDK's way to the network: our pool and time-outs, silent logs, and the headers of the last answer."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.mount("https://", POOL)
        self.session.mount("http://", POOL)
        self.retry_after = ""

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Raises requests' exceptions, which tell whether the request can have arrived."""
        answer = self.session.request(
            method,
            uri,
            params=_plain(params),
            data=_plain(data),
            headers=headers,
            auth=auth,
            timeout=(CONNECT_SECONDS, timeout or READ_SECONDS),
            allow_redirects=allow_redirects,
        )
        self.retry_after = answer.headers.get("Retry-After", "")
        return Response(answer.status_code, answer.text, answer.headers)


def _plain(fields: dict[str, object] | None) -> Any:
    return fields or None


def client_of(account: Account) -> tuple[Client, PooledHttp]:
    """The SDK for this account; its own address (`api_url`) stands for Twilio's."""
    http = PooledHttp()
    client = Client(
        account.settings.get("account_sid", ""), account.secrets.get("auth_token", ""), http_client=http
    )
    if api_url := account.settings.get("api_url", ""):
        client.api.base_url = api_url.rstrip("/")
    return client, http


def asked(http: PooledHttp, ask: Callable[[], Any]) -> Any:
    """What Twilio answers to one request. Raises UnableToSend, UnsureIfSent."""
    try:
        return ask()
    except TwilioRestException as refused:
        raise refusal(refused.status, refused.code, http.retry_after) from refused
    except RequestException as broken:
        raise broken_line(broken) from broken
    # Taken, but the answer is none of Twilio's.
    except (TwilioException, ValueError) as unreadable:
        raise UnsureIfSent("Twilio's answer can't be read") from unreadable


class TwilioText:
    """`ports.texting.TextSender`. Twilio knows no idempotency key, so whatever is unsure is said to be unsure."""

    name = "twilio"

    def __init__(self, account: Account) -> None:
        self._account = account
        self._client, self._http = client_of(account)

    def send(self, text: OutgoingText, *, permit: Permit) -> str:
        """Returns Twilio's SID. Raises UnableToSend, UnsureIfSent."""
        if permit.address != text.recipient:
            raise UnableToSend("the permit is for another number", permanent=True)
        made = asked(self._http, lambda: self._client.messages.create(**self._fields(text)))
        return str(made.sid)

    def has_sent(self, text: OutgoingText, *, since: datetime) -> bool | None:
        """Looks through the texts to this number: the same words went; nothing at all went; else it is not known.

        The same words shortly before leave it open: sent again by mistake is worse than shown to a person.
        """
        try:
            found = self._client.messages.list(to=text.recipient, limit=LISTED_MAX, page_size=LISTED_MAX)
        except (TwilioException, RequestException, ValueError):
            return None
        out = [
            one
            for one in found
            if one.date_created is not None and not str(one.direction).startswith("inbound")
        ]
        ours = [one for one in out if one.date_created >= since - CLOCKS_DIFFER]
        if any(_says(one, text) for one in ours):
            return True
        doubtful = any(_says(one, text) and one.date_created >= since - CLOCK_WAS_WRONG for one in out)
        return None if ours or doubtful or len(found) == LISTED_MAX else False

    def close(self) -> None:
        """The pool is everybody's and stays."""

    def _fields(self, text: OutgoingText) -> dict[str, Any]:
        fields: dict[str, Any] = {"to": text.recipient, "body": text.body}
        if service := self._account.settings.get("messaging_service_sid", ""):
            fields["messaging_service_sid"] = service
        else:
            fields["from_"] = text.sender
        if text.media:
            fields["media_url"] = list(text.media)
        if self._account.hook_url:
            mark = f"?m={text.reference}" if text.reference is not None else ""
            fields["status_callback"] = f"{self._account.hook_url}text-status/{mark}"
        return fields


def _says(one: Any, text: OutgoingText) -> bool:
    # A trial account puts words of Twilio's before ours.
    return str(one.body or "").strip().endswith(text.body.strip())


def refusal(status: int, code: int | None, retry_after: str) -> UnableToSend | UnsureIfSent:
    """What Twilio's answer means: asked for patience, down as a whole, perhaps taken, or not taken for good.

    By its code alone: its words quote the customer's number, and what we say is shown beside the connector too.
    """
    said, ours = str(code or ""), f"Twilio refused it ({code or status})"
    if status == 429:
        return UnableToSend(ours, permanent=False, code=said, retry_after=_seconds(retry_after))
    if code == QUEUE_IS_FULL:
        return UnableToSend(ours, permanent=False, code=said, retry_after=QUEUE_SECONDS)
    if status == 504:
        # A gateway that lost patience does not know what became of the request behind it.
        return UnsureIfSent("Twilio's gateway gave up waiting")
    if status >= 500:
        return UnableToSend(f"Twilio answers with {status}", permanent=False, code=said, down=True)
    if status in UNAUTHORISED and not said.startswith("21"):
        # The account, and not this message: whoever sets it right finds the messages waiting.
        return UnableToSend(ours, permanent=False, code=said, down=True)
    return UnableToSend(ours, permanent=True, code=said)


def broken_line(broken: RequestException) -> UnableToSend | UnsureIfSent:
    """Whether the request can have arrived: not when no connection was made; else nobody knows."""
    if isinstance(broken, ConnectTimeout | ProxyError) or _never_connected(broken):
        return UnableToSend("Twilio can't be reached", permanent=False, down=True)
    return UnsureIfSent("the line broke before Twilio answered")


def _never_connected(broken: RequestException) -> bool:
    cause = broken.args[0] if isinstance(broken, NotConnected) and broken.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, SSLError) and reason.args:
        # Without a certificate to believe nothing is said to whoever answers.
        return isinstance(reason.args[0], SSLCertVerificationError)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _seconds(retry_after: str) -> float:
    """Whole seconds; a date, which Twilio does not send, counts as a moment."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else PATIENCE_SECONDS
