"""A group with two stores, and files of the national list."""

import io
from datetime import datetime

from freshup.data.models import DncImport, DncNumber, Group
from freshup.operations.consent.national_list import load
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, world

__all__ = ["NOW", "World", "behind_the_wall", "client_of", "scope", "world"]


def loaded(
    group: Group, *lines: str, full: bool = True, confirmed: bool = False, now: datetime = NOW
) -> DncImport:
    """What becomes of a file with these lines."""
    file = io.BytesIO("\n".join(lines).encode())
    return load(file, group.pk, file_name="list.txt", full=full, confirmed=confirmed, now=now)


def numbers(group: Group) -> list[int]:
    return list(DncNumber.objects.filter(group=group).order_by("number").values_list("number", flat=True))
