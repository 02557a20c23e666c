"""Where in a text the ADF documents are, however they were wrapped, and what they say."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.adf import find_roots, read_adf
from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Notes
from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.entities import unescape
from freshup.adapters.decoding.html_text import looks_like_html, strip_tags
from freshup.adapters.decoding.markup import Node, parse_strictly
from freshup.adapters.decoding.tolerant import read_tolerantly

_PREFIX = r"(?:[A-Za-z_][\w.\-]{0,40}:)?"
_START = re.compile(rf"<{_PREFIX}(adf|prospect)(?=[\s/>])", re.IGNORECASE)
_ADF_START = re.compile(rf"<{_PREFIX}adf(?=[\s/>])", re.IGNORECASE)
_ADF_END = re.compile(rf"</\s*{_PREFIX}adf\s*>", re.IGNORECASE)
_PROSPECT_START = re.compile(rf"<{_PREFIX}prospect(?=[\s/>])", re.IGNORECASE)
_PROSPECT_END = re.compile(rf"</\s*{_PREFIX}prospect\s*>", re.IGNORECASE)
_ESCAPED = re.compile(rf"&(?:amp;){{0,2}}(?:lt|\#0*60|\#x0*3c);\s*{_PREFIX}(?:adf|prospect)\b", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(r"<[^<>]{0,300}=3D|=\r?\n\s*<|>=\r?\n|=0[AD]=?0?[AD]?\s*<", re.IGNORECASE)
_SOFT_BREAK = re.compile(r"^.{68,76}=\r?$", re.MULTILINE)
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_\-])(?:PD94bW|PD9YTU|PD9hZG|PD9BRE|PGFkZ|PEFER|PEFkZ|PHByb3|77u/PD|77u_PD)"
    r"[A-Za-z0-9+/_\-]{2,}(?:\r?\n[A-Za-z0-9+/_\-]+)*={0,2}"
)
_INSTRUCTION = re.compile(r"<[?!][^<>]*>?")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"<!\s*ENTITY\b", re.IGNORECASE)
_HARMLESS = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCKS_MAX = 200


@dataclass(frozen=True, slots=True)
class AdfFound:
    """The drafts of a text, and the element in which it breaks off, if it does. `strict`: nothing inside was mended."""

    drafts: list[Draft]
    cut_inside: str | None = None
    strict: bool = True


def find_adf(text: str, notes: Notes) -> AdfFound | None:
    """All ADF in a text; None where there is none. Raises `Refused` for what passes a limit."""
    if _START.search(text) is None:
        uncovered = _uncover(text, notes)
        if uncovered is None:
            return None
        text = uncovered
    elif text.lstrip("\ufeff")[:1].isspace() and text.lstrip().startswith("<?xml"):
        notes.add("Space before the XML declaration.")
    refuse_excess(text)
    whole = text.strip("\ufeff \t\r\n\0")
    if whole.startswith("<") and "=\n" not in whole and "=\r" not in whole:
        root = parse_strictly(whole, notes)
        if root is not None:
            found = _from_tree(root, notes)
            if found is not None:
                return found
    return _from_blocks(_without_quoted_printable(text, notes), notes)


def refuse_excess(text: str) -> None:
    """Refuse XML that is too large, that declares entities, or is mostly remarks."""
    if len(text) > limits.XML_BYTES_MAX // 4 and len(text.encode("utf-8", "replace")) > limits.XML_BYTES_MAX:
        raise limits.xml_too_large()
    if "<!" not in text:
        return
    if _ENTITY.search(text) and _ENTITY.search(_HARMLESS.sub("", text)):
        raise limits.entities_refused()
    if len(text) > limits.COMMENTS_BYTES_MAX and "<!--" in text:
        remarks = sum(len(match.group(0)) for match in _REMARK.finditer(text))
        if remarks > limits.COMMENTS_BYTES_MAX:
            raise limits.comments_too_large()


def _from_tree(root: Node, notes: Notes) -> AdfFound | None:
    if root.name in ("adf", "prospect"):
        return AdfFound(read_adf(root))
    roots = find_roots(root)
    if not roots:
        return None
    notes.add(f"The ADF stood inside <{root.name}>.")
    return AdfFound([draft for one in roots for draft in read_adf(one)])


def _uncover(text: str, notes: Notes) -> str | None:
    """The text with an escaped or encoded document in the clear; None where there is none."""
    if _ESCAPED.search(text):
        times = 0
        while times < 3 and _START.search(text) is None:
            if times == 0 and looks_like_html(text):
                text = strip_tags(text)
            text = unescape(text)
            times += 1
        if _START.search(text) is None:
            return None
        notes.add("The XML was escaped; unescaped " + ("once." if times == 1 else "twice."))
        return text.replace("\xa0", " ")
    packed = _BASE64.search(text)
    if packed is not None:
        body = _from_base64(packed.group(0))
        if body is not None:
            plain = decode_text(body, None, notes)
            if _START.search(plain) is not None:
                notes.add("The document was still base64; decoded.")
                return plain
    if "=3C" in text and re.search(r"=3C(?:adf|prospect|\?)", text, re.IGNORECASE):
        plain = _from_quoted_printable(text)
        if _START.search(plain) is not None:
            notes.add("Left-over quoted-printable decoded.")
            return plain
    return None


def _from_base64(text: str) -> bytes | None:
    compact = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if len(compact) % 4 == 1:
        compact = compact[:-1]
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_quoted_printable(text: str) -> str:
    decoded = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return decoded.decode("utf-8")
    except UnicodeDecodeError:
        return decoded.decode("cp1252", "replace")


def _without_quoted_printable(text: str, notes: Notes) -> str:
    if "=" in text and (_QUOTED_PRINTABLE.search(text) or _SOFT_BREAK.search(text)):
        notes.add("Left-over quoted-printable decoded.")
        return _from_quoted_printable(text)
    return text


def _from_blocks(text: str, notes: Notes) -> AdfFound | None:
    spans = _spans(text)
    drafts: list[Draft] = []
    cut_inside: str | None = None
    strict = True
    for start, end in spans[:_BLOCKS_MAX]:
        found = _read_block(text[start:end], notes)
        drafts += found.drafts
        cut_inside = cut_inside or found.cut_inside
        strict = strict and found.strict
    if len(spans) > _BLOCKS_MAX or len(drafts) > limits.PROSPECTS_MAX:
        raise limits.too_many_prospects()
    _note_surroundings(text, spans, notes, strict=strict)
    return AdfFound(drafts, cut_inside)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the documents lie: each from its first tag to its last end tag, or to where the next begins."""
    if _ADF_START.search(text) is None:
        starts = [match.start() for match in _PROSPECT_START.finditer(text)]
        ends = [match.end() for match in _PROSPECT_END.finditer(text)]
        last = ends[-1] if ends and ends[-1] > starts[-1] else len(text)
        return [(starts[0], last)] if len(starts) == 1 else _between(starts, ends, len(text))
    starts = [match.start() for match in _ADF_START.finditer(text)]
    ends = [match.end() for match in _ADF_END.finditer(text)]
    return _between(starts, ends, len(text))


