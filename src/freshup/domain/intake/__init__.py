"""What arrives from lead sources, and what it comes to."""

from freshup.domain.intake.prospect import (
    ConsentClaim,
    Decoded,
    Document,
    KindHint,
    MailFacts,
    Outcome,
    Phone,
    PhoneKind,
    Prospect,
    SourceId,
    Vehicle,
)

__all__ = [
    "ConsentClaim",
    "Decoded",
    "Document",
    "KindHint",
    "MailFacts",
    "Outcome",
    "Phone",
    "PhoneKind",
    "Prospect",
    "SourceId",
    "Vehicle",
]
