"""What somebody wrote, apart from what their mail program added: quotes of earlier mail and signatures.

`mail-parser-reply` finds most of both. What it misses or takes for a signature by mistake ("Thanks, is it still
there?") is put right here; nothing is lost, since all that is folded away is kept beside.
"""

import re
from typing import Final

from mailparser_reply import EmailReplyParser
from mailparser_reply.parser import EmailMessage

LINES_READ_MAX: Final = 400
# The package's patterns take time by the square of a line's length.
LINE_READ_MAX: Final = 240
SIGNATURE_LINES_MAX: Final = 12
CLOSING_WORDS_MAX: Final = 4
LANGUAGES: Final = ["en", "es"]

# A line of quotes, and the lines that introduce quotes; some run over two or three lines.
QUOTED: Final = re.compile(r"\s*>")
WROTE: Final = re.compile(
    r"\s*(?:(?:on|el|le)\b.{4,300}\b(?:wrote|escribi[oó]|a [eé]crit)\s?:"
    r"|.{3,200}<[^<>@\s]+@[^<>\s]+>\s+(?:wrote|escribi[oó])\s?:)\s*\Z",
    re.IGNORECASE,
)
WROTE_BEGINS: Final = re.compile(r"\s*(?:on|el)\s.{0,40}\d", re.IGNORECASE)
SEPARATOR: Final = re.compile(
    r"\s*(?:-{3,}\s*(?:original message|mensaje original|forwarded message|mensaje reenviado)\s*-{3,}"
    r"|begin forwarded message:|inicio del mensaje reenviado:|[_]{10,})\s*\Z",
    re.IGNORECASE,
)
HEADER: Final = re.compile(
    r"\s*\*?(?:from|sent|to|subject|date|cc|de|enviado(?: el)?|para|asunto|fecha)\*?:\s*\*?\s*\S",
    re.IGNORECASE,
)
FROM: Final = re.compile(r"\s*\*?(?:from|de)\*?:\s*\*?\s*\S", re.IGNORECASE)
# Lines that begin a signature, whatever follows them.
DELIMITER: Final = re.compile(
    r"\s*(?:--\s*|\u2014|sent from (?:my|yahoo|outlook|mail for)\b.{0,60}|get outlook for\b.{0,60}"
    r"|enviado desde (?:mi|yahoo|outlook)\b.{0,60}|obtener outlook para\b.{0,60})\Z",
    re.IGNORECASE,
)

_parser: Final = EmailReplyParser(languages=LANGUAGES)


def fold(text: str) -> tuple[str, str]:
    """(what was written, what is folded away). Together they hold every line; the first is never empty alone."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lines = _trimmed(lines)
    end = _quote_begins(lines)
    written, folded = lines[:end], lines[end:]
    if not any(line.strip() for line in written):
        written, folded = _below_the_quote(folded, alone=True)
    else:
        below, folded = _below_the_quote(folded)
        written = [*written, "", *below] if below else written
    signed = _signature_begins(written)
    written, folded = written[:signed], [*written[signed:], *folded]
    if not any(line.strip() for line in written):
        return _joined(folded), ""
    return _joined(written), _joined(folded)


def _quote_begins(lines: list[str]) -> int:
    """The line with which quotes of earlier mail begin; their number where there are none."""
    own = next((n for n in range(len(lines)) if _introduces_quote(lines, n)), len(lines))
    return min(own, _by_package(lines[:own]))


def _introduces_quote(lines: list[str], n: int) -> bool:
    line = lines[n]
    if SEPARATOR.match(line):
        # Thirty underscores below the last words are a signature's as often as a quote's: either is folded.
        return True
    if WROTE.match(line[:400]):
        return True
    if WROTE_BEGINS.match(line):
        return any(WROTE.match(" ".join(lines[n : n + k])[:400]) for k in (2, 3))
    if FROM.match(line):
        return sum(bool(HEADER.match(one)) for one in lines[n : n + 6]) >= 3
    return bool(QUOTED.match(line) and n + 1 < len(lines) and QUOTED.match(lines[n + 1]))


def _by_package(lines: list[str]) -> int:
    """Where the package finds the first quote, on a view of the text that can't keep it busy."""
    view = [line[:LINE_READ_MAX].strip() for line in lines[:LINES_READ_MAX]]
    replies = EmailMessage("\n".join(view), languages=[*LANGUAGES], keep_hyphen_lists=True).read().replies
    if len(replies) < 2:
        return len(lines)
    first = replies[1].content.partition("\n")[0].strip()
    return view.index(first) if first in view else len(lines)


def _below_the_quote(lines: list[str], *, alone: bool = False) -> tuple[list[str], list[str]]:
    """Some answer below the quote, or between its lines: (their lines, the rest). Nothing where none is marked `>`.

    A line that follows a quoted one at once is mostly its end, wrapped by a mail program on the way; it counts as an
    answer only where there is no other (`alone`).
    """
    marked = [n for n, line in enumerate(lines) if QUOTED.match(line)]
    if not marked:
        return [], lines
    end = marked[-1] + 1
    end += _quote_begins(lines[end:])
    end = marked[-1] + 1 + _signature_begins(lines[marked[-1] + 1 : end])
    kept, answers = [], False
    for n in range(marked[0], end):
        line = lines[n]
        if QUOTED.match(line) or _introduces_quote(lines, n):
            answers = False
        elif not line.strip():
            answers = True
        elif answers or alone:
            kept.append(n)
    if not kept:
        return [], lines
    chosen = set(kept)
    answer = [line for n, line in enumerate(lines) if n in chosen or (not line.strip() and n - 1 in chosen)]
    return _trimmed(answer), [line for n, line in enumerate(lines) if n not in chosen]


def _signature_begins(lines: list[str]) -> int:
    """The line with which a signature begins; their number where there is none."""
    marked = next((n for n, line in enumerate(lines) if n and DELIMITER.match(line)), len(lines))
    found = _closing(lines[:marked])
    return min(marked, found)


def _closing(lines: list[str]) -> int:
    """A word of closing ("Thanks,", "Saludos,") that the package found, where what follows is no more of the mail."""
    view = [line[:LINE_READ_MAX].strip() for line in lines[:LINES_READ_MAX]]
    if len(view) < 2:
        return len(lines)
    message = EmailMessage("\n".join(view), languages=[*LANGUAGES], keep_hyphen_lists=True)
    signed = message.SIGNATURE_REGEX.search("\n".join(view))
    if signed is None:
        return len(lines)
    start = "\n".join(view)[: signed.start()].count("\n")
    while start < len(view) and not view[start]:
        start += 1
    rest = [line for line in view[start:] if line]
    if not rest or len(rest) > SIGNATURE_LINES_MAX or len(rest[0].split()) > CLOSING_WORDS_MAX:
        return len(lines)
    # A question, or a long sentence, is still meant for us.
    if any("?" in line or len(line.split()) > 14 for line in rest):
        return len(lines)
    return start


def _trimmed(lines: list[str]) -> list[str]:
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _joined(lines: list[str]) -> str:
    return "\n".join(_trimmed(lines))
