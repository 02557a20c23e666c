"""Row-level security and grants of connectors, calls, chats and the inbox; how public doors find what a key names."""

from django.db import migrations

from freshup.data.walls import raise_walls

TABLES = (
    "connector", "connector_hour", "inbound_event", "texting_registration", "phone_line", "conversation",
    "attachment", "file_access", "tracked_link", "engagement", "video", "chat", "chat_line", "web_visitor",
    "web_page", "dnc_import", "dnc_area", "dnc_number",
)  # fmt: skip
SEQUENCES = "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO freshup_web, freshup_worker"

# A webhook, a chat, a link in a mail, the page of a video and an answer to our signed address come before anybody's
# scope is known: each names its store by what nobody can guess, and learns nothing but which store that is.
FINDERS = """
CREATE FUNCTION find_connector(asked bytea)
RETURNS TABLE (id bigint, rooftop_id bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT c.id, c.rooftop_id, r.group_id FROM connector c JOIN rooftop r ON r.id = c.rooftop_id
    WHERE c.key_hash = asked
$$;
CREATE FUNCTION find_chat(asked bytea)
RETURNS TABLE (id bigint, rooftop_id bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT c.id, c.rooftop_id, r.group_id FROM chat c JOIN rooftop r ON r.id = c.rooftop_id
    WHERE c.token_hash = asked
$$;
CREATE FUNCTION find_tracked_link(asked text)
RETURNS TABLE (id bigint, rooftop_id bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT l.id, l.rooftop_id, r.group_id FROM tracked_link l JOIN rooftop r ON r.id = l.rooftop_id
    WHERE l.token = asked
$$;
CREATE FUNCTION find_video(asked text)
RETURNS TABLE (id bigint, rooftop_id bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT v.id, v.rooftop_id, r.group_id FROM video v JOIN rooftop r ON r.id = v.rooftop_id
    WHERE v.token = asked
$$;
CREATE FUNCTION find_opportunities(asked bigint[])
RETURNS TABLE (id bigint, rooftop_id bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT o.id, o.rooftop_id, r.group_id FROM opportunity o JOIN rooftop r ON r.id = o.rooftop_id
    WHERE o.id = ANY (asked)
$$;
REVOKE ALL ON FUNCTION find_connector(bytea), find_chat(bytea), find_tracked_link(text), find_video(text),
    find_opportunities(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_connector(bytea), find_chat(bytea), find_tracked_link(text), find_video(text),
    find_opportunities(bigint[]) TO freshup_web, freshup_worker;
"""
NOT_FOUND = """
DROP FUNCTION find_connector(bytea); DROP FUNCTION find_chat(bytea);
DROP FUNCTION find_tracked_link(text); DROP FUNCTION find_video(text);
DROP FUNCTION find_opportunities(bigint[]);
"""
# Talks that were under way before there was an inbox.
UNDER_WAY = """
INSERT INTO conversation (rooftop_id, opportunity_id, last_at, last_in_at, last_channel, last_direction,
                          last_message_id, waiting_since, due_at)
SELECT o.rooftop_id, o.id, newest.created_at, received.at, newest.channel, newest.direction, newest.id,
       waiting.at, waiting.due_at
FROM opportunity o
JOIN LATERAL (SELECT max(created_at) AS at FROM message
              WHERE opportunity_id = o.id AND direction = 'in') received ON received.at IS NOT NULL
JOIN LATERAL (SELECT id, created_at, channel, direction FROM message
              WHERE opportunity_id = o.id ORDER BY created_at DESC, id DESC LIMIT 1) newest ON true
LEFT JOIN LATERAL (SELECT created_at AS at, due_at FROM task
                   WHERE opportunity_id = o.id AND kind = 'reply' AND done_at IS NULL LIMIT 1) waiting ON true
"""


class Migration(migrations.Migration):
    dependencies = [("data", "0005_every_channel")]

    operations = [
        migrations.RunSQL(sql=raise_walls(TABLES), reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=SEQUENCES, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=FINDERS, reverse_sql=NOT_FOUND),
        migrations.RunSQL(sql=UNDER_WAY, reverse_sql=migrations.RunSQL.noop),
    ]
