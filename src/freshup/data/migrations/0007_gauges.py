"""What a monitoring system may know of the whole installation: numbers and times, of no store in particular.

Pages run behind row-level security and see no store by themselves; these functions look over all of them as the tables'
owner and say how much of what waits since when. No id of a customer, no word and no name leaves them.
"""

from django.db import migrations

# Failed messages are few, and nobody else looks for them by time: a small index that a message enters when it fails.
FAILED_LATELY = "CREATE INDEX message_failed_lately ON message (gate_at) WHERE state IN ('failed', 'unsure')"

# `amount` counts to `most` and no further, so that the look costs the same on the worst day. Each line reads the front
# of an index. Of intake there is one lane for each group: the recursion steps from lane to lane.
GAUGES = """
CREATE FUNCTION installation_gauges(asked timestamptz, most integer)
RETURNS TABLE (gauge text, kind text, seconds double precision, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
WITH RECURSIVE lane AS (
    (SELECT group_id, over_limit, received_at FROM submission WHERE state = 'waiting'
     ORDER BY group_id, over_limit, id LIMIT 1)
    UNION ALL
    SELECT n.group_id, n.over_limit, n.received_at FROM lane l CROSS JOIN LATERAL (
        SELECT group_id, over_limit, received_at FROM submission s
        WHERE state = 'waiting' AND (s.group_id, s.over_limit) > (l.group_id, l.over_limit)
        ORDER BY s.group_id, s.over_limit, s.id LIMIT 1) n
),
lag AS (
    SELECT 'intake' AS kind, (SELECT min(received_at) FROM lane) AS oldest,
           (SELECT count(*) FROM (SELECT FROM submission WHERE state = 'waiting' LIMIT most) one) AS amount
    UNION ALL
    SELECT 'steps', min(due_at), count(*) FROM (
        SELECT due_at FROM enrolment WHERE due_at <= asked ORDER BY due_at, id LIMIT most) one
    UNION ALL
    SELECT 'outbox', min(send_after), count(*) FROM (
        SELECT send_after FROM message WHERE state = 'queued' AND send_after <= asked
        ORDER BY send_after, id LIMIT most) one
    UNION ALL
    SELECT 'sending', min(claimed_at), count(*) FROM (
        SELECT claimed_at FROM message WHERE state = 'sending' ORDER BY claimed_at LIMIT most) one
    UNION ALL
    SELECT 'reports', min(received_at), count(*) FROM (
        SELECT received_at FROM inbound_event WHERE state = 'waiting' AND retry_at <= asked
        ORDER BY retry_at, id LIMIT most) one
    UNION ALL
    SELECT 'alerts', min(at), count(*) FROM (
        SELECT at FROM alert WHERE delivered_at IS NULL ORDER BY id LIMIT most) one
    UNION ALL
    SELECT 'files', min(at), count(*) FROM (
        SELECT at FROM attachment WHERE state = 'waiting' AND retry_at <= asked
        ORDER BY retry_at, id LIMIT most) one
    UNION ALL
    SELECT 'ladder', min(escalates_at), count(*) FROM (
        SELECT escalates_at FROM opportunity WHERE escalates_at <= asked ORDER BY escalates_at, id LIMIT most) one
)
SELECT 'lag', kind, coalesce(greatest(0, extract(epoch FROM asked - oldest)), 0)::float8, amount FROM lag
UNION ALL
SELECT 'leads_past_due', '', coalesce(extract(epoch FROM asked - (
           SELECT min(o.due_at) FROM rooftop r CROSS JOIN LATERAL (
               SELECT due_at FROM opportunity WHERE rooftop_id = r.id AND due_at <= asked
               ORDER BY due_at LIMIT 1) o)), 0)::float8,
       (SELECT count(*) FROM (
           SELECT FROM rooftop r CROSS JOIN LATERAL (
               SELECT FROM opportunity WHERE rooftop_id = r.id AND due_at <= asked LIMIT most) o LIMIT most) one)
UNION ALL
SELECT 'failed_messages', '', 0, count(*) FROM (
    SELECT FROM message WHERE state IN ('failed', 'unsure') AND gate_at > asked - interval '1 hour' LIMIT most) one
UNION ALL
-- A heartbeat is written by the database's clock, and is as old as that clock says.
SELECT 'workers', '', coalesce(extract(epoch FROM now() - max(last_heartbeat)), 0)::float8,
       count(*) FILTER (WHERE last_heartbeat > now() - interval '30 seconds') FROM procrastinate_workers
UNION ALL
SELECT 'stuck_jobs', '', 0, count(*) FROM (
    SELECT FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND coalesce(w.last_heartbeat, '-infinity') < now() - interval '2 minutes'
    LIMIT most) one
UNION ALL
-- How far back the oldest snapshot reaches, in transactions: what was deleted since can't be cleared away. When a
-- transaction of another log-in began is told to whoever may read all statistics, and to nobody else.
SELECT 'oldest_transaction', '',
       CASE WHEN pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
            THEN coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) END::float8,
       coalesce(max(age(backend_xmin)), 0)
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
UNION ALL
SELECT 'connections', '', 0, count(*) FROM pg_stat_activity WHERE datid IS NOT NULL
UNION ALL
SELECT 'connections_max', '', 0, current_setting('max_connections')::bigint
UNION ALL
SELECT 'database_bytes', '', 0, pg_database_size(current_database())
$$;

-- Who had an error within a day, with what went through since: whether that is bad is a rule (domain.connectors.health).
CREATE FUNCTION troubled_connectors(asked timestamptz, most integer)
RETURNS TABLE (created_at timestamptz, last_in_at timestamptz, last_out_at timestamptz, last_error_at timestamptz,
               tried bigint, failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT c.created_at, c.last_in_at, c.last_out_at, c.last_error_at, coalesce(h.tried, 0), coalesce(h.failed, 0)
FROM connector c LEFT JOIN LATERAL (
    SELECT sum(sent + failed + received + refused) AS tried, sum(failed + refused) AS failed
    FROM connector_hour WHERE connector_id = c.id AND hour > asked - interval '1 day') h ON true
WHERE c.disabled_at IS NULL AND c.last_error_at > asked - interval '1 day' LIMIT most
$$;
REVOKE ALL ON FUNCTION installation_gauges(timestamptz, integer), troubled_connectors(timestamptz, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION installation_gauges(timestamptz, integer), troubled_connectors(timestamptz, integer)
    TO freshup_web, freshup_worker;
"""
NO_GAUGES = """
DROP FUNCTION installation_gauges(timestamptz, integer);
DROP FUNCTION troubled_connectors(timestamptz, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("data", "0006_walls_of_channels")]

    operations = [
        migrations.RunSQL(sql=FAILED_LATELY, reverse_sql="DROP INDEX message_failed_lately"),
        migrations.RunSQL(sql=GAUGES, reverse_sql=NO_GAUGES),
    ]
