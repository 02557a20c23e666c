"""Which texts are shipped: channel, what the page calls them, and what they are for. Their words are by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from freshup.domain.conversations.templates import Template
from freshup.domain.reasons import N_ as _

# key → channel, name, purpose
REGISTRY: Final[Mapping[str, tuple[str, str, str]]] = {
    "text_first": ("text", _("First text"), "follow_up"),
    "text_second": ("text", _("Second text"), "follow_up"),
    "text_third": ("text", _("Third text"), "follow_up"),
    "text_options": ("text", _("Text about something close to it"), "follow_up"),
    "text_visit": ("text", _("Text about a visit"), "follow_up"),
    "phone_text_first": ("text", _("First text after a missed call"), "follow_up"),
    "phone_text_again": ("text", _("Second text after a missed call"), "follow_up"),
    "sell_text_first": ("text", _("First text to a seller"), "follow_up"),
    "sell_text_again": ("text", _("Second text to a seller"), "follow_up"),
    "showroom_text_first": ("text", _("Text after a visit"), "follow_up"),
    "showroom_text_again": ("text", _("Second text after a visit"), "follow_up"),
    "noshow_text_first": ("text", _("Text after a missed appointment"), "follow_up"),
    "noshow_text_again": ("text", _("Second text after a missed appointment"), "follow_up"),
    "service_text_first": ("text", _("Text to a workshop customer"), "follow_up"),
    "sold_text_thanks": ("text", _("Thanks after delivery"), "follow_up"),
    "equity_text_first": ("text", _("Text about their vehicle's value"), "marketing"),
    "revival_text_first": ("text", _("Text after a long silence"), "marketing"),
    "email_first": ("email", _("First personal e-mail"), "follow_up"),
    "email_week": ("email", _("Personal e-mail after a week"), "follow_up"),
    "email_week_again": ("email", _("Another personal e-mail"), "follow_up"),
    "email_options": ("email", _("Something close to it"), "follow_up"),
    "email_visit": ("email", _("What a visit is like"), "follow_up"),
    "email_trade": ("email", _("What to know about a trade-in"), "follow_up"),
    "email_choice": ("email", _("How to choose between two vehicles"), "follow_up"),
    "email_last": ("email", _("Last e-mail"), "follow_up"),
    "badnumber_email": ("email", _("Asks for the right number"), "follow_up"),
    "phone_email": ("email", _("E-mail after a missed call"), "follow_up"),
    "sell_email_first": ("email", _("First e-mail to a seller"), "follow_up"),
    "sell_email_how": ("email", _("How selling to us goes"), "follow_up"),
    "sell_email_last": ("email", _("Last e-mail to a seller"), "follow_up"),
    "service_email": ("email", _("E-mail to a workshop customer"), "follow_up"),
    "showroom_email_thanks": ("email", _("E-mail after a visit"), "follow_up"),
    "showroom_email_questions": ("email", _("What comes up after a visit"), "follow_up"),
    "noshow_email": ("email", _("E-mail after a missed appointment"), "follow_up"),
    "sold_email_checkin": ("email", _("How the first week went"), "follow_up"),
    "sold_email_review": ("email", _("Asks for a review"), "follow_up"),
    "sold_email_half_year": ("email", _("Half a year after delivery"), "follow_up"),
    "sold_email_year": ("email", _("A year after delivery"), "follow_up"),
    "equity_email_first": ("email", _("First e-mail about their vehicle's value"), "marketing"),
    "equity_email_again": ("email", _("Second e-mail about their vehicle's value"), "marketing"),
    "revival_email_first": ("email", _("First e-mail after a long silence"), "marketing"),
    "revival_email_last": ("email", _("Last e-mail after a long silence"), "marketing"),
    "nurture_1": ("email", _("Monthly letter: what they need now"), "follow_up"),
    "nurture_2": ("email", _("Monthly letter: comparing offers"), "follow_up"),
    "nurture_3": ("email", _("Monthly letter: a good test drive"), "follow_up"),
    "nurture_4": ("email", _("Monthly letter: what a vehicle costs in use"), "follow_up"),
    "nurture_5": ("email", _("Monthly letter: looking after the one they have"), "follow_up"),
    "nurture_6": ("email", _("Monthly letter: looking out for them"), "follow_up"),
    "video_walkaround": ("video", _("Personal video"), "follow_up"),
    "call_script": ("call", _("Call, part by part"), "follow_up"),
    "call_objections": ("call", _("What they may say, and an answer"), "follow_up"),
    "sold_call": ("call", _("Call after delivery"), "follow_up"),
    "equity_call": ("call", _("Call about their vehicle's value"), "marketing"),
    "revival_call": ("call", _("Call after a long silence"), "marketing"),
    "call_opening_first_party": ("call", _("Opening line: website"), "follow_up"),
    "call_opening_third_party": ("call", _("Opening line: listing site"), "follow_up"),
    "call_opening_phone": ("call", _("Opening line: they called"), "follow_up"),
    "call_opening_chat": ("call", _("Opening line: chat"), "follow_up"),
    "call_opening_walk_in": ("call", _("Opening line: they came in"), "follow_up"),
    "call_opening_service": ("call", _("Opening line: workshop"), "follow_up"),
    "call_opening_equity": ("call", _("Opening line: our customer"), "marketing"),
    "call_opening_referral": ("call", _("Opening line: recommended to us"), "follow_up"),
    "vm_1_a": ("voicemail", _("Voicemail 1: who and why"), "follow_up"),
    "vm_2_a": ("voicemail", _("Voicemail 2: something useful"), "follow_up"),
    "vm_3_a": ("voicemail", _("Voicemail 3: it may not wait"), "follow_up"),
    "vm_4_a": ("voicemail", _("Voicemail 4: another way"), "follow_up"),
    "vm_1_b": ("voicemail", _("Voicemail 5: who and why"), "follow_up"),
    "vm_2_b": ("voicemail", _("Voicemail 6: something useful"), "follow_up"),
    "vm_3_b": ("voicemail", _("Voicemail 7: it may not wait"), "follow_up"),
    "vm_4_b": ("voicemail", _("Voicemail 8: another way"), "follow_up"),
}

# "Are you still in the market?": never to somebody who bought, by whose hand whatever (MSG-8).
STILL_LOOKING: Final = frozenset(
    {
        "text_third",
        "email_last",
        "revival_text_first",
        "revival_email_first",
        "revival_email_last",
        "revival_call",
        "nurture_1",
        "nurture_6",
    }
)


def in_language(language: str, *words: Mapping[str, tuple[str, str]]) -> tuple[Template, ...]:
    """The registry's texts in one language; a text without words there is a KeyError when this is read."""
    said = {key: pair for some in words for key, pair in some.items()}
    return tuple(
        Template(key, channel, language, name, purpose, *said[key])
        for key, (channel, name, purpose) in REGISTRY.items()
    )
