"""The words of every reason routing gives."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    "rules.no_time": _("The window must not be empty"),
    "routing.owner_open": _("Already looks after this customer's open opportunity"),
    "routing.owner_earlier": _("Looked after this customer before"),
    "routing.owner_gone": _("The owner so far no longer takes leads here"),
    "routing.owner_off_shift": _("The owner so far is not on shift"),
    "routing.owner_full": _(
        "The owner so far has %(waiting)s leads waiting for a first contact, the most allowed"
    ),
    "routing.rule": _("The rule “%(rule)s” fits"),
    "routing.rule_empty": _("Nobody the rule “%(rule)s” means can take it"),
    "routing.pool": _("Waits in the pool “%(pool)s” for whoever claims it"),
    "routing.by_round_robin": _("Next in turn of %(people)s people for grade %(grade)s"),
    "routing.by_weighted": _("Furthest behind their share of grade %(grade)s among %(people)s people"),
    "routing.by_least_loaded": _("Fewest leads waiting among %(people)s people"),
    "routing.by_best_performer": _(
        "Furthest behind the share their results earn of grade %(grade)s, of %(people)s people"
    ),
    "routing.desk_nobody_on_shift": _("Nobody is on shift: it lies on %(desk)s until the store opens"),
    "routing.desk_nobody_free": _("Nobody on shift can take it: it lies on %(desk)s"),
    "routing.chosen": _("Gets it"),
    "routing.off_shift": _("Not on shift"),
    "routing.full": _("Has %(waiting)s leads waiting for a first contact, the most allowed"),
    "routing.not_target": _("Not among those the rule means"),
    "routing.not_asked": _("Not asked: it was decided before"),
    "routing.turn_of_other": _("Another one is further behind"),
    "routing.taken_by": _("Took the call or met the customer"),
    "routing.not_worked": _("Not worked, so nobody is asked; the desk keeps it"),
    "routing.more_waiting": _("Has more leads waiting, or as many and another's turn"),
}
