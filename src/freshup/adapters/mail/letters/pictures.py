"""Pictures made anew: what a customer's camera wrote into them (where they live, when) goes no further.

A file of a few kilobytes can claim a picture of gigabytes, so the claim is read before anything is decoded.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageFile, ImageOps

from freshup.domain.reasons import N_ as _

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
# The best phones take 50 megapixels. Decoded in one byte a colour they are 200 MB for a moment.
PIXELS_MAX: Final = 64_000_000
SIDE_MAX: Final = 4_096
QUALITY: Final = 88

TOO_MANY_PIXELS: Final = _("a picture of more than 64 megapixels")
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
                width, height = picture.size
                if width * height > PIXELS_MAX:
                    raise NoPicture(TOO_MANY_PIXELS)
                return _written(picture)
    except NoPicture:
        raise
    except FAULTS as fault:
        raise NoPicture(BROKEN) from fault


def _written(picture: ImageFile.ImageFile) -> tuple[str, bytes]:
    flat = picture.format == "JPEG"
    if flat:
        # Decoded smaller at once, for a quarter of the memory.
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    shown = ImageOps.exif_transpose(picture).convert("RGB" if flat else "RGBA")
    shown.thumbnail((SIDE_MAX, SIDE_MAX))
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    out = io.BytesIO()
    if flat:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
        return "image/jpeg", out.getvalue()
    bare.save(out, "PNG")
    return "image/png", out.getvalue()
