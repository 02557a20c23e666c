"""Which decoders read what comes in, and where large bytes lie."""

from functools import cache
from pathlib import Path

from django.conf import settings

from freshup.adapters.decoding import decode
from freshup.adapters.storage.directory import DirectoryStorage
from freshup.ports.decoding import Decoder
from freshup.ports.storage import Storage


def decoder() -> Decoder:
    return decode


@cache
def storage() -> Storage:
    return DirectoryStorage(Path(settings.FRESHUP_STORAGE))
