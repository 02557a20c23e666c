"""Whose records somebody may reach: the first wall of tenancy, and the key to the second.

Every query starts from a `Scope`. `enter` tells PostgreSQL the same scope for the running transaction, so that
a query that forgot to ask sees nothing of other stores either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from freshup.data.models import Opportunity, Rooftop

MANAGING = frozenset({"manager", "principal", "admin"})
ADMINISTERING = frozenset({"principal", "admin", "manager"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What one user may see. `rooftops` are seen whole; elsewhere only opportunities owned by `owners`."""

    user_id: int | None = None
    groups: tuple[int, ...] = ()
    sharing_groups: tuple[int, ...] = ()
    stores: tuple[int, ...] = ()
    rooftops: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    roles: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)

    def manages(self, rooftop_id: int) -> bool:
        return self.roles.get(rooftop_id) in MANAGING

    @property
    def sees_anything(self) -> bool:
        return bool(self.stores)


NOBODY = Scope()


def scope_of(user_id: int) -> Scope:
    """The scope of a signed-in user, from every place they hold; one statement."""
    return scopes_of([user_id])[user_id]


def scopes_of(user_ids: Sequence[int]) -> dict[int, Scope]:
    """The scope of each of these users; one statement for any number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, s.staff_id, s.group_id, s.rooftop_id, s.role, s.scope, s.owners, s.shares_customers"
            " FROM unnest(%s::bigint[]) AS u(id), LATERAL scope_of_user(u.id) s"
            " ORDER BY u.id, s.rooftop_id, s.staff_id",
            [list(user_ids)],
        )
        rows = cursor.fetchall()
    places: dict[int, list[tuple[Any, ...]]] = {user_id: [] for user_id in user_ids}
    for user_id, *place in rows:
        places[user_id].append(tuple(place))
    return {user_id: _scope(user_id, theirs) for user_id, theirs in places.items()}


def _scope(user_id: int, rows: Sequence[tuple[Any, ...]]) -> Scope:
    whole = {store for _, _, store, _, sight, _, _ in rows if sight in ("store", "group")}
    return Scope(
        user_id=user_id,
        groups=_sorted(group for _, group, *_ in rows),
        sharing_groups=_sorted(row[1] for row in rows if row[6]),
        stores=_sorted(row[2] for row in rows),
        rooftops=_sorted(whole),
        owners=_sorted(owner for row in rows for owner in row[5]),
        roles={row[2]: row[3] for row in rows},
        places={row[2]: row[0] for row in rows},
    )


def of_stores(rooftop_ids: Iterable[int], group_ids: Iterable[int] = ()) -> Scope:
    """The scope of a door that acts for these stores and nobody in particular (intake, a public form)."""
    stores = _sorted(rooftop_ids)
    return Scope(stores=stores, rooftops=stores, groups=_sorted(group_ids))


def enter(scope: Scope) -> None:
    """Tell row-level security the scope, until the end of the running transaction; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user', %s, true), set_config('app.groups', %s, true),"
            " set_config('app.sharing_groups', %s, true), set_config('app.stores', %s, true),"
            " set_config('app.rooftops', %s, true), set_config('app.owners', %s, true)",
            [
                "" if scope.user_id is None else str(scope.user_id),
                _joined(scope.groups),
                _joined(scope.sharing_groups),
                _joined(scope.stores),
                _joined(scope.rooftops),
                _joined(scope.owners),
            ],
        )


def rooftops(scope: Scope) -> QuerySet[Rooftop]:
    """The stores somebody works in."""
    return Rooftop.objects.filter(id__in=scope.stores)


def opportunities(scope: Scope) -> QuerySet[Opportunity]:
    """The opportunities somebody may see."""
    return Opportunity.objects.filter(Q(rooftop_id__in=scope.rooftops) | Q(owner_id__in=scope.owners))


def _sorted(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(ids)))


def _joined(ids: tuple[int, ...]) -> str:
    return ",".join(map(str, ids))
