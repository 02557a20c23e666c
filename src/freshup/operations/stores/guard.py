"""Who may change a store: asked here once more, whatever the door asked."""

from django.core.exceptions import PermissionDenied

from freshup.queries.access import Scope


def must_manage(scope: Scope, rooftop_id: int) -> None:
    """Row-level security knows stores, not roles: an agent's statement would pass it. This is the wall."""
    if not scope.manages(rooftop_id):
        raise PermissionDenied("Only a manager of this store may do that.")
