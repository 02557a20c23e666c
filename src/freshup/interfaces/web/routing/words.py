"""Words of the routing pages."""

from django.utils.translation import gettext_lazy as _

METHODS = {
    "round_robin": _("In turn"),
    "weighted": _("By share"),
    "least_loaded": _("Fewest waiting first"),
    "best_performer": _("By results, bounded"),
    "claim_pool": _("A pool to claim from"),
}
SLOTS = {
    "sales": _("Sales"),
    "bdc": _("BDC"),
    "service": _("Service"),
    "manager": _("Managers"),
}
DEPARTMENTS = {"sales": _("Sales"), "service": _("Service"), "parts": _("Parts")}
CONDITIONS = {"new": _("New"), "used": _("Used")}
HOW = {
    "existing": _("Existing relationship"),
    "rule": _("A rule"),
    "shortfall": _("Everyone's turn"),
    "desk": _("The desk"),
}
