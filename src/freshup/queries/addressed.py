"""Which store a lead belongs to, asked by a door that has nothing but an address signed by us."""

from collections.abc import Sequence
from typing import Final

from freshup.data.sql import rows

STORES_OF: Final = "SELECT id, rooftop_id, group_id FROM find_opportunities(%s)"


def stores_of(opportunity_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By opportunity, (store, group). Only for ids whose address was signed by us: the signature is the permission."""
    return {id: (store, group) for id, store, group in rows(STORES_OF, [sorted(set(opportunity_ids))])}
