"""The second wall of tenancy: row-level security and grants, as SQL made from one table of tables.

A transaction of the web role names its scope by `set_config(…, true)`: `app.rooftops` (stores seen whole),
`app.owners` (staff whose opportunities are seen where the store is not), `app.stores` (stores worked in),
`app.groups`, `app.user`. Unset means nothing is seen. The worker role acts for all stores.
The settings are read in a sub-select so that PostgreSQL evaluates them once a statement, not once a row.
"""

from collections.abc import Iterable
from typing import Final

WEB: Final = "freshup_web"
WORKER: Final = "freshup_worker"


def _ids(setting: str) -> str:
    # After the transaction that set it a setting is '', not NULL; string_to_array turns both into "no rows".
    return f"ANY ((SELECT string_to_array(current_setting('{setting}', true), ',')::bigint[])::bigint[])"


WHOLE: Final = f"rooftop_id = {_ids('app.rooftops')}"
OWNED: Final = f"{WHOLE} OR owner_id = {_ids('app.owners')}"
OF_OPPORTUNITY: Final = f"{WHOLE} OR EXISTS (SELECT 1 FROM opportunity o WHERE o.id = opportunity_id)"
OF_PERSON_AT_STORE: Final = (
    f"{WHOLE} OR EXISTS (SELECT 1 FROM opportunity o WHERE o.person_id = {{t}}.person_id"
    f" AND o.rooftop_id = {{t}}.rooftop_id)"
)
STORE: Final = f"rooftop_id = {_ids('app.stores')}"
SHIPPED_OR_STORE: Final = f"rooftop_id IS NULL OR {STORE}"
GROUP: Final = f"group_id = {_ids('app.groups')}"
# Whoever sees only their own leads may still write down a caller, and follow what becomes of it.
TYPED_BY_HAND: Final = (
    f"{WHOLE} OR ({STORE} AND by_user_id = (SELECT nullif(current_setting('app.user', true), '')::bigint))"
)
OWN_USER: Final = "user_id = (SELECT nullif(current_setting('app.user', true), '')::bigint)"
# What may belong to nobody's opportunity yet: then whoever works in the store sees it.
OF_OPPORTUNITY_OR_STORE: Final = (
    f"{WHOLE} OR (opportunity_id IS NULL AND {STORE})"
    " OR EXISTS (SELECT 1 FROM opportunity o WHERE o.id = opportunity_id)"
)
SHARED: Final = f"group_id = {_ids('app.sharing_groups')}"
PERSON: Final = f"{SHARED} OR EXISTS (SELECT 1 FROM person_store ps WHERE ps.person_id = {{t}}.{{id}})"

