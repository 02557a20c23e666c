"""The small marks that carry a judgement: tier, grade, stage. Each has a shape or word beside its colour."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UP = "M0 10 6 0l6 10Z"
TIERS = {
    "hot": (
        pgettext_lazy("tier", "Hot"),
        f'<svg viewBox="0 0 26 10" aria-hidden="true"><path d="{UP}M14 10l6-10 6 10Z"/></svg>',
    ),
    "high": (
        pgettext_lazy("tier", "High"),
        f'<svg viewBox="0 0 12 10" aria-hidden="true"><path d="{UP}"/></svg>',
    ),
    "medium": (
        pgettext_lazy("tier", "Medium"),
        '<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5"/></svg>',
    ),
    "low": (
        pgettext_lazy("tier", "Low"),
        '<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.2"/></svg>',
    ),
}
GRADES = {
    "A": _("Grade A: complete, a specific vehicle, within 30 days"),
    "B": _("Grade B: complete, vague or later"),
    "C": _("Grade C: incomplete or doubtful"),
    "D": _("Grade D: duplicate, spam or not a sale"),
}
# Facts move an opportunity along six steps; the other stages are ends, which have no place on the line.
STEPS = {
    "new": 1,
    "attempting": 2,
    "engaged": 3,
    "appointment": 4,
    "visited": 5,
    "proposal": 5,
    "sold": 6,
    "delivered": 6,
}
PIPS = '<svg viewBox="0 0 48 9" aria-hidden="true"><use href="#stage-{}"/></svg>'
STAGES = {
    "new": pgettext_lazy("stage", "New"),
    "attempting": pgettext_lazy("stage", "Attempting"),
    "engaged": pgettext_lazy("stage", "Engaged"),
    "appointment": pgettext_lazy("stage", "Appointment"),
    "visited": pgettext_lazy("stage", "Visited"),
    "proposal": pgettext_lazy("stage", "Proposal"),
    "sold": pgettext_lazy("stage", "Sold"),
    "delivered": pgettext_lazy("stage", "Delivered"),
    "lost": pgettext_lazy("stage", "Lost"),
    "bad": pgettext_lazy("stage", "Bad"),
    "duplicate": pgettext_lazy("stage", "Duplicate"),
    "inactive": pgettext_lazy("stage", "Inactive"),
}


def tier_html(tier: str | None, score: int | None) -> SafeString:
    word, shape = TIERS.get(tier or "", (_("Not scored"), ""))
    return format_html(
        '<span class="tier" data-tier="{}">{}{}{}</span>',
        tier if tier in TIERS else "none",
        mark_safe(shape),
        word,
        format_html('<span class="figure">{}</span>', score) if score is not None else "",
    )


def grade_html(grade: str | None) -> SafeString:
    known = grade if grade in GRADES else None
    meaning = GRADES[known] if known else _("Not graded")
    return format_html(
        '<span class="grade" data-grade="{}" role="img" aria-label="{}" title="{}">{}</span>',
        known or "none",
        meaning,
        meaning,
        known or "–",
    )


def stage_html(stage: str) -> SafeString:
    step = STEPS.get(stage, 0)
    return format_html(
        '<span class="stage"{}>{}{}</span>',
        "" if step else SafeString(" data-closed"),
        format_html(PIPS, step) if step else "",
        STAGES.get(stage, stage),
    )
