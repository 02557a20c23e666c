"""A document as plain nodes, and the strict reading of one: lxml, hardened."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.context import Notes
from freshup.adapters.decoding.entities import unescape

# Mark-up for the eye that mail programs put around and into an ADF document: its text counts, the tags don't.
FOR_THE_EYE: Final = frozenset(
    [
        "p",
        "br",
        "div",
        "span",
        "font",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "pre",
        "tt",
        "code",
        "small",
        "big",
        "sub",
        "sup",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "center",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "html",
        "body",
        "head",
        "meta",
        "img",
        "hr",
        "o:p",
        "script",
        "style",
        "link",
        "wbr",
    ]
)
BREAKS: Final = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "hr"})
_SPOKEN: Final = frozenset({"script", "style"})
_SPACES: Final = re.compile(r"\s")


class Node:
    """An element: local name in lower case, attributes likewise, its own text, the elements inside."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.attributes: dict[str, str] = {} if attributes is None else attributes
        self.text = ""
        self.children: list[Node] = []

    def find(self, name: str) -> Node | None:
        for child in self.children:
            if child.name == name:
                return child
        return None


# Reads nothing but the bytes given: no entities, no DTD, no network, no huge trees.
_PARSER: Final = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    strip_cdata=True,
)


def parse_strictly(text: str, notes: Notes) -> Node | None:
    """The root of a well-formed document; None where a strict parser refuses it."""
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    if "<!DOCTYPE" in text:
        _refuse_entities(root)
    return _grow(root, _local(str(root.tag), notes), 1, notes)


def _refuse_entities(root: etree._Element) -> None:
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise limits.entities_refused()


def _grow(element: etree._Element, name: str, depth: int, notes: Notes) -> Node:
    if depth > limits.XML_DEPTH_MAX:
        raise limits.too_deep()
    node = Node(name)
    for key, value in element.items():
        node.attributes[_attribute(str(key))] = str(value)
    text = element.text
    pieces: list[str] = []
    for child in element:
        tag: object = child.tag
        tail = child.tail
        if not isinstance(tag, str):  # a reference to an entity that nobody declared, such as &nbsp;
            notes.add("HTML character names such as &nbsp; resolved.")
            pieces += (unescape(child.text or ""), tail or "")
            continue
        inner = _local(tag, notes)
        if inner in FOR_THE_EYE:
            pieces += (_spoken(child, inner, depth + 1), tail or "")
            continue
        node.children.append(_grow(child, inner, depth + 1, notes))
        if tail and not tail.isspace():
            pieces.append(tail)
    if pieces:
        text = f"{text or ''}{''.join(pieces)}"
    if text:
        node.text = text.strip()
    return node


def _spoken(element: etree._Element, name: str, depth: int) -> str:
    """The text inside mark-up for the eye. Scripts stay visible: whoever reads the lead should see what was sent."""
    if depth > limits.XML_DEPTH_MAX:
        raise limits.too_deep()
    pieces = [element.text or ""]
    for child in element:
        tag = child.tag
        pieces += (_spoken(child, tag.lower() if isinstance(tag, str) else "", depth + 1), child.tail or "")
    inner = "".join(pieces)
    if name in _SPOKEN:
        return f"<{name}>{inner}</{name}>"
    return f"{inner}\n" if name in BREAKS else inner


def _local(tag: str, notes: Notes) -> str:
    if tag.islower() and tag[0] != "{":
        return tag
    if tag[0] == "{":
        tag = tag.rpartition("}")[2]
    if not tag.islower():
        lowered = tag.lower()
        if lowered != tag:
            notes.add("Element names in capitals.")
        return lowered
    return tag


def _attribute(key: str) -> str:
    return key if key.islower() and key[0] != "{" else key.rpartition("}")[2].lower()
