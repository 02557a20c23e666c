"""Files that customers send: a name that is harmless, a type found in the bytes, and what is not taken at all.

What a mail says of a file is a claim: "invoice.pdf" may be a program. Programs, scripts and pages that run scripts
are kept out and named, so that whoever answers can say so.
"""

import re
import unicodedata
from typing import Final

from freshup.adapters.mail.letters.pictures import NoPicture, made_anew
from freshup.domain.reasons import N_ as _
from freshup.ports.letters import Enclosed

FILE_BYTES_MAX: Final = 25_000_000
NAME_LENGTH_MAX: Final = 120
EXTENSION_LENGTH_MAX: Final = 10
NAMES_IN_ARCHIVE_MAX: Final = 2_000

TOO_LARGE: Final = _("larger than 25 MB")
PROGRAM: Final = _("a program or script")
HIDDEN_PROGRAM: Final = _("holds a program or script")
EMPTY: Final = _("empty")

# What a double click would run, on any desk. Pages and drawings run scripts too.
_ENDINGS: Final = """
    ade adp apk app appimage appx bat cab chm class cmd com command cpl deb desktop dll dmg docm dotm exe gadget hta htm
    html img inf ins iso jar jnlp js jse lnk mde mht mhtml msc msi msix msp mst ocx osx pif pkg pl potm ppam ppsm pptm
    ps1 psm1 py rb reg rpm run scf scr sct sh shtml svg svgz sys url vb vbe vbs vhd vhdx vxd workflow ws wsc wsf wsh
    xbap xhtml xlam xlsm xltm xll"""
RUNS: Final = frozenset(_ENDINGS.split())
MAGIC: Final[tuple[tuple[bytes, int, str], ...]] = (
    (b"%PDF-", 0, "application/pdf"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
    (b"ftypheix", 4, "image/heic"),
    (b"ftypqt", 4, "video/quicktime"),
    (b"ftypM4A", 4, "audio/mp4"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"\xff\xf3", 0, "audio/mpeg"),
    (b"WAVE", 8, "audio/wav"),
    (b"OggS", 0, "audio/ogg"),
    (b"#!AMR", 0, "audio/amr"),
    (b"PK\x03\x04", 0, "application/zip"),
    (b"\xd0\xcf\x11\xe0", 0, "application/x-ole-storage"),
    (b"{\\rtf", 0, "application/rtf"),
    (b"BEGIN:VCARD", 0, "text/vcard"),
    (b"BEGIN:VCALENDAR", 0, "text/calendar"),
)
RUNS_BY_MAGIC: Final = (
    b"MZ", b"\x7fELF", b"#!/", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)  # fmt: skip
MARKUP: Final = re.compile(
    rb"\A[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|head|body|script|svg|\?xml[^>]*>\s*<svg)", re.IGNORECASE
)
EXTENSIONS: Final = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "image/heic": "heic", "video/quicktime": "mov", "video/mp4": "mp4", "video/webm": "webm", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/wav": "wav", "audio/ogg": "ogg", "audio/amr": "amr", "application/rtf": "rtf",
    "text/vcard": "vcf", "text/calendar": "ics",
}  # fmt: skip
# Office's own formats are archives and old ones containers: the name says which, once it is known to be harmless.
OFFICE: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "pages": "application/zip",
    "zip": "application/zip",
}
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
# In the directory of a ZIP: lengths of name, extra field and comment, then the name (APPNOTE 4.3.12).
IN_ARCHIVE: Final = re.compile(rb"PK\x01\x02.{24}(..)....{14}", re.DOTALL)

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_UNSAFE: Final = re.compile(r"[<>:\"|?*%;]")
_DEVICES: Final = re.compile(r"\A(?:con|prn|aux|nul|com\d|lpt\d)\Z", re.IGNORECASE)


def enclose(name: str, content: bytes, declared: str = "") -> Enclosed:
    """One file as it may be kept, or named with the reason why it is not."""
    kind = media_type_of(content, declared)
    given = plain_name(name, "")
    refused = _refused(given, content)
    if refused:
        return Enclosed("file", given or "file", kind, b"", len(content), refused)
    shown = plain_name(name, EXTENSIONS.get(kind, ""))
    if kind in PICTURES:
        try:
            kind, content = made_anew(content)
        except NoPicture as broken:
            return Enclosed("picture", shown, kind, b"", len(content), str(broken))
        return Enclosed("picture", plain_name(name, EXTENSIONS[kind]), kind, content, len(content))
    return Enclosed("file", shown, OFFICE.get(_extension(shown), kind), content, len(content))


def media_type_of(content: bytes, declared: str = "") -> str:
    """What the bytes are. Only that something is text is believed, where nothing speaks against it."""
    head = content[:64]
    for magic, at, kind in MAGIC:
        if head[at : at + len(magic)] == magic:
            return kind
    plain = declared.startswith("text/") and b"\0" not in content[:4_000]
    return "text/plain" if plain and not MARKUP.match(content[:200]) else "application/octet-stream"


def plain_name(raw: str, extension: str) -> str:
    """A name that names no place, hides nothing and ends in the extension of what it is; "" where none is left.

    "../../etc/passwd" → "passwd", "photo.exe.jpg" → "photo_exe.jpg", a name written backwards → as it is.
    """
    name = _UNSEEN.sub("", unicodedata.normalize("NFC", raw[-1_000:]))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNSAFE.sub("_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending.isalnum() or len(ending) > EXTENSION_LENGTH_MAX:
        stem, ending = name, ""
    ending = ending.lower()
    if extension and ending != extension and not (extension == "jpg" and ending == "jpeg"):
        stem, ending = (f"{stem}.{ending}" if ending in RUNS else stem), extension
    parts = stem.split(".")
    stem = parts[0] + "".join(("_" if one.lower() in RUNS else ".") + one for one in parts[1:])
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    whole, stem = stem, stem[: NAME_LENGTH_MAX - len(ending) - 1].strip(". ")
    if not ending and len(stem) < len(whole):
        # Cut short it may end in something that runs.
        return plain_name(stem, extension)
    if not stem and not ending:
        return ""
    return f"{stem or 'file'}.{ending}" if ending else stem


def _refused(name: str, content: bytes) -> str:
    if not content:
        return EMPTY
    if len(content) > FILE_BYTES_MAX:
        return TOO_LARGE
    if _extension(name) in RUNS or content.startswith(RUNS_BY_MAGIC) or MARKUP.match(content[:400]):
        return PROGRAM
    return HIDDEN_PROGRAM if content.startswith(b"PK") and _hides_program(content) else ""


def _hides_program(archive: bytes) -> bool:
    """By the names in its directory; nothing is unpacked."""
    for count, entry in enumerate(IN_ARCHIVE.finditer(archive)):
        if count >= NAMES_IN_ARCHIVE_MAX:
            return True
        length = int.from_bytes(entry[1], "little")
        name = archive[entry.end() : entry.end() + length].decode("utf-8", "replace").lower()
        if _extension(name) in RUNS or name.endswith("vbaproject.bin"):
            return True
    return False


def _extension(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot else ""
