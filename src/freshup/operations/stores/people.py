"""Who works at a store, as what, and when. A person may hold a place in several stores of one group."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from freshup.data.models import Rooftop, Shift, Staff, Team, User
from freshup.domain.stores import HoursRow, check_hours
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries.access import MANAGING, Scope

# Nobody hands out more than they hold.
RANK: Final = {"agent": 0, "salesperson": 0, "advisor": 0, "manager": 1, "principal": 2, "admin": 2}


class AlreadyHere(Exception):
    """This person holds a place in this store."""


class AccountElsewhere(Exception):
    """The address has an account, and the asker sees no place of its owner in this group."""


class RoleTooHigh(Exception):
    """The asker may not give this role, or change somebody who holds it."""


class LastManager(Exception):
    """Without this person nobody could manage the store."""


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is at a store, and what share of the leads they get (`weight` in percent)."""

    role: str = "salesperson"
    scope: str = "store"
    team_id: int | None = None
    weight: int = 100
    capacity: int = 40
    tasks_a_day: int = 80
    takes_leads: bool = True
    languages: tuple[str, ...] = ()


def grantable_roles(scope: Scope, rooftop_id: int) -> tuple[str, ...]:
    """The roles this asker may give."""
    own = RANK.get(scope.roles.get(rooftop_id, ""), 0)
    return tuple(role for role, rank in RANK.items() if rank <= own)


def invite_person(
    scope: Scope,
    rooftop_id: int,
    *,
    email: str,
    name: str,
    language: str,
    password: str,
    place: Place,
    now: datetime,
) -> tuple[int, bool]:
    """Give somebody a place: (staff id, whether an account was made for them with `password`).

    Somebody of the same group keeps their account and password. Raises AlreadyHere, AccountElsewhere,
    RoleTooHigh.
    """
    _may_give(scope, rooftop_id, place.role)
    store = Rooftop.objects.get(id=rooftop_id)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    made = user is None
    if user is None:
        user = _make_account(email, name, language, password, now)
    elif not Staff.objects.filter(user=user, group_id=store.group_id).exists():
        raise AccountElsewhere
    try:
        with transaction.atomic():
            person = Staff.objects.create(
                user=user,
                group_id=store.group_id,
                rooftop_id=rooftop_id,
                joined_on=now.date(),
                **_columns(rooftop_id, place),
            )
    except IntegrityError as error:
        raise AlreadyHere from error
    _record(scope, rooftop_id, person.pk, now, "staff.added", {"role": place.role, "account_made": made})
    return person.pk, made


def change_person(scope: Scope, rooftop_id: int, staff_id: int, place: Place, *, now: datetime) -> None:
    """Raises RoleTooHigh, LastManager, Staff.DoesNotExist."""
    person = _person(scope, rooftop_id, staff_id)
    _may_give(scope, rooftop_id, place.role)
    if place.role not in MANAGING:
        _keep_a_manager(rooftop_id, person)
    columns = _columns(rooftop_id, place)
    changes = {
        name: [getattr(person, name), value]
        for name, value in columns.items()
        if getattr(person, name) != value
    }
    if not changes:
        return
    for name, value in columns.items():
        setattr(person, name, value)
    person.save(update_fields=list(columns))
    _record(scope, rooftop_id, staff_id, now, "staff.changed", changes)


def archive_person(scope: Scope, rooftop_id: int, staff_id: int, *, now: datetime) -> None:
    """They see nothing here from now on and get no leads; what they own stays theirs until re-assigned.

    Raises RoleTooHigh, LastManager, Staff.DoesNotExist.
    """
    person = _person(scope, rooftop_id, staff_id)
    _keep_a_manager(rooftop_id, person)
    person.archived_at = now
    person.save(update_fields=["archived_at"])
    _record(scope, rooftop_id, staff_id, now, "staff.archived", {})


def restore_person(scope: Scope, rooftop_id: int, staff_id: int, *, now: datetime) -> None:
    person = _person(scope, rooftop_id, staff_id)
    person.archived_at = None
    person.save(update_fields=["archived_at"])
    _record(scope, rooftop_id, staff_id, now, "staff.restored", {})


def set_shifts(
    scope: Scope, rooftop_id: int, staff_id: int, week: Sequence[HoursRow], *, now: datetime
) -> None:
    """Replace somebody's weekly shifts. Raises InvalidHours, Staff.DoesNotExist."""
    check_hours(week)
    person = _person(scope, rooftop_id, staff_id)
    Shift.objects.filter(staff=person).delete()
    Shift.objects.bulk_create(
        Shift(rooftop_id=rooftop_id, staff=person, weekday=day, starts_minute=start, ends_minute=end)
        for day, start, end in week
    )
    changes = {"week": [list(row) for row in week]}
    _record(scope, rooftop_id, staff_id, now, "staff.shifts_changed", changes)


def _person(scope: Scope, rooftop_id: int, staff_id: int) -> Staff:
    must_manage(scope, rooftop_id)
    person = Staff.objects.select_for_update().get(id=staff_id, rooftop_id=rooftop_id)
    if person.role not in grantable_roles(scope, rooftop_id):
        raise RoleTooHigh
    return person


def _may_give(scope: Scope, rooftop_id: int, role: str) -> None:
    must_manage(scope, rooftop_id)
    if role not in grantable_roles(scope, rooftop_id):
        raise RoleTooHigh


def _keep_a_manager(rooftop_id: int, leaving: Staff) -> None:
    if leaving.role not in MANAGING or leaving.archived_at is not None:
        return
    # Two managers who demote each other at the same moment must not both succeed.
    list(Rooftop.objects.select_for_update().filter(id=rooftop_id))
    others = Staff.objects.filter(rooftop_id=rooftop_id) | Staff.objects.filter(
        rooftop__isnull=True, group_id=leaving.group_id
    )
    others = others.filter(role__in=MANAGING, archived_at=None, user__is_active=True)
    if not others.exclude(id=leaving.pk).exists():
        raise LastManager


def _make_account(email: str, name: str, language: str, password: str, now: datetime) -> User:
    user = User.objects.create_user(email, password, name=name, language=language, created_at=now)
    # A second factor can only be set up by somebody whose address counts as verified: the manager vouches.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _columns(rooftop_id: int, place: Place) -> dict[str, Any]:
    columns = asdict(place) | {"languages": list(place.languages)}
    if place.team_id is not None:
        columns["team_id"] = Team.objects.get(id=place.team_id, rooftop_id=rooftop_id, archived_at=None).pk
    return columns


def _record(
    scope: Scope, rooftop_id: int, staff_id: int, now: datetime, action: str, changes: dict[str, Any]
) -> None:
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=action,
        target="staff",
        target_id=staff_id,
        changes=changes,
    )
