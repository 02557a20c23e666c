"""Roles, grants, row-level security, and what must be looked up before anybody's scope is known."""

from django.db import migrations

from freshup.data.walls import raise_walls

TABLES = (
    "dealer_group", "rooftop", "team", "opening_hours", "special_day", "observed_holiday", "staff",
    "shift", "time_off", "source", "source_alias", "intake_key", "rule_set", "routing_tally",
    "submission", "audit_entry", "opportunity", "lead", "lead_key", "lead_repeat", "vehicle_interest",
    "closing", "activity", "score_point", "assignment", "response_clock", "message", "person",
    "contact_point", "person_store", "search_key", "suppression", "consent_event",
)  # fmt: skip

FRAMEWORK_TABLES = """
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['account', 'account_groups', 'account_user_permissions', 'django_session',
        'django_content_type', 'auth_permission', 'auth_group', 'auth_group_permissions', 'django_cache',
        'account_emailaddress', 'account_emailconfirmation', 'mfa_authenticator', 'usersessions_usersession']
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO freshup_web', t);
    END LOOP;
END $$;
GRANT SELECT ON account TO freshup_worker;
REVOKE DELETE ON account FROM freshup_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO freshup_web, freshup_worker;
GRANT SELECT, INSERT ON procrastinate_jobs TO freshup_web;
GRANT INSERT ON procrastinate_events TO freshup_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
    procrastinate_workers TO freshup_worker;
GRANT SELECT ON django_migrations TO freshup_web, freshup_worker;
"""

# Sign-in limits count over all hosts, so their counters lie in this table; see CACHES in the settings.
CACHE_TABLE = """
CREATE TABLE django_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""

# Whoever holds a key may write to its store; which store that is must be known before there is a scope.
FIND_KEYS = """
CREATE FUNCTION find_intake_keys(hashes bytea[])
RETURNS TABLE (id bigint, secret_hash bytea, rooftop_id bigint, group_id bigint, kind text, department text,
               allowed_origins text[], expires_at timestamptz, disabled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT k.id, k.secret_hash, k.rooftop_id, r.group_id, k.kind, k.department,
           k.allowed_origins::text[], k.expires_at, k.disabled_at
    FROM intake_key k JOIN rooftop r ON r.id = k.rooftop_id
    WHERE k.secret_hash = ANY (hashes)
$$;
REVOKE ALL ON FUNCTION find_intake_keys(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_intake_keys(bytea[]) TO freshup_web, freshup_worker;
"""

# What a person may see is read once a request, before the scope it makes.
SCOPE_OF = """
CREATE FUNCTION scope_of_user(asked bigint)
RETURNS TABLE (staff_id bigint, group_id bigint, rooftop_id bigint, team_id bigint, role text, scope text,
               owners bigint[], shares_customers boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT s.id, s.group_id, r.id, s.team_id, s.role, s.scope,
           CASE s.scope WHEN 'own' THEN ARRAY[s.id]
                        WHEN 'team' THEN ARRAY(SELECT m.id FROM staff m WHERE m.team_id = s.team_id OR m.id = s.id)
                        ELSE ARRAY[]::bigint[] END,
           g.shares_customers
    FROM staff s
    JOIN dealer_group g ON g.id = s.group_id
    JOIN rooftop r ON r.group_id = s.group_id AND (s.rooftop_id IS NULL OR r.id = s.rooftop_id)
    WHERE s.user_id = asked AND s.archived_at IS NULL AND r.archived_at IS NULL
$$;
REVOKE ALL ON FUNCTION scope_of_user(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_of_user(bigint) TO freshup_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("data", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(sql=CACHE_TABLE, reverse_sql="DROP TABLE django_cache"),
        migrations.RunSQL(sql=raise_walls(TABLES), reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=FRAMEWORK_TABLES, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=FIND_KEYS, reverse_sql="DROP FUNCTION find_intake_keys(bytea[])"),
        migrations.RunSQL(sql=SCOPE_OF, reverse_sql="DROP FUNCTION scope_of_user(bigint)"),
    ]
