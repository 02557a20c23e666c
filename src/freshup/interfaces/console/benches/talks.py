"""Millions of messages: every lead of the town has talked with its store, and some of them still wait."""

from typing import Any, Final

# Half of them each; two connections end at about the same time.
PARTS: Final = 2
# Fewer than any lead's own share of ids.
MESSAGES_OF_ONE_MAX: Final = 500
LEADS: Final = "SELECT count(*), (SELECT coalesce(max(id), 0) FROM message) FROM opportunity"
FORGET: Final = "DELETE FROM conversation"
# Every other message is the customer's; the last one came when the lead was last busy. One lead in a thousand has
# talked for a long time.
MESSAGES: Final = """
INSERT INTO message (id, rooftop_id, opportunity_id, person_id, channel, direction, purpose, automatic, step_key,
                     template, language, sender_name, sender, recipient, subject, body, headers, facts, state,
                     created_at, send_after, sent_at, attempts, gate_rule, provider, provider_id, failure, delivery)
SELECT %(base)s + o.id * %(room)s + n, o.rooftop_id, o.id, o.person_id,
       CASE WHEN n %% 3 = 0 THEN 'email' ELSE 'text' END, CASE WHEN (t.most - n) %% 2 = 0 THEN 'in' ELSE 'out' END,
       'reply', false, 'talk:' || o.id || ':' || n, '', 'en', '', '', '',
       CASE WHEN n %% 3 = 0 THEN 'Your vehicle' ELSE '' END,
       'What was said as number ' || n || ': could you send the figures, and is it still on the lot today?',
       '{}', '{}', CASE WHEN (t.most - n) %% 2 = 0 THEN 'received' ELSE 'sent' END, w.at, w.at, w.at, 0, '', '', '', '',
       CASE WHEN (t.most - n) %% 2 = 0 THEN '' ELSE 'delivered' END
FROM opportunity o,
LATERAL (SELECT CASE WHEN o.id %% 1000 = 0 THEN %(most)s ELSE %(each)s END AS most) t,
LATERAL generate_series(1, t.most) AS n,
LATERAL (SELECT o.last_activity_at - (t.most - n) * interval '5 hours' AS at) w
WHERE o.id %% %(parts)s = %(part)s
"""
# One open lead in forty waits, as after a long weekend; few are put off, angry or given to a colleague.
CONVERSATIONS: Final = """
INSERT INTO conversation (rooftop_id, opportunity_id, last_at, last_in_at, last_channel, last_direction,
                          last_message_id, waiting_since, due_at, snoozed_until, angry_at, assigned_id)
SELECT o.rooftop_id, o.id, o.last_activity_at, o.last_activity_at,
       CASE WHEN t.most %% 3 = 0 THEN 'email' ELSE 'text' END, 'in', %(base)s + o.id * %(room)s + t.most,
       CASE WHEN waits THEN o.last_activity_at END, CASE WHEN waits THEN o.last_activity_at + interval '15 minutes' END,
       CASE WHEN waits AND o.id %% 29 = 0 THEN now() + interval '1 day' END,
       CASE WHEN o.id %% 5000 = 7 THEN o.last_activity_at END, CASE WHEN o.id %% 211 = 0 THEN o.owner_id END
FROM opportunity o,
LATERAL (SELECT CASE WHEN o.id %% 1000 = 0 THEN %(most)s ELSE %(each)s END AS most,
                o.closed_at IS NULL AND o.id %% 40 = 0 AS waits) t
"""
LONG_TALK: Final = """
INSERT INTO message (rooftop_id, opportunity_id, person_id, channel, direction, purpose, automatic, step_key, template,
                     language, sender_name, sender, recipient, subject, body, headers, facts, state, created_at,
                     send_after, sent_at, attempts, gate_rule, provider, provider_id, failure)
SELECT o.rooftop_id, o.id, o.person_id, 'text', CASE WHEN n %% 2 = 0 THEN 'in' ELSE 'out' END, 'reply', false,
       'long:' || n, '', 'en', '', '', '', '', 'Line ' || n, '{}', '{}',
       CASE WHEN n %% 2 = 0 THEN 'received' ELSE 'sent' END,
       o.opened_at + n * interval '9 minutes', o.opened_at, o.opened_at, 0, '', '', '', ''
FROM opportunity o, generate_series(1, 2000) n WHERE o.id = %(id)s
"""


def talks(leads: int, last_id: int, messages: int) -> list[tuple[str, str, dict[str, Any]]]:
    """The statements that make about so many messages, each with a name to show and its parameters."""
    most = MESSAGES_OF_ONE_MAX - 1
    each = max(1, min(most, round((messages - leads / 1000 * most) / max(1, leads))))
    params = {"base": last_id, "room": MESSAGES_OF_ONE_MAX, "most": most, "each": each, "parts": PARTS}
    parts = [(f"messages {n + 1}", MESSAGES, params | {"part": n}) for n in range(PARTS)]
    return [*parts, ("conversations", CONVERSATIONS, params)]
