"""The hours of a store, and of a team with hours of its own: the whole week is replaced at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from freshup.data.models import ObservedHoliday, OpeningHours, SpecialDay
from freshup.domain.stores import HoursRow, SpecialRow, check_hours, special_days_from_rows
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.operations.stores.teams import team_of
from freshup.queries.access import Scope


def set_store_hours(
    scope: Scope,
    rooftop_id: int,
    week: Sequence[HoursRow],
    special: Sequence[SpecialRow],
    observed: Iterable[str],
    *,
    now: datetime,
    ip: str | None = None,
) -> None:
    """Replace the week, the special days and the observed holidays. Raises InvalidHours."""
    must_manage(scope, rooftop_id)
    check_hours(week)
    special_days_from_rows(special)
    observed = sorted(set(observed))
    _replace_week(rooftop_id, None, week)
    SpecialDay.objects.filter(rooftop_id=rooftop_id).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(rooftop_id=rooftop_id, on=on, name=name, opens_minute=opens, closes_minute=closes)
        for on, name, opens, closes in special
    )
    ObservedHoliday.objects.filter(rooftop_id=rooftop_id).delete()
    ObservedHoliday.objects.bulk_create(
        ObservedHoliday(rooftop_id=rooftop_id, name=name) for name in observed
    )
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="hours.changed",
        target="rooftop",
        target_id=rooftop_id,
        changes={
            "week": [list(row) for row in week],
            "special_days": [on.isoformat() for on, *_ in special],
            "holidays": observed,
        },
        ip=ip,
    )


def set_team_hours(
    scope: Scope,
    rooftop_id: int,
    team_id: int,
    week: Sequence[HoursRow],
    *,
    own_hours: bool,
    now: datetime,
    ip: str | None = None,
) -> None:
    """Give a team its own week, or let it follow the store's (its typed week is kept for later).

    Raises InvalidHours, Team.DoesNotExist.
    """
    must_manage(scope, rooftop_id)
    check_hours(week)
    team = team_of(rooftop_id, team_id)
    team.own_hours = own_hours
    team.save(update_fields=["own_hours"])
    _replace_week(rooftop_id, team_id, week)
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="hours.team_changed",
        target="team",
        target_id=team_id,
        changes={"own_hours": own_hours, "week": [list(row) for row in week]},
        ip=ip,
    )


def _replace_week(rooftop_id: int, team_id: int | None, week: Sequence[HoursRow]) -> None:
    rows = OpeningHours.objects.filter(rooftop_id=rooftop_id)
    (rows.filter(team__isnull=True) if team_id is None else rows.filter(team_id=team_id)).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            rooftop_id=rooftop_id, team_id=team_id, weekday=day, opens_minute=opens, closes_minute=closes
        )
        for day, opens, closes in week
    )
