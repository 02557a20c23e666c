"""The HTML of a mail made safe: nothing runs, nothing is sent, nothing is fetched.

A picture from elsewhere tells the sender that and where a mail was read, so each leaves a mark in its place.
"""

import re
from collections.abc import Mapping
from typing import Final

import nh3

HTML_CHARACTERS_MAX: Final = 1_000_000
# Closing elements nested without end takes time by the square of their number.
DEPTH_MAX: Final = 1_000
_TAGS: Final = """
    a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font h1 h2
    h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th
    thead tr tt u ul var wbr"""
_SWALLOWED: Final = "script style title head template iframe object embed svg math select textarea"
_STYLES: Final = """
    color background-color font-weight font-style font-size font-family text-align text-decoration line-height margin
    margin-top margin-bottom margin-left padding padding-left border border-left border-collapse width max-width
    vertical-align white-space"""
# What closes itself or is closed by its next.
_FLAT: Final = "br hr img p li td th tr dd dt input meta link col area base wbr option"
TAGS, SWALLOWED, STYLES, FLAT = (frozenset(one.split()) for one in (_TAGS, _SWALLOWED, _STYLES, _FLAT))
ATTRIBUTES: Final[Mapping[str, set[str]]] = {
    "*": {"style", "dir", "lang", "align", "valign"},
    "a": {"href"},
    "img": {"alt"},
    "td": {"colspan", "rowspan", "width", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "bgcolor"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor"},
    "font": {"color", "size"},
    "ol": {"start"},
}
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
# A style that could fetch, or hide what it says behind escapes and comments.
FETCHES: Final = re.compile(
    r"url|image|expression|import|behavior|binding|javascript|[\\@]|/\*", re.IGNORECASE
)
PICTURE: Final = re.compile(r'<img(?: alt="([^"<>]*)")?>')
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def safe_html(html: str) -> str:
    """The mail as it may be shown in a frame of its own; "" where it is too large or too deep to be made safe."""
    if len(html) > HTML_CHARACTERS_MAX or _too_deep(html):
        return ""
    return _clean(PICTURE.sub(_mark, _clean(html))).strip()


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(SWALLOWED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel="noopener nofollow noreferrer",
        filter_style_properties=set(STYLES),
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name != "alt":
        # Nothing else of it is shown, and `PICTURE` is to find every one.
        return None
    if name == "style":
        return None if FETCHES.search(value) else value
    if name == "alt":
        return " ".join(re.sub(r'["<>]', " ", value).split())[:100]
    return value


def _mark(picture: "re.Match[str]") -> str:
    """A sign instead of words: the page around says in the reader's language that pictures are not loaded."""
    return f"<em>[\N{SQUARE WITH ORTHOGONAL CROSSHATCH FILL} {picture[1] or ''}]</em>"


def _too_deep(html: str) -> bool:
    depth = deepest = 0
    for closing, name in TAG.findall(html):
        if name.lower() in FLAT:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest > DEPTH_MAX
