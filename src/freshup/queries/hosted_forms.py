"""What a store's public inquiry form shows."""

from dataclasses import dataclass

from freshup.data.models import IntakeKey


@dataclass(frozen=True, slots=True)
class FormFacts:
    """The store's name and the words of consent it asks with, as they stand now."""

    store: str
    website: str
    consent_text: str
    consent_version: int


def form_of(key_id: int) -> FormFacts | None:
    """The form of this key, in the scope of its store; one statement."""
    columns = ("rooftop__name", "rooftop__website", "consent_text", "consent_version")
    row = IntakeKey.objects.filter(id=key_id, kind="form").values_list(*columns).first()
    return FormFacts(*row) if row else None