def _between(starts: list[int], ends: list[int], length: int) -> list[tuple[int, int]]:
    spans = []
    position = 0
    for start, following in zip(starts, [*starts[1:], length], strict=True):
        while position < len(ends) and ends[position] <= start:
            position += 1
        closed = ends[position] if position < len(ends) and ends[position] <= following else following
        spans.append((start, closed))
    return spans


def _read_block(block: str, notes: Notes) -> AdfFound:
    root = parse_strictly(block, notes) if "\0" not in block else None
    if root is not None:
        return AdfFound(read_adf(root))
    mended = Notes()
    tolerated = read_tolerantly(block, mended)
    notes.extend(mended.said() or ("XML that is not well-formed read all the same.",))
    drafts = [draft for one in find_roots(tolerated.root) for draft in read_adf(one)]
    return AdfFound(drafts, tolerated.cut_inside, strict=False)


def _note_surroundings(text: str, spans: list[tuple[int, int]], notes: Notes, *, strict: bool) -> None:
    around: list[str] = []
    at = 0
    for start, end in spans:
        around.append(text[at:start])
        at = end
    around.append(text[at:])
    outside = "".join(around)
    if not outside.strip("\ufeff \t\r\n\xa0\0"):
        return
    remaining = _INSTRUCTION.sub("", outside)
    if _ANY_TAG.sub("", remaining).strip("\ufeff \t\r\n\xa0\0>"):
        notes.add("Text around the ADF left out.")
    elif strict and remaining != outside:
        notes.add("Instructions before the document dropped.")
    if not notes:
        notes.add("Mark-up around the ADF left out.")
