"""A reader for documents that a strict parser refuses. Takes anything, says what was wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.context import Notes
from freshup.adapters.decoding.entities import ILLEGAL, has_html_reference, has_stray_ampersand, unescape
from freshup.adapters.decoding.markup import BREAKS, FOR_THE_EYE, Node

_TOKEN = re.compile(
    r"""<!--(?P<remark>.*?)(?:-->|\Z)
    |<!\[CDATA\[(?P<literal>.*?)(?P<literal_end>\]\]>|\Z)
    |(?P<instruction><[?!](?:[^<>"']|"[^"<>]*"|'[^'<>]*'|["'])*+>?)
    |</\s*(?P<end>[A-Za-z_][\w:.\-]*+)[^<>]*>
    |<(?P<start>[A-Za-z_][\w:.\-]*+)(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*'|["'])*+)>
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.\-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_OPEN_TAG = re.compile(r"<(?:/?[A-Za-z_!?][^<>]*)?\Z")
_CURLY = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‚": "'", "\xa0": " "}
)

# Elements that hold text only: an element that begins inside one of them means that its end was forgotten.
_TEXT_ONLY = frozenset(
    [
        "requestdate",
        "year",
        "make",
        "model",
        "vin",
        "stock",
        "trim",
        "doors",
        "bodystyle",
        "transmission",
        "email",
        "street",
        "city",
        "regioncode",
        "postalcode",
        "country",
        "vendorname",
        "url",
        "service",
        "interiorcolor",
        "exteriorcolor",
    ]
)


@dataclass(slots=True)
class _Open:
    node: Node
    pieces: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tolerated:
    """What was read. `cut_inside` names the element in which the document ends too soon."""

    root: Node
    cut_inside: str | None


class _Builder:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.root = Node("")
        self.open: list[_Open] = [_Open(self.root)]

    def text(self, raw: str) -> None:
        if not raw:
            return
        if "&" in raw:
            if has_stray_ampersand(raw):
                self.notes.add("Stray & read as text.")
            if has_html_reference(raw):
                self.notes.add("HTML character names such as &nbsp; resolved.")
            raw = unescape(raw)
        if "<" in raw:
            self.notes.add("Stray < read as text.")
        self.literal(raw)

    def literal(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def start(self, written: str, attributes: str) -> None:
        name = self._name(written)
        closed = attributes.rstrip().endswith("/")
        if name in FOR_THE_EYE:
            self._for_the_eye(name, "<{}>" if name in ("script", "style") else "")
            return
        if self.open[-1].node.name in _TEXT_ONLY:
            self.notes.add(f"<{self.open[-1].node.name}> was never closed.")
            self._close()
        node = Node(
            name, self._attributes(attributes.rstrip().removesuffix("/")) if attributes.strip() else None
        )
        self.open[-1].node.children.append(node)
        if not closed:
            self.open.append(_Open(node))
            if len(self.open) - 1 > limits.XML_DEPTH_MAX:
                raise limits.too_deep()

    def end(self, written: str) -> None:
        name = self._name(written)
        if name in FOR_THE_EYE:
            self._for_the_eye(name, "</{}>" if name in ("script", "style") else "")
            return
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].node.name == name:
                while len(self.open) - 1 > depth:
                    self.notes.add(f"<{self.open[-1].node.name}> was never closed.")
                    self._close()
                self._close()
                return
        self.notes.add(f"</{name}> closes nothing.")

    def finish(self) -> None:
        while len(self.open) > 1:
            self._close()
        self._close()

    def _close(self) -> None:
        done = self.open.pop()
        done.node.text = "".join(done.pieces).strip(" \t\r\n\xa0")

    def _for_the_eye(self, name: str, shape: str) -> None:
        if name in BREAKS:
            self.literal("\n")
        elif shape:
            self.literal(shape.format(name))

    def _name(self, written: str) -> str:
        prefix, colon, local = written.rpartition(":")
        if colon and written.lower() == "o:p":
            return "o:p"
        if colon:
            self.notes.add(f"Prefix {prefix}: left aside.")
        lowered = local.lower()
        if lowered != local and lowered not in FOR_THE_EYE:
            self.notes.add("Element names in capitals.")
        return lowered

    def _attributes(self, written: str) -> dict[str, str]:
        straight = written.translate(_CURLY)
        if straight != written:
            self.notes.add("Typographic quotation marks in a tag straightened.")
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(straight):
            key, double, single, bare = match.groups()
            if bare is not None:
                self.notes.add("Attribute values without quotation marks.")
            value = next((one for one in (double, single, bare) if one is not None), "")
            if has_stray_ampersand(value):
                self.notes.add("Stray & read as text.")
            found.setdefault(key.rpartition(":")[2].lower(), unescape(value))
        return found


def read_tolerantly(text: str, notes: Notes) -> Tolerated:
    """Nodes out of any text, below a nameless root. Raises `Refused` for nesting beyond the limit."""
    if ILLEGAL.search(text):
        notes.add("Control characters removed.")
        text = ILLEGAL.sub("", text)
    builder = _Builder(notes)
    at = 0
    for token in _TOKEN.finditer(text):
        builder.text(text[at : token.start()])
        at = token.end()
        kind = token.lastgroup
        if token["start"] is not None:
            builder.start(token["start"], token["attributes"])
        elif token["end"] is not None:
            builder.end(token["end"])
        elif token["literal"] is not None:
            builder.literal(token["literal"])
            if not token["literal_end"]:
                kind = "unfinished"
        if kind == "unfinished":
            break
    rest = text[at:]
    unfinished = _OPEN_TAG.search(rest) if rest else None
    builder.text(rest[: unfinished.start()] if unfinished is not None else rest)
    cut_inside = _cut_inside(builder)
    builder.finish()
    return Tolerated(builder.root, cut_inside)


def _cut_inside(builder: _Builder) -> str | None:
    """The innermost element still open at the end, if a prospect is among those open or none was ever finished."""
    names = [one.node.name for one in builder.open]
    if "prospect" in names:
        return names[-1]
    if "adf" in names:
        adf = builder.open[names.index("adf")].node
        return None if any(child.name == "prospect" for child in adf.children) else names[-1]
    return None
