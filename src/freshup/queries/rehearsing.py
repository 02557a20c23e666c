"""A cadence tried on a sample lead of one store: in its hours, before its own gate, by what its customers answer to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.domain.cadences import Cadence, CaseFacts, habits_of
from freshup.domain.cadences.rehearsal import Answer, Asking, May, Rehearsal, rehearse
from freshup.domain.consent import Hold, Permit, Place, SendRequest, decide, places_of
from freshup.queries.cases import tallies_of
from freshup.queries.stores import StoreSettings

# Invented, and never sent to: the gate only wants to see that there is something to send to.
SAMPLE_ADDRESSES: Final = {"email": "sample@example.com", "text": "+12025550123", "call": "+12025550123"}
CHANNEL_OF_KIND: Final = {"call": "call", "voicemail": "call", "text": "text", "email": "email"}
SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Sample:
    """The lead a cadence is tried on. `consent`: what the customer agreed to, "inquiry" for whoever just asked."""

    at: datetime
    tier: str = "high"
    source_kind: str = "first_party"
    region: str = ""
    postal_code: str = ""
    has_phone: bool = True
    has_email: bool = True
    consent: str = "inquiry"

    @property
    def places(self) -> tuple[Place, ...]:
        return places_of(self.region, self.postal_code, None)


def rehearse_for(store: StoreSettings, cadence: Cadence, sample: Sample) -> Rehearsal:
    """The calendar of this cadence for such a lead; one statement."""
    tallies = [one for source, one in tallies_of([store.id])[store.id] if source == 0]
    return rehearse(
        cadence,
        _case(store, cadence, sample),
        anchor_at=sample.at,
        seed=SEED,
        calendar=store.calendar,
        zone=store.zone,
        habits=habits_of(tallies),
        may=_gate(store, cadence, sample),
    )


def _case(store: StoreSettings, cadence: Cadence, sample: Sample) -> CaseFacts:
    return CaseFacts(
        tier=sample.tier,
        grade=cadence.grades[0] if cadence.grades else "B",
        source_kind=sample.source_kind,
        kind=cadence.kinds[0] if cadence.kinds else "purchase",
        has_phone=sample.has_phone,
        can_text=sample.has_phone and bool(store.phone_e164),
        has_email=sample.has_email and bool(store.mail_from),
        answered=False,
    )


def _gate(store: StoreSettings, cadence: Cadence, sample: Sample) -> May:
    places = sample.places

    def may(asking: Asking) -> Answer:
        channel = CHANNEL_OF_KIND[asking.kind]
        answer = decide(
            SendRequest(
                "rehearsal",
                cadence.purpose,
                channel,
                SAMPLE_ADDRESSES[channel],
                automated=asking.automatic,
                places=() if channel == "email" else places,
                consent=sample.consent,
                inquired_at=sample.at,
                attempts=asking.attempts,
                automated_attempts=asking.automated,
                registered=store.texts_registered,
            ),
            asking.at,
            store.law,
        )
        if isinstance(answer, Permit):
            return Answer()
        return Answer(answer.until if isinstance(answer, Hold) else None, answer.reason)

    return may
