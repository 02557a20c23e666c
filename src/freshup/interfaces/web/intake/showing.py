"""Bytes as a person can look at them: nothing hidden, nothing executed, nothing endless."""

import unicodedata
from dataclasses import dataclass
from typing import Final

SHOWN_BYTES_MAX: Final = 200_000
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A document's text for display. `cut` when there is more than is shown."""

    text: str
    cut: bool
    encoding: str
    control_characters: int


def shown(body: bytes) -> Shown:
    """The first 200 kB as text, with every character visible that would otherwise hide."""
    part = body[:SHOWN_BYTES_MAX]
    encoding = encoding_of(part)
    text = part.decode(encoding, "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    visible = text.translate(_PICTURES)
    hidden = sum(a != b for a, b in zip(text, visible, strict=True))
    for one in {
        char for char in visible if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf")
    }:
        # A right-to-left override would show the reader another text than the decoder reads.
        hidden += visible.count(one)
        visible = visible.replace(one, f"⟨U+{ord(one):04X}⟩")
    return Shown(visible, len(body) > len(part), encoding, hidden)


def encoding_of(body: bytes) -> str:
    """The encoding the bytes are most likely in; Windows' own where they are no UTF-8."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    try:
        # The cut may go through a character: that alone does not make it another encoding.
        body[:-4].decode("utf-8") if len(body) == SHOWN_BYTES_MAX else body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def editable(body: bytes) -> str | None:
    """The text for an editor, without what no editor can hold; None for what is too large to edit by hand."""
    if len(body) > SHOWN_BYTES_MAX:
        return None
    text = body.decode(encoding_of(body), "replace").removeprefix("\ufeff")
    return "".join(char for char in text if char in "\r\n\t" or unicodedata.category(char) != "Cc").replace(
        "\r\n", "\n"
    )


def edited(text: str, original: bytes) -> bytes:
    """The text of an editor as bytes, with the line ends the original had: mail headers end in CR LF."""
    lines = text.replace("\r\n", "\n")
    return (lines.replace("\n", "\r\n") if b"\r\n" in original else lines).encode()
