"""A pytest plugin that writes down what the other tests hand to the readers: `-p tests.fuzz.harvest`.

So the documents of the tests (each deviation of ADF, each recorded report) are what the fuzzers begin with.
"""

import os
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import pytest

from freshup.adapters import decoding
from freshup.adapters.decoding.mime import looks_like_mail
from freshup.adapters.mail import letters
from freshup.adapters.mail.letters import files
from freshup.domain.consent import optout
from freshup.domain.conversations import sentiment
from freshup.domain.intake import Document
from freshup.domain.vehicles import tables
from freshup.domain.website import understanding, visits
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook
from tests.fuzz.harmless import made_harmless
from tests.fuzz.targets import hooks

SEED_BYTES_MAX: Final = 6_000
FAMILIES: Final = {
    "twilio": hooks.TWILIO, "services": hooks.MAILS, "leadforms": hooks.FORMS, "sandbox": hooks.PRETENDED
}  # fmt: skip


def kept(target: str, content: bytes) -> None:
    content = made_harmless(content)
    if 0 < len(content) <= SEED_BYTES_MAX:
        folder = Path(os.environ["FRESHUP_SEEDS"]) / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / blake2b(content, digest_size=8).hexdigest()).write_bytes(content)


def pytest_configure(config: pytest.Config) -> None:
    _listen(decoding, "read_document", _document)
    _listen(letters.MailLetters, "read", lambda self, mail: kept("letter", mail))
    _listen(letters, "safe_html", lambda html: kept("html", _bytes(html)))
    _listen(letters, "fold", lambda text: kept("folding", _bytes(text)))
    _listen(files, "made_anew", lambda content: kept("picture", content))
    _listen(letters, "enclose", _file)
    _listen(tables, "_decoded", lambda content: kept("inventory", content))
    _listen(understanding, "_language", lambda plain, text: kept("words", _bytes(text)))
    _listen(sentiment, "_own_words", lambda text: kept("words", _bytes(text)))
    _listen(optout, "_plain", lambda text: kept("words", _bytes(text)))
    _listen(visits, "read_view", lambda body: kept("view", body))
    for family, readers in FAMILIES.items():
        for reader in readers.values():
            _listen(type(reader), "read", _hook(family))
            _listen(type(reader), "check", _hook(family))


def _listen(place: Any, name: str, heard: Callable[..., None]) -> None:
    real = getattr(place, name)
    if hasattr(real, "listened_to"):
        return

    @wraps(real)
    def listening(*args: Any, **other: Any) -> Any:
        heard(*args, **other)
        return real(*args, **other)

    listening.listened_to = True  # type: ignore[attr-defined]
    setattr(place, name, listening)


def _document(document: Document) -> None:
    body, kind = document.body, document.content_type
    start = body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if looks_like_mail(body):
        kept("mail", body)
    elif start in (b"{", b"["):
        kept("json", body)
    elif start == b"<":
        kept("adf", body)
    elif "form" in kind or b"=" in body[:100]:
        kept("form", kind.encode("latin-1", "replace") + b"\n" + body)
    else:
        kept("lines", body)


def _file(name: str, content: bytes, declared: str = "") -> None:
    kept("file", b"\n".join([_bytes(name), _bytes(declared), content]))


def _hook(family: str) -> Callable[..., None]:
    def heard(self: Any, hook: Hook, account: Account) -> None:
        query = "&".join(f"{name}={value}" for name, value in hook.query.items()).replace(" ", "+")
        line = " ".join([account.provider, hook.kind, query, hook.headers.get("content-type", "")])
        kept(family, _bytes(line) + b"\n" + hook.body)

    return heard


def _bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "replace")
