"""Everything somebody owns at a store, to be given to others."""

from typing import Final

from freshup.data.sql import rows
from freshup.domain.leads import CLOSED_STAGES
from freshup.queries.response.untouched import COLUMNS, Untouched

# More than anybody ever owned; what is beyond it goes with the next round.
OWNED_MAX: Final = 5_000


def owned_by(staff_id: int, rooftop_id: int, *, hold: bool = False) -> list[Untouched]:
    """Their open opportunities at this store, newest activity first; one statement. `hold` keeps them still."""
    found = rows(
        f"SELECT {COLUMNS} FROM opportunity o WHERE o.owner_id = %s AND o.rooftop_id = %s AND o.closed_at IS NULL"
        f" AND o.stage <> ALL(%s) ORDER BY o.last_activity_at DESC, o.id DESC LIMIT %s"
        f"{' FOR NO KEY UPDATE OF o' if hold else ''}",
        [staff_id, rooftop_id, sorted(str(stage) for stage in CLOSED_STAGES), OWNED_MAX],
    )
    return [Untouched(*row) for row in found]


def names_of_customers(opportunity_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Name and vehicle of each, for a sample; one statement."""
    found = rows(
        "SELECT o.id, concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), o.wanted FROM opportunity o"
        " JOIN person p ON p.id = o.person_id WHERE o.id = ANY(%s)",
        [opportunity_ids],
    )
    return {id: (name, wanted) for id, name, wanted in found}
