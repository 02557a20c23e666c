"""Providers with a web API: one question that any account may ask and that changes nothing."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from freshup.adapters.asking import NoAnswer, NotAllowed, allowed, get
from freshup.adapters.leadforms.meta.client import ask
from freshup.ports.accounts import Account
from freshup.ports.hooks import UnableToFetch
from freshup.ports.probing import ProbeFailed

WORDS_MAX: Final = 160
WRONG_ADDRESS: Final = "the API address is not one of this provider's"
NOT_KNOWN: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Question:
    """`path` may name settings in braces and begins at the host, whatever path the store's own address has.

    `hosts`: the provider's own; empty where the address is the store's matter, and then `path` is added to it.
    """

    url: str
    path: str
    headers: Callable[[Account], Mapping[str, str]]
    hosts: tuple[str, ...] = ()


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def _bearer(account: Account) -> dict[str, str]:
    key = account.secrets.get("api_key", "")
    return {"Authorization": f"Bearer {key}"} if key else {}


QUESTIONS: Final[Mapping[str, Question]] = {
    "postmark": Question(
        "https://api.postmarkapp.com",
        "/server",
        lambda of: {"X-Postmark-Server-Token": of.secrets.get("server_token", "")},
        ("api.postmarkapp.com",),
    ),
    "mailgun": Question(
        "https://api.mailgun.net",
        "/v3/domains/{sender_domain}",
        lambda of: _basic("api", of.secrets.get("api_key", "")),
        ("api.mailgun.net", "api.eu.mailgun.net"),
    ),
    "sendgrid": Question(
        "https://api.sendgrid.com", "/v3/scopes", _bearer, ("api.sendgrid.com", "api.eu.sendgrid.com")
    ),
    "brevo": Question(
        "https://api.brevo.com",
        "/v3/account",
        lambda of: {"api-key": of.secrets.get("api_key", "")},
        ("api.brevo.com",),
    ),
    "mailjet": Question(
        "https://api.mailjet.com",
        "/v3/REST/sender?Limit=1",
        lambda of: _basic(of.secrets.get("api_key", ""), of.secrets.get("secret_key", "")),
        ("api.mailjet.com",),
    ),
    "resend": Question("https://api.resend.com", "/domains", _bearer, ("api.resend.com",)),
    "sparkpost": Question(
        "https://api.sparkpost.com",
        "/api/v1/account",
        lambda of: {"Authorization": of.secrets.get("api_key", "")},
        ("api.sparkpost.com", "api.eu.sparkpost.com"),
    ),
    "twilio": Question(
        "https://api.twilio.com",
        "/2010-04-01/Accounts/{account_sid}.json",
        lambda of: _basic(of.settings.get("account_sid", ""), of.secrets.get("auth_token", "")),
        ("api.twilio.com",),
    ),
    "openai": Question("https://api.openai.com/v1", "/models", _bearer),
}


@dataclass(frozen=True, slots=True)
class WebProbe:
    """`ports.probing.Probe` for the providers in QUESTIONS."""

    plain_hosts: frozenset[str] = frozenset()

    def __call__(self, account: Account) -> str:
        question = QUESTIONS[account.provider]
        names = {name: quote(str(value), safe="") for name, value in account.settings.items()}
        path = question.path.format_map(names)
        try:
            answer = get(self._base(question, account) + path, question.headers(account))
        except (NoAnswer, NotAllowed) as wrong:
            raise ProbeFailed(WRONG_ADDRESS if isinstance(wrong, NotAllowed) else str(wrong)) from wrong
        if answer.is_good:
            return _name(answer.said)
        said = f"{answer.status} {_complaint(answer.said)}".strip()
        raise ProbeFailed(f"{said} (the key is not known there)" if answer.status in NOT_KNOWN else said)

    def _base(self, question: Question, account: Account) -> str:
        url = account.settings.get("api_url", "") or question.url
        # A language model may stand on a machine of one's own; every other key goes to its provider alone.
        if not question.hosts:
            return url.rstrip("/")
        parts = urlsplit(allowed(url, frozenset(question.hosts), self.plain_hosts))
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class MetaProbe:
    """Whose page the token is for."""

    plain_hosts: frozenset[str] = frozenset()

    def __call__(self, account: Account) -> str:
        try:
            return _name(ask(account, "me", "id,name", self.plain_hosts))
        except UnableToFetch as unable:
            raise ProbeFailed(str(unable)) from unable


def _name(said: Mapping[str, Any]) -> str:
    """What the provider calls the account, where it says so."""
    for name in ("Name", "name", "friendly_name", "companyName", "company_name"):
        if isinstance(said.get(name), str):
            return str(said[name])[:WORDS_MAX]
    return ""


def _complaint(said: Mapping[str, Any]) -> str:
    """The sentence in an answer that refuses, wherever the provider puts it."""
    inner = said.get("error")
    errors = said.get("errors")
    candidates: list[Any] = [said.get("message"), said.get("Message"), said.get("ErrorMessage")]
    candidates += [inner.get("message") if isinstance(inner, dict) else inner]
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        candidates.append(errors[0].get("message"))
    found = next((one for one in candidates if isinstance(one, str) and one), "")
    return " ".join(found.split())[:WORDS_MAX]
