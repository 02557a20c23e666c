"""Changing how a store is set up: each change is checked against the asker's place, and audited."""

from freshup.operations.stores.desk import hand_to_desk
from freshup.operations.stores.details import DETAILS, change_store
from freshup.operations.stores.guard import must_manage
from freshup.operations.stores.hours import set_store_hours, set_team_hours
from freshup.operations.stores.people import (
    AccountElsewhere,
    AlreadyHere,
    LastManager,
    Place,
    RoleTooHigh,
    archive_person,
    change_person,
    grantable_roles,
    invite_person,
    restore_person,
    set_shifts,
)
from freshup.operations.stores.teams import (
    TEAM_KINDS,
    TeamNameTaken,
    add_team,
    archive_team,
    change_team,
)
from freshup.operations.stores.time_off import add_time_off, remove_time_off

__all__ = [
    "DETAILS",
    "TEAM_KINDS",
    "AccountElsewhere",
    "AlreadyHere",
    "LastManager",
    "Place",
    "RoleTooHigh",
    "TeamNameTaken",
    "add_team",
    "add_time_off",
    "archive_person",
    "archive_team",
    "change_person",
    "change_store",
    "change_team",
    "grantable_roles",
    "hand_to_desk",
    "invite_person",
    "must_manage",
    "remove_time_off",
    "restore_person",
    "set_shifts",
    "set_store_hours",
    "set_team_hours",
]
