"""What a list of leads can be narrowed to: the people and the sources of the stores it is about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

# A list of six hundred colleagues helps nobody choose and weighs 30 kB: who wants one picks a store first.
OWNERS_MAX: Final = 80
SOURCES_MAX: Final = 1_000


@dataclass(frozen=True, slots=True)
class Choices:
    """`owners` are (staff id, name), none when they are too many to choose from.

    `sources` are names, each with the ids it has in the stores.
    """

    owners: Sequence[tuple[int, str]]
    sources: dict[str, tuple[int, ...]]


def choices(rooftop_ids: Sequence[int]) -> Choices:
    """The people who take leads and the sources, by name; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            (SELECT 0, st.id, a.name FROM staff st JOIN account a ON a.id = st.user_id
             WHERE st.rooftop_id = ANY(%(stores)s) AND st.archived_at IS NULL AND a.is_active
             ORDER BY a.name, st.id LIMIT %(owners)s)
            UNION ALL
            (SELECT 1, id, name FROM source WHERE rooftop_id = ANY(%(stores)s) AND archived_at IS NULL
             ORDER BY name, id LIMIT %(sources)s)
            """,
            {"stores": list(rooftop_ids), "owners": OWNERS_MAX + 1, "sources": SOURCES_MAX},
        )
        rows = cursor.fetchall()
    sources: dict[str, list[int]] = defaultdict(list)
    for which, id, name in rows:
        if which == 1:
            sources[name].append(id)
    owners = [(id, name) for which, id, name in rows if which == 0]
    return Choices(
        owners=owners if len(owners) <= OWNERS_MAX else [],
        sources={name: tuple(ids) for name, ids in sorted(sources.items())},
    )
