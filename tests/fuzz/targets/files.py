"""Files that hang on messages: what they are is found in their bytes, and no name or picture does harm."""

from typing import Final

from freshup.adapters.mail.letters.files import EXTENSIONS, NAME_LENGTH_MAX, PICTURES, RUNS, enclose
from freshup.adapters.mail.letters.pictures import NoPicture, made_anew
from freshup.domain.conversations.videos import media_type_of
from freshup.ports.letters import Enclosed
from tests.fuzz.storable import assert_storable

UNSAFE: Final = frozenset('/\\<>:"|?*\r\n\t\0\u202e')


def file(content: bytes) -> None:
    """The first line is the name a mail gives it, the second what it claims to be."""
    name, _, rest = content.partition(b"\n")
    declared, _, body = rest.partition(b"\n")
    one = enclose(name.decode("utf-8", "replace"), body, declared.decode("latin-1"))
    _judge(one, body)
    if not one.refused:
        again = enclose(one.name, one.content, one.media_type)
        assert again.name == one.name, "a harmless name is changed once more"
        assert again.kind == one.kind
        assert not again.refused


def _judge(one: Enclosed, body: bytes) -> None:
    assert_storable(one, longest=4_000)
    assert not UNSAFE & set(one.name), one.name
    assert len(one.name) <= NAME_LENGTH_MAX + 4
    assert one.name.strip(". ") == one.name
    assert bool(one.content) != bool(one.refused)
    if one.refused:
        return
    stem, _, ending = one.name.rpartition(".")
    assert not stem or ending.lower() not in RUNS or one.media_type in EXTENSIONS
    assert one.content == body or one.media_type in PICTURES


def picture(content: bytes) -> None:
    media_type_of(content)
    try:
        kind, bare = made_anew(content)
    except NoPicture:
        return
    assert kind in ("image/jpeg", "image/png")
    assert made_anew(bare)[0] == kind
    assert b"Exif" not in bare[:4_000]
