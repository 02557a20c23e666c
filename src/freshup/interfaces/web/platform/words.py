"""The audit log in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freshup.interfaces.web.stores.words import KINDS, ROLES, SIGHTS

ACTIONS = {
    "store.changed": _("Changed the store"),
    "hours.changed": _("Changed the hours"),
    "hours.team_changed": _("Changed the team's hours"),
    "team.added": _("Added a team"),
    "team.changed": _("Changed a team"),
    "team.archived": _("Dissolved a team"),
    "staff.added": _("Added a person"),
    "staff.changed": _("Changed a person's place"),
    "staff.shifts_changed": _("Changed shifts"),
    "staff.archived": _("Person left"),
    "staff.restored": _("Person is back"),
    "staff.leads_given_away": _("Gave a person's leads to others"),
    "staff.handed_to_desk": _("Handed open leads to the desk"),
    "time_off.added": _("Noted time off"),
    "time_off.removed": _("Removed time off"),
    "qualification.published": _("Published points"),
    "routing.published": _("Published routing rules"),
    "law.published": _("Published the law"),
    "national_list.loaded": _("Loaded the do-not-call list"),
    "national_list.rejected": _("Tried to load a do-not-call list"),
    "texting.changed": _("Changed the registration for texting"),
    "cadence.published": _("Published a cadence"),
    "template.published": _("Published a text"),
    "sign_in.succeeded": _("Signed in"),
    "sign_in.failed": _("Failed to sign in"),
    "sign_in.locked_out": _("Locked out after failed sign-ins"),
    "sign_in.ended": _("Signed out"),
    "account.password_changed": _("Changed the password"),
    "account.password_reset": _("Reset the password"),
    "account.factor_added": _("Added a second factor"),
    "account.factor_removed": _("Removed a second factor"),
    "account.codes_renewed": _("Renewed recovery codes"),
    "account.factor_failed": _("Wrong second factor"),
}
# What the filter offers: a word → the first parts of actions it means.
TOPICS = {
    "store": (_("Store and hours"), ("store", "hours")),
    "people": (_("People"), ("staff", "team", "time_off")),
    "rules": (_("Rules"), ("qualification", "routing")),
    "intake": (_("Sources and keys"), ("source", "key", "intake", "intake_key")),
    "security": (_("Sign-in"), ("sign_in", "account")),
}
FIELDS = {
    "name": _("Name"), "street": _("Street"), "city": _("City"), "region": _("State"),
    "postal_code": _("ZIP code"), "country": _("Country"), "local_radius_miles": _("Local within"),
    "phone_e164": _("Phone"), "mail_from": _("Sender address"), "website": _("Website"),
    "timezone": _("Time zone"), "language": _("Language"), "response_minutes": _("First attempt within"),
    "after_hours_minutes": _("After hours: within"), "third_party_minutes": _("Third-party leads: within"),
    "desk_name": _("Desk"), "lost_needs_manager": _("Lost needs a manager"),
    "acknowledges": _("Acknowledges"), "role": _("Role"), "scope": _("Sees"), "weight": _("Share"),
    "capacity": _("At most"), "takes_leads": _("Is given leads"), "languages": _("Speaks"),
    "version": _("Version"), "restores": _("Restores version"), "kind": _("Kind"),
    "opportunities": _("Open leads"), "people": _("People"), "account_made": _("New account"),
    "own_hours": _("Own hours"), "holidays": _("Holidays"), "special_days": _("Special days"),
    "reply_minutes": _("A customer's message within"), "remind_after_minutes": _("Remind the owner after"),
    "manager_after_minutes": _("Tell the managers after"), "tasks_a_day": _("Tasks a day"),
    "reassign_after_minutes": _("Give it to somebody else after"), "protected_days": _("Protected days"),
    "hands_over_at_check_in": _("Hand-over at check-in"), "removal_limit_percent": _("Removal limit"),
    "tracks_opens": _("E-mails opened"), "tracks_clicks": _("Links followed"),
    "way": _("To whom"), "receivers": _("Receivers"), "team_id": _("Team"), "factor": _("Factor"), "week": _("Week"),
}  # fmt: skip
VALUES = {**ROLES, **SIGHTS, **KINDS}


def action_words(action: str) -> str:
    """What was done; an action nobody has named yet is shown by its code."""
    words = ACTIONS.get(action)
    return str(words) if words else action.replace(".", " ").replace("_", " ").capitalize()


def change_words(changes: Mapping[str, Any]) -> list[str]:
    """Each changed field in a few words: before → after."""
    return [_one(name, value) for name, value in changes.items()]


def _one(name: str, value: Any) -> str:
    label = str(FIELDS.get(name, name.replace("_", " ")))
    if name in ("week", "special_days", "holidays"):
        return gettext("%(field)s: %(count)s entries") % {"field": label, "count": len(value)}
    if value == []:
        return gettext("%(field)s changed") % {"field": label}
    if isinstance(value, list) and len(value) == 2:
        return f"{label}: {_shown(value[0])} → {_shown(value[1])}"
    return f"{label}: {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "–"
    if value is None or value == "":
        return "–"
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)
