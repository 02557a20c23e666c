"""Mail of customers and of mail systems: words, quotes, HTML and reports out of anybody's bytes."""

import re
from typing import Final

from freshup.adapters.decoding.html_text import html_to_text
from freshup.adapters.mail.letters import MailLetters
from freshup.adapters.mail.letters.folding import fold
from freshup.adapters.mail.letters.sanitising import safe_html
from freshup.ports.letters import UnreadableLetter
from tests.fuzz.storable import REFUSED, assert_storable

TEXT_MAX: Final = 1_200_000
# What would run, send or fetch when the mail is opened.
HARMS: Final = re.compile(
    r"<\s*(?:script|iframe|object|embed|form|input|link|meta|base|svg|img|style|video|audio)\b"
    r"|<[^>]*\son[a-z]+\s*=|href=\"\s*(?:javascript|data|vbscript)|url\s*\(",
    re.IGNORECASE,
)
_reader: Final = MailLetters()


def letter(content: bytes) -> None:
    try:
        read = _reader.read(content)
    except UnreadableLetter:
        return
    assert_storable(read, longest=TEXT_MAX)
    assert len(read.sender) <= 254
    assert len(read.subject) <= 200
    assert len(read.sender_name) <= 120
    assert len(read.recipients) <= 100
    assert len(read.bounces) <= 50
    assert len(read.enclosed) <= 100
    assert all(len(id) <= 250 for id in (read.message_id, *read.in_reply_to, *read.references))
    assert all(bounce.recipient == bounce.recipient.lower() for bounce in read.bounces)
    _judge_html(read.html)
    assert _reader.read(content) == read


def html(content: bytes) -> None:
    page = content.decode("utf-8", "replace")
    clean = safe_html(page)
    _judge_html(clean)
    text = html_to_text(page)
    assert not re.search(r"<\s*/?\s*script", text) or "&lt;" in page or "script" in page


def folding(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    written, rest = fold(text)
    kept = sorted(line.strip() for line in (written + "\n" + rest).split("\n") if line.strip())
    lines = re.split(r"\r\n|\r|\n", text)
    assert kept == sorted(line.strip() for line in lines if line.strip()), "a line is lost or doubled"
    assert written or not rest


def _judge_html(html: str) -> None:
    found = HARMS.search(html)
    assert found is None, f"shown to staff: {found[0][:80]!r}"
    assert REFUSED.search(html) is None
