"""The national do-not-call list of a group: a file of it loaded whole, or turned away whole with the line to blame.

What is there already stays: only the difference is written, so a monthly scrub of a million numbers that hardly
changed writes next to nothing. Memory is bounded by area codes, not by numbers.
"""

from array import array as numbers_array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Final

from django.db import connection, transaction

from freshup.data.bulk import array, sending_apart
from freshup.data.models import DncArea, DncImport, DncNumber
from freshup.domain.consent.national_file import (
    LINE_BYTES_MAX,
    AreaNumbers,
    NationalFile,
    WrongFile,
    read_national,
    shrinks,
)
from freshup.domain.reasons import Reason
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope

LOADED: Final = "loaded"
REJECTED: Final = "rejected"
CHUNK: Final = 50_000
FILE_NAME_LENGTH_MAX: Final = 200
# The advisory-lock space of groups whose list is being loaded; nobody else uses it.
LOADING_SPACE: Final = 41_005
AREA_SIZE: Final = 10_000_000

INSERT: Final = """
INSERT INTO dnc_number (group_id, number) SELECT %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING
"""
DELETE: Final = "DELETE FROM dnc_number WHERE group_id = %s AND number = ANY (%s::bigint[])"


@dataclass(slots=True)
class Change:
    """What a file changes in one area code, by whole numbers."""

    area: str
    before: int
    added: AreaNumbers
    removed: "numbers_array[int]"

    @property
    def base(self) -> int:
        return int(self.area) * AREA_SIZE


def load(
    file: IO[bytes],
    group_id: int,
    *,
    file_name: str,
    full: bool,
    now: datetime,
    by: int | None = None,
    confirmed: bool = False,
) -> DncImport:
    """Load a file for a group; `full`: what it does not name in its area codes is gone. Answers with the import, also
    of a file that was turned away. `confirmed`: areas may lose more than two fifths.
    """
    made = DncImport(
        group_id=group_id, at=now, by_user_id=by, file_name=file_name[:FILE_NAME_LENGTH_MAX], full=full
    )
    try:
        said = read_national(_lines(file), full=full)
        made.numbers = said.numbers
        with transaction.atomic():
            _alone(group_id)
            changes = [_change(group_id, area, said, full) for area in said.areas]
            _refuse_broken(changes, group_id, full=full, confirmed=confirmed)
            made.added = sum(_write(group_id, one) for one in changes)
            made.removed = sum(len(one.removed) for one in changes)
            _stamp(group_id, changes, now=now)
            made.state = LOADED
            made.save()
    except WrongFile as wrong:
        made.state, made.reason = REJECTED, wrong.reason.to_json()
        made.save()
    return made


def load_by_hand(
    scope: Scope,
    rooftop_id: int,
    group_id: int,
    file: IO[bytes],
    *,
    file_name: str,
    full: bool,
    confirmed: bool,
    now: datetime,
    ip: str | None = None,
) -> DncImport:
    """The same by a manager of one of the group's stores; it stands in the audit log, without numbers."""
    must_manage(scope, rooftop_id)
    made = load(
        file,
        group_id,
        file_name=file_name,
        full=full,
        now=now,
        by=scope.user_id,
        confirmed=confirmed,
    )
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"national_list.{made.state}",
        target="dnc_import",
        target_id=made.pk,
        changes={"added": [0, made.added], "removed": [0, made.removed]},
        ip=ip,
    )
    return made


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """A line that never ends is cut, and then found to be none."""
    while line := file.readline(LINE_BYTES_MAX + 1):
        yield line


def _alone(group_id: int) -> None:
    """One file of a group at a time: two would each take the other's numbers for gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOADING_SPACE, group_id])


def _change(group_id: int, area: str, said: NationalFile, full: bool) -> Change:
    base = int(area) * AREA_SIZE
    added = said.listed.get(area) or AreaNumbers()
    gone = said.gone.get(area)
    removed, before = numbers_array("q"), 0
    kept = DncNumber.objects.filter(group_id=group_id, number__gte=base, number__lt=base + AREA_SIZE)
    for number in kept.values_list("number", flat=True).iterator(chunk_size=CHUNK):
        before += 1
        is_named = added.discard(number - base)
        if (full and not is_named) or (gone is not None and gone.discard(number - base)):
            removed.append(number)
    return Change(area, before, added, removed)


def _refuse_broken(changes: list[Change], group_id: int, *, full: bool, confirmed: bool) -> None:
    """Raises WrongFile: changes of a list that was never loaded, or an area that all but vanishes."""
    if not full:
        known = set(DncArea.objects.filter(group=group_id).values_list("area_code", flat=True))
        for one in changes:
            if one.area not in known:
                raise WrongFile(Reason("dnc.no_list", {"area": one.area}))
    for one in changes:
        if not confirmed and shrinks(one.before, len(one.removed)):
            params: dict[str, str | int] = {
                "area": one.area,
                "removed": len(one.removed),
                "before": one.before,
            }
            raise WrongFile(Reason("dnc.shrinks", params))


def _write(group_id: int, change: Change) -> int:
    """How many numbers are new."""
    count, base = len(change.added), change.base
    with sending_apart() as cursor:
        for start in range(0, len(change.removed), CHUNK):
            cursor.execute(DELETE, [group_id, array(list(change.removed[start : start + CHUNK]))])
        numbers = (base + one for one in change.added)
        while chunk := list(islice(numbers, CHUNK)):
            cursor.execute(INSERT, [group_id, array(chunk)])
    return count


def _stamp(group_id: int, changes: list[Change], *, now: datetime) -> None:
    DncArea.objects.bulk_create(
        [
            DncArea(
                group_id=group_id,
                area_code=one.area,
                loaded_at=now,
                numbers=one.before - len(one.removed) + len(one.added),
            )
            for one in changes
        ],
        update_conflicts=True,
        unique_fields=["group", "area_code"],
        update_fields=["loaded_at", "numbers"],
    )
