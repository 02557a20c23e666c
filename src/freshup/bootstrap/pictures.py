"""How pictures are made anew before they are shown to anybody."""

from freshup.adapters.mail.letters.pictures import NoPicture, made_anew


def picture_anew(content: bytes) -> bytes | None:
    """The same picture without what a camera wrote into it, as JPEG; None where it is none that can be shown so."""
    try:
        kind, bare = made_anew(content)
    except NoPicture:
        return None
    return bare if kind == "image/jpeg" else None
