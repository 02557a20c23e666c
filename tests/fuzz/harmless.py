"""No file of the corpus holds a number or an address that somebody could have, however the fuzzer put it together."""

import re
from hashlib import blake2b
from typing import Final

# Ten digits that could be dialled, written in any way; only 555-01xx belongs to nobody (ATIS-0300048).
_PHONE: Final = re.compile(
    rb"(?<!\d)(?:\+?1[ .\-]?)?\(?([2-9]\d\d)\)?([ .\-]{0,2})([2-9]\d\d)([ .\-]?)(\d{4})(?!\d)"
)
# And domains of RFC 2606 and 6761 only.
_ADDRESS: Final = re.compile(
    rb"[\w.+'\-]{1,64}@([A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,24})(?![\w])"
)
_INVENTED: Final = re.compile(
    rb"(?:\A|\.)(?:example(?:\.[a-z]+)?|test|invalid|localhost)\Z|(?:\A|\.)example\.[a-z.]+\Z", re.IGNORECASE
)


def offences(content: bytes) -> list[bytes]:
    """What could be somebody's telephone or mailbox."""
    return _offences(content) + _offences(content.replace(b"\0", b""))


def _offences(content: bytes) -> list[bytes]:
    phones = [found[0] for found in _PHONE.finditer(content) if not _nobodys(found)]
    mail = [found[0] for found in _ADDRESS.finditer(content) if not _INVENTED.search(found[1])]
    return phones + mail


def made_harmless(content: bytes) -> bytes:
    content = _PHONE.sub(lambda found: found[0] if _nobodys(found) else _invented(found), content)
    return _ADDRESS.sub(
        lambda found: found[0] if _INVENTED.search(found[1]) else found[0][: -len(found[1])] + b"example.com",
        content,
    )


def _nobodys(found: "re.Match[bytes]") -> bool:
    return found[3] == b"555" and found[5].startswith(b"01")


def _invented(found: "re.Match[bytes]") -> bytes:
    """The same number of digits, written the same way."""
    last = b"01%02d" % (blake2b(found[0], digest_size=1).digest()[0] % 100)
    whole, start = found[0], found.start()
    pieces = [whole[: found.start(3) - start], b"555", found[4], last]
    return b"".join(pieces)
