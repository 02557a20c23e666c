"""Bytes of any origin → the prospects in them."""

from __future__ import annotations

from freshup.adapters.decoding.documents import read_document
from freshup.adapters.decoding.keeping import kept
from freshup.domain.intake.prospect import Decoded, Document


def decode(document: Document) -> Decoded:
    """What a received document says. Takes any bytes; what can't be understood is quarantined, never an error."""
    return kept(read_document(document))


__all__ = ["decode"]
