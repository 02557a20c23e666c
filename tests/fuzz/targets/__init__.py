"""One target for each kind of bytes that come from outside: a function that may raise nothing at all."""

from collections.abc import Callable
from typing import Final

from tests.fuzz.targets import documents, files, hooks, letters, said, tables

Target = Callable[[bytes], None]

TARGETS: Final[dict[str, Target]] = {
    "adf": documents.adf,
    "mail": documents.mail,
    "json": documents.json,
    "form": documents.form,
    "lines": documents.lines,
    "letter": letters.letter,
    "html": letters.html,
    "folding": letters.folding,
    "twilio": hooks.twilio,
    "services": hooks.services,
    "leadforms": hooks.leadforms,
    "sandbox": hooks.sandbox,
    "inventory": tables.inventory,
    "national": tables.national,
    "file": files.file,
    "picture": files.picture,
    "values": said.values,
    "words": said.words,
    "view": said.view,
}
