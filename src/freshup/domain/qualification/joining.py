"""What a second inquiry adds to what the first one told."""

from dataclasses import fields, replace

from freshup.domain.qualification.facts import InquiryFacts

VEHICLE_DETAIL = ("none", "some", "model", "specific")


def joined_facts(new: InquiryFacts, known: InquiryFacts) -> InquiryFacts:
    """Both inquiries as one: the newer word counts, silence takes nothing back, the exacter vehicle stays.

    The source stays the one that began the effort: a second provider does not make the customer a weaker buyer.
    """
    kept = {
        one.name: getattr(known, one.name)
        for one in fields(new)
        if one.name not in ("vehicle", "source_kind") and not getattr(new, one.name)
    }
    exacter = max(new.vehicle, known.vehicle, key=VEHICLE_DETAIL.index)
    return replace(new, **kept, vehicle=exacter, source_kind=known.source_kind)
