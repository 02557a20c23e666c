"""The words of every problem a template may have."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    "template.no_subject": _("An e-mail needs a subject"),
    "template.too_long": _("This may be at most %(most)s characters long"),
    "template.unclosed": _("A brace is not closed; write {{ or }} where you mean a brace"),
    "template.unknown_field": _("Nothing fills the blank %(field)s"),
    "template.segments": _("This text needs %(count)s segments; at most %(most)s are sent"),
    "template.channel_used": _("The channel stays: these cadences send it: %(cadences)s"),
    "template.missing": _("Nothing is known for: %(fields)s"),
    "template.unit_gone": _("The vehicle it speaks of is not here any more"),
    "angry.threat": _("They speak of a lawyer, an authority or the press"),
    "angry.review": _("They speak of a bad review"),
    "angry.insult": _("They call us names, or dishonest"),
    "angry.ignored": _("They say that nobody answers them"),
    "angry.fury": _("They say that they are angry"),
    "angry.shouting": _("They write in capitals, and complain"),
    "angry.by_hand": _("Somebody here says so"),
}
