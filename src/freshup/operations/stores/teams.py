"""Teams: people who answer together."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from freshup.data.models import Staff, Team
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries.access import Scope

TEAM_KINDS: Final = ("sales", "bdc", "service", "manager")


class TeamNameTaken(Exception):
    """The store has, or had, a team of this name."""


def team_of(rooftop_id: int, team_id: int) -> Team:
    return Team.objects.get(id=team_id, rooftop_id=rooftop_id, archived_at=None)


def add_team(scope: Scope, rooftop_id: int, *, name: str, kind: str, now: datetime) -> int:
    must_manage(scope, rooftop_id)
    try:
        with transaction.atomic():
            team = Team.objects.create(rooftop_id=rooftop_id, name=name, kind=kind)
    except IntegrityError as error:
        raise TeamNameTaken(name) from error
    _record(scope, team, now, "team.added", {"name": name, "kind": kind})
    return team.pk


def change_team(scope: Scope, rooftop_id: int, team_id: int, *, name: str, kind: str, now: datetime) -> None:
    """Raises TeamNameTaken, Team.DoesNotExist."""
    must_manage(scope, rooftop_id)
    team = team_of(rooftop_id, team_id)
    changes = {"name": [team.name, name], "kind": [team.kind, kind]}
    team.name, team.kind = name, kind
    try:
        with transaction.atomic():
            team.save(update_fields=["name", "kind"])
    except IntegrityError as error:
        raise TeamNameTaken(name) from error
    _record(scope, team, now, "team.changed", changes)


def archive_team(scope: Scope, rooftop_id: int, team_id: int, *, now: datetime) -> int:
    """Dissolve a team: its people stay, without one; how many comes back."""
    must_manage(scope, rooftop_id)
    team = team_of(rooftop_id, team_id)
    left = Staff.objects.filter(team=team).update(team=None)
    team.archived_at = now
    team.save(update_fields=["archived_at"])
    _record(scope, team, now, "team.archived", {"people": left})
    return left


def _record(scope: Scope, team: Team, now: datetime, action: str, changes: dict[str, Any]) -> None:
    record_change(
        rooftop_id=team.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=action,
        target="team",
        target_id=team.pk,
        changes=changes,
    )
