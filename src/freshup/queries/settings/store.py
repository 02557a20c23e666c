"""The store's own details, as its form shows them."""

from typing import Any

from django.forms.models import model_to_dict

from freshup.queries import access
from freshup.queries.access import Scope


def details_of(scope: Scope, rooftop_id: int) -> dict[str, Any]:
    """Every column of the store by name."""
    store = access.rooftops(scope).get(id=rooftop_id)
    return model_to_dict(store)
