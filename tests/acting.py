"""Being somebody with less power for a while, inside the transaction of a test."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LISTS = ("app.rooftops", "app.stores", "app.groups", "app.sharing_groups", "app.owners")
SETTINGS = ("role", *LISTS, "app.user")


@contextmanager
def acting_as(
    login: str,
    rooftops: Iterable[int] = (),
    *,
    stores: Iterable[int] | None = None,
    groups: Iterable[int] = (),
    sharing_groups: Iterable[int] = (),
    owners: Iterable[int] = (),
    user: int | None = None,
) -> Iterator[None]:
    """The statements inside run as this role with this scope; afterwards the test is who it was before.

    `rooftops` are the stores seen whole, `stores` those worked in (the same ones unless given). Row-level
    security goes by the current role, so this is the wall that pages meet. A statement that the wall refuses
    undoes what was written inside the block, as it would undo the page's transaction.
    """
    whole = list(rooftops)
    lists = [whole, whole if stores is None else stores, groups, sharing_groups, owners]
    scope = [*(",".join(map(str, ids)) for ids in lists), "" if user is None else str(user)]
    with transaction.atomic():
        before = _current()
        _set([login, *scope])
        yield
        _set(before)


def _current() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['coalesce(current_setting(%s, true), %s)'] * len(SETTINGS))}", _paired()
        )
        return list(cursor.fetchone())


def _paired() -> list[str]:
    return [part for name in SETTINGS for part in (name, "")]


def _set(values: list[str]) -> None:
    with connection.cursor() as cursor:
        for name, value in zip(SETTINGS, values, strict=True):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
