"""Bytes too large for a row (over 256 kB), named by their content."""

from typing import Protocol

LARGE_BYTES = 256 * 1024


class MissingBytes(LookupError):
    """Nothing is stored under that name; the row that names it is right, the store of bytes is not."""


class Storage(Protocol):
    def put(self, content: bytes) -> str:
        """Keep the bytes and return their name (SHA-256, hex). The same bytes have the same name."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes of that name. Raises `MissingBytes`."""
        ...

    def forget(self, name: str) -> None:
        """Keep these bytes no longer; whoever asks has made sure that no row names them. Nothing there is no error."""
        ...

    def part(self, name: str, start: int, length: int) -> bytes:
        """At most so many of its bytes from there on, without reading the rest. Raises `MissingBytes`."""
        ...