RULES: Final[dict[str, str]] = {
    "dealer_group": f"id = {_ids('app.groups')}",
    "rooftop": f"id = {_ids('app.stores')}",
    "team": STORE,
    "opening_hours": STORE,
    "special_day": STORE,
    "observed_holiday": STORE,
    "staff": f"{STORE} OR (rooftop_id IS NULL AND {GROUP}) OR {OWN_USER}",
    "shift": STORE,
    "time_off": STORE,
    "source": STORE,
    "source_alias": STORE,
    "intake_key": STORE,
    "rule_set": STORE,
    "routing_tally": STORE,
    "submission": TYPED_BY_HAND,
    # A sign-in that failed belongs to no store: it may be written by anybody and is read by no store.
    "audit_entry": WHOLE,
    "opportunity": OWNED,
    "lead": OF_OPPORTUNITY,
    "lead_key": WHOLE,
    "lead_repeat": WHOLE + " OR EXISTS (SELECT 1 FROM lead l WHERE l.id = lead_id)",
    "vehicle_interest": OF_OPPORTUNITY,
    "closing": OF_OPPORTUNITY,
    "activity": OF_OPPORTUNITY,
    "score_point": OF_OPPORTUNITY,
    "assignment": OF_OPPORTUNITY,
    "response_clock": OF_OPPORTUNITY,
    "message": OF_OPPORTUNITY,
    "person": PERSON,
    "contact_point": PERSON,
    "person_store": OF_PERSON_AT_STORE,
    "search_key": OF_PERSON_AT_STORE,
    "suppression": GROUP,
    "consent_event": OF_PERSON_AT_STORE,
    # A shipped version belongs to no store and is read by all.
    "cadence_version": SHIPPED_OR_STORE,
    "template_version": SHIPPED_OR_STORE,
    "enrolment": OF_OPPORTUNITY,
    "step_run": OF_OPPORTUNITY,
    "hard_stop": OF_OPPORTUNITY,
    "answer_tally": STORE,
    "gate_decision": OF_OPPORTUNITY,
    "task": OF_OPPORTUNITY,
    "alert": f"{WHOLE} OR {OWN_USER}",
    "escalation": OF_OPPORTUNITY,
    "credit": OF_OPPORTUNITY,
    "ruling": OF_OPPORTUNITY,
    "appointment": OF_OPPORTUNITY,
    # Whoever works in a store sees its whole lot.
    "unit": STORE,
    "unit_key": STORE,
    "unit_price": STORE,
    "inventory_import": STORE,
    "push_subscription": OWN_USER,
    "connector": STORE,
    "connector_hour": STORE,
    # Raw letters and numbers of everybody who wrote: for those who see the whole store.
    "inbound_event": WHOLE,
    "texting_registration": STORE,
    "phone_line": STORE,
    "conversation": OF_OPPORTUNITY_OR_STORE,
    "attachment": OF_OPPORTUNITY_OR_STORE,
    "file_access": WHOLE,
    "tracked_link": OF_OPPORTUNITY,
    "engagement": OF_OPPORTUNITY,
    "video": OF_OPPORTUNITY,
    "chat": OF_OPPORTUNITY_OR_STORE,
    "chat_line": f"{WHOLE} OR EXISTS (SELECT 1 FROM chat c WHERE c.id = chat_id)",
    # Somebody without a name on the site is nobody's customer yet.
    "web_visitor": f"{WHOLE} OR EXISTS (SELECT 1 FROM opportunity o WHERE o.id = opportunity_id)",
    "web_page": f"{WHOLE} OR EXISTS (SELECT 1 FROM web_visitor v WHERE v.id = visitor_id)",
    "dnc_import": GROUP,
    "dnc_area": GROUP,
    "dnc_number": GROUP,
}
CHECKS: Final[dict[str, str]] = {
    "audit_entry": f"rooftop_id IS NULL OR {STORE}",
    "cadence_version": STORE,
    "template_version": STORE,
    # Whoever sees only their own leads still calls a colleague or a manager to one of them.
    "alert": STORE,
    # Whoever sees only their own leads may still listen to their own calls, and it is written down.
    "file_access": STORE,
}

APPEND_ONLY: Final = frozenset(
    [
        "activity",
        "assignment",
        "score_point",
        "consent_event",
        "audit_entry",
        "rule_set",
        "lead",
        "lead_key",
        "lead_repeat",
        "cadence_version",
        "template_version",
        "step_run",
        "gate_decision",
        "escalation",
        "credit",
        "ruling",
        "unit_price",
        "file_access",
        "engagement",
    ]
)
DELETABLE: Final = frozenset(
    [
        "opening_hours",
        "special_day",
        "observed_holiday",
        "shift",
        "time_off",
        "source_alias",
        "unit_key",
        "answer_tally",
        "web_visitor",
        "web_page",
        "dnc_number",
        "dnc_area",
        # Of a chat that turned out to be somebody with a conversation of their own.
        "conversation",
    ]
)


def policies(table: str, using: str, check: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY of_scope ON {table} TO {WEB} USING ({using}) WITH CHECK ({check});
        CREATE POLICY all_stores ON {table} TO {WORKER} USING (true) WITH CHECK (true);
    """


def grants(table: str) -> str:
    verbs = "SELECT, INSERT"
    if table not in APPEND_ONLY:
        verbs += ", UPDATE"
    if table in DELETABLE:
        verbs += ", DELETE"
    return f"GRANT {verbs} ON {table} TO {WEB}, {WORKER};"


def raise_walls(tables: Iterable[str]) -> str:
    """All statements for these tables, in order."""
    parts = []
    for table in tables:
        rule = RULES[table]
        using = rule.format(t=table, id="id" if table == "person" else "person_id")
        parts.append(policies(table, using, CHECKS.get(table, using)))
        parts.append(grants(table))
    return "\n".join(parts)
