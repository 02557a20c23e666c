"""The stores' sources: names met for the first time become sources, to be reviewed by a person."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from freshup.data.bulk import Table, insert
from freshup.data.models import Rooftop
from freshup.data.sql import rows
from freshup.queries.stores import SourceFacts

# What a name nobody knows is, by the way it came; somebody reviews it anyway.
KIND_OF_CHANNEL = {
    "phone": "phone",
    "missed": "phone",
    "walk_in": "walk_in",
    "form": "first_party",
    "chat": "chat",
}


SOURCE = Table(
    "source",
    {
        "rooftop_id": "bigint",
        "name": "text",
        "kind": "text",
        "parent_id": "bigint",
        "discovered_at": "timestamptz",
    },
)
MADE = """
SELECT s.rooftop_id, s.name, s.id, s.kind, s.parent_id
FROM unnest(%s::bigint[], %s::text[]) AS a(rooftop_id, name)
JOIN source s ON s.rooftop_id = a.rooftop_id AND s.name = a.name
"""


def discover(
    names: Mapping[tuple[int, str], tuple[SourceFacts | None, str]], *, now: datetime
) -> dict[tuple[int, str], SourceFacts]:
    """Make a source of each (rooftop, name) nobody has met; answers with all of them, whoever made them.

    A name met through a key that has a source becomes a sub-source of that one, of its kind. Two spellings
    that differ in case alone are one source.
    """
    spelled: dict[tuple[int, str], tuple[int, str]] = {}
    for rooftop, name in sorted(names):
        spelled.setdefault((rooftop, name.casefold()), (rooftop, name))
    wanted = list(spelled.values())
    insert(
        SOURCE,
        [(*one, *_under(*names[one]), now) for one in wanted],
        suffix="ON CONFLICT (rooftop_id, name) DO NOTHING",
    )
    found = rows(MADE, [[one[0] for one in wanted], [one[1] for one in wanted]])
    made = {
        (rooftop, name.casefold()): SourceFacts(id, name, kind, parent)
        for rooftop, name, id, kind, parent in found
    }
    Rooftop.objects.filter(id__in={rooftop for rooftop, _ in names}).update(
        settings_version=F("settings_version") + 1
    )
    return {(rooftop, name): made[rooftop, name.casefold()] for rooftop, name in names}


def _under(parent: SourceFacts | None, channel: str) -> tuple[str, int | None]:
    """The kind of a discovered source, and the source it is a part of; two floors, no more."""
    if parent is not None:
        # A talk on the site is a talk, whatever key the widget carries.
        kind = KIND_OF_CHANNEL["chat"] if channel == "chat" else parent.kind
        return kind, parent.parent_id or parent.id
    return KIND_OF_CHANNEL.get(channel, "third_party"), None
