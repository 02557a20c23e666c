"""Pictures made anew: what a customer's camera wrote into them (where they live, when) goes no further.

A file of a few kilobytes can claim a picture of gigabytes, so the claim is read before anything is decoded: none
takes more than 256 MB for its moment, which a bomb of 8 kB of PNG once took three times over.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageFile, ImageOps

from freshup.domain.reasons import N_ as _

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
# The best phones take 50 megapixels, as JPEG, which can be decoded at half or a quarter of its size.
PIXELS_MAX: Final = 64_000_000
# What is decoded whole, at four bytes a pixel and up to three times over. Phones' screens have five megapixels.
WHOLE_PIXELS_MAX: Final = 15_000_000
SIDE_MAX: Final = 4_096
QUALITY: Final = 88

TOO_MANY_PIXELS: Final = _("a picture of more than 64 megapixels")
TOO_MANY_WHOLE: Final = _("a picture of more than 15 megapixels that is no ordinary JPEG")
BROKEN: Final = _("a picture that can't be read")
# What Pillow raises for files that are broken or made to harm.
FAULTS: Final = (
    OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, OverflowError, MemoryError, EOFError,
    ZeroDivisionError, AttributeError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class NoPicture(ValueError):
    """It can't be shown, and why."""


def made_anew(content: bytes) -> tuple[str, bytes]:
    """The same picture as (media type, bytes), upright, no larger than a screen needs, and without any metadata.

    Moving pictures stand still. Raises NoPicture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                _refuse_bombs(picture)
                return _written(picture)
    except NoPicture:
        raise
    except FAULTS as fault:
        raise NoPicture(BROKEN) from fault


def _refuse_bombs(picture: ImageFile.ImageFile) -> None:
    width, height = picture.size
    if width * height > PIXELS_MAX:
        raise NoPicture(TOO_MANY_PIXELS)
    # One that builds up step by step is held whole by the decoder, however small it is wanted.
    by_rows = picture.format == "JPEG" and "progressive" not in picture.info
    if width * height > WHOLE_PIXELS_MAX and not by_rows:
        raise NoPicture(TOO_MANY_WHOLE)


def _written(picture: ImageFile.ImageFile) -> tuple[str, bytes]:
    flat = picture.format == "JPEG"
    if flat:
        _decode_smaller(picture)
    shown: Image.Image = picture
    if picture.mode != (mode := "RGB" if flat else "RGBA"):
        shown = picture.convert(mode)
    shown.thumbnail((SIDE_MAX, SIDE_MAX))
    shown = ImageOps.exif_transpose(shown)
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    out = io.BytesIO()
    if flat:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
        return "image/jpeg", out.getvalue()
    bare.save(out, "PNG")
    return "image/png", out.getvalue()


def _decode_smaller(picture: ImageFile.ImageFile) -> None:
    """At half its size or less where it is larger than it is shown: a quarter of the time and the memory."""
    longest = max(picture.size)
    if longest > SIDE_MAX:
        width, height = (max(1, side * SIDE_MAX // 2 // longest) for side in picture.size)
        picture.draft("RGB", (width, height))
    else:
        picture.draft("RGB", picture.size)
