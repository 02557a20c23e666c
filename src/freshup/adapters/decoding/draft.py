"""A prospect while it is being read: what each field says, still as written."""

from __future__ import annotations

from dataclasses import dataclass

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.context import Notes
from freshup.domain.intake.placeholders import present
from freshup.domain.intake.prospect import ConsentClaim, SourceId


@dataclass(frozen=True, slots=True)
class WrittenPhone:
    raw: str
    kind: str = ""
    time: str = ""
    extension: str | None = None


class Draft:
    """Filled by the readers of all formats; `finish` makes the prospect of it. Vehicles are keyed as `Vehicle`."""

    __slots__ = (
        "claims",
        "comments",
        "company",
        "dated_by_standard",
        "earliest",
        "emails",
        "extensions",
        "full_names",
        "language",
        "latest",
        "name",
        "notes",
        "phones",
        "place",
        "provider",
        "provider_hints",
        "requested_at",
        "resend",
        "source_ids",
        "timeframe",
        "vehicles",
        "vendor",
        "vendor_ids",
        "wants_finance",
        "words",
    )

    def __init__(self) -> None:
        self.notes = Notes()
        self.name: dict[str, str] = {}
        self.full_names: list[str] = []
        self.company: str | None = None
        self.emails: list[str] = []
        self.phones: list[WrittenPhone] = []
        self.place: dict[str, str] = {}
        self.vehicles: list[dict[str, str]] = []
        self.comments: list[tuple[str, str]] = []
        self.timeframe: str | None = None
        self.earliest: str | None = None
        self.latest: str | None = None
        self.wants_finance: bool | None = None
        self.provider: str | None = None
        self.provider_hints: list[str] = []
        self.vendor: str | None = None
        self.vendor_ids: list[SourceId] = []
        self.source_ids: list[SourceId] = []
        self.requested_at: str | None = None
        self.dated_by_standard = False
        self.resend = False
        self.claims: list[ConsentClaim] = []
        self.language: str | None = None
        self.extensions: dict[str, str] = {}
        self.words = ""

    def said(self, text: str | None, what: str) -> str | None:
        """The text of a field, None for an empty one or a placeholder (noted: somebody's template is not filled)."""
        if not text:
            return None
        value = present(text)
        if value is None and not text.isspace():
            self.notes.add(f"“{text.strip()[:40]}” in {what} counts as absent.")
        return value

    def keep(self, path: str, text: str | None) -> None:
        """Keep what has no field of its own, within bounds."""
        if text and len(self.extensions) < limits.EXTENSIONS_MAX:
            key, number = path, 1
            while key in self.extensions and self.extensions[key] != text:
                number += 1
                key = f"{path} {number}"
            self.extensions[key] = text[: limits.EXTENSION_CHARACTERS_MAX]
