"""The words of every reason a cadence gives."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    "cadence.answered": _("The customer has answered, so this is left out"),
    "cadence.not_outcome": _("Left out: only meant for another outcome of the last call"),
    "cadence.not_tier": _("Left out for the tier %(tier)s"),
    "cadence.not_source": _("Left out for leads of this kind of source"),
    "cadence.too_late": _("More than %(minutes)s minutes late, so it was left out"),
    "cadence.no_phone": _("There is no phone number to call"),
    "cadence.no_text": _("No text can be sent to this customer"),
    "cadence.no_email": _("There is no e-mail address"),
    "cadence.no_video": _("There is no way to send a video to this customer"),
    "cadence.finished": _("The last step of “%(cadence)s” is done"),
    "cadence.nothing_fits": _("No further step of “%(cadence)s” is meant for this customer"),
    "cadence.no_steps": _("A cadence needs at least one step"),
    "cadence.only_waits": _("It does nothing but wait"),
    "cadence.too_many": _("It has %(count)s steps; at most %(most)s are allowed"),
    "cadence.too_long": _("It runs for %(days)s days; at most %(most)s are allowed"),
    "cadence.no_end": _("It goes back to “%(step)s”, so it would never end"),
    "cadence.repeats_at_once": _("Repetitions need a time between them"),
    "cadence.loop_between": _("Cadences lead in a circle: %(keys)s"),
    "cadence.unknown_step": _("There is no step “%(step)s”"),
    "cadence.unknown_cadence": _("There is no cadence “%(cadence)s”"),
    "cadence.unknown_template": _("There is no text “%(template)s”"),
    "cadence.no_template": _("An automatic message needs a text"),
    "cadence.wrong_channel": _("The text “%(template)s” is for %(channel)s"),
    "cadence.goes_back": _("It lies before the step above it"),
    "cadence.no_tier_left": _("No customer has all the tiers asked for"),
    "cadence.no_source_left": _("The cadence does not serve these sources, so the step is never done"),
    "cadence.no_call_before": _("It waits for a call's outcome, but no call comes before it"),
    "cadence.same_kind": _("The other channel is the same one"),
    "cadence.no_target": _("Say which cadence to switch to"),
}
