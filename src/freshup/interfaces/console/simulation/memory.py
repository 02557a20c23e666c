"""Bytes that are kept as long as a simulation lasts, so that it leaves nothing in anybody's home."""

from hashlib import sha256

from freshup.ports.storage import MissingBytes


class MemoryStorage:
    """`ports.storage.Storage`."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        self._kept[name] = content
        return name

    def get(self, name: str) -> bytes:
        try:
            return self._kept[name]
        except KeyError as missing:
            raise MissingBytes(name) from missing

    def forget(self, name: str) -> None:
        self._kept.pop(name, None)

    def part(self, name: str, start: int, length: int) -> bytes:
        return self.get(name)[start : start + length]
