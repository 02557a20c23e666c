"""The follow-up of one opportunity as its panel wants it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from freshup.queries.cadences import FollowUp
from freshup.queries.stores import StoreSettings
from freshup.queries.words import say

KINDS: Final[Mapping[str, tuple[str, Any]]] = {
    # kind of step: (icon, what it is called)
    "email": ("mail", lazy("E-mail")),
    "text": ("text", lazy("Text")),
    "call": ("phone", lazy("Call")),
    "voicemail": ("phone", lazy("Voicemail")),
    "video": ("eye", lazy("Personal video")),
    "task": ("flag", lazy("A manager takes a look")),
    "wait": ("clock", lazy("Wait")),
}
RESULTS: Final[Mapping[str, Any]] = {
    "sent": lazy("sent"),
    "queued": lazy("on its way"),
    "task": lazy("given to a person"),
    "done": lazy("done"),
    "skipped": lazy("left out"),
    "too_late": lazy("too late, left out"),
    "refused": lazy("not allowed"),
    "held": lazy("held for a person"),
    "waited": lazy("waited"),
}

# Why a follow-up ended.
WHY_ENDED: Final[Mapping[str, Any]] = {
    "finished": lazy("it ran to its end"),
    "reply": lazy("the customer wrote"),
    "contact": lazy("somebody spoke with the customer"),
    "appointment": lazy("an appointment was set"),
    "visit": lazy("the customer came in"),
    "sold": lazy("sold"),
    "lost": lazy("closed as lost"),
    "bad": lazy("closed as bad"),
    "opt_out": lazy("the customer asked to be left alone"),
    "bad_number": lazy("the number is wrong"),
    "no_show": lazy("the customer did not come"),
    "stopped": lazy("everything was stopped"),
    "switched": lazy("another one was chosen"),
}


def shown(plan: FollowUp, store: StoreSettings, language: str) -> dict[str, Any]:
    """What runs, what comes with why it is held, and what was done."""
    return {
        "running": bool(plan.key) and plan.ended_at is None,
        "key": plan.key,
        "name": _(plan.name) if plan.name else "",
        "version": plan.version,
        "paused": plan.paused,
        "paused_until": plan.paused_until,
        "ended_by": plan.ended_by,
        "ended_words": _("%(name)s ended: %(why)s")
        % {"name": _(plan.name), "why": WHY_ENDED.get(plan.ended_by, plan.ended_by)}
        if plan.ended_by
        else "",
        "steps": [
            _step(one.kind, automatic=one.automatic)
            | {
                "at": one.at,
                "why": say(one.reason) if one.reason else "",
                "name": _name(one.template, store, language),
            }
            for one in plan.steps
        ],
        "done": [
            _step(one.kind)
            | {
                "at": one.at,
                "result": RESULTS.get(one.result, one.result),
                "why": say(one.reason) if one.reason else "",
            }
            for one in plan.done
        ],
    }


def _step(kind: str, *, automatic: bool = True) -> dict[str, Any]:
    icon, what = KINDS.get(kind, ("note", kind))
    by_hand = kind in ("email", "text") and not automatic
    return {"icon": icon, "what": _("%(what)s by hand") % {"what": what} if by_hand else what}


def _name(key: str, store: StoreSettings, language: str) -> str:
    template = store.template(key, language) if key else None
    return template.name if template else ""
