"""How PostgreSQL walks the inbox: along an index, behind the wall, as the web's own role."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.queries.conversations_of import said, talk
from freshup.queries.inbox import page_of_inbox, waiting_count
from tests.inbox_web.conftest import NOW, World, behind_the_wall

pytestmark = pytest.mark.database
ROWS = 6_000
FILL = """
WITH made AS (
    INSERT INTO person (group_id, first_name, last_name, company, language, street, city, region, postal_code,
                        created_at)
    SELECT %(group)s, 'First' || n, 'Last' || n, '', '', '', '', '', '', now() FROM generate_series(1, %(rows)s) n
    RETURNING id),
numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made),
known AS (
    INSERT INTO person_store (rooftop_id, person_id, notes, preferred_channel, created_at)
    SELECT store, id, '', '', now() FROM made, unnest(ARRAY[%(store)s, %(other)s]) store),
silent AS (
    INSERT INTO opportunity (rooftop_id, person_id, owner_id, desk, stage, grade, score, tier, kind, wanted, facts,
                             lead_count, opened_at, last_lead_at, last_activity_at)
    SELECT %(store)s, id, %(owner)s, '', 'new', 'B', 50, 'medium', 'purchase', '', '{}', 1, now(), now(),
           now() - make_interval(days => n)
    FROM made, generate_series(1, 6) n),
opened AS (
    INSERT INTO opportunity (rooftop_id, person_id, owner_id, desk, stage, grade, score, tier, kind, wanted, facts,
                             lead_count, opened_at, last_lead_at, last_activity_at)
    SELECT CASE WHEN n %% 3 = 0 THEN %(other)s ELSE %(store)s END, id,
           CASE WHEN n %% 40 = 0 THEN %(own)s::bigint WHEN n %% 3 > 0 THEN %(owner)s END,
           CASE WHEN n %% 40 > 0 AND n %% 3 = 0 THEN 'Desk' ELSE '' END, 'new', 'B', 50, 'medium', 'purchase',
           '', '{}', 1, now(), now(), now() - make_interval(secs => n)
    FROM numbered RETURNING id, rooftop_id, person_id, last_activity_at),
said AS (
    INSERT INTO message (rooftop_id, opportunity_id, person_id, channel, direction, purpose, step_key, template,
                         language, sender_name, sender, recipient, subject, body, headers, facts, state, created_at,
                         send_after, attempts, gate_rule, provider, provider_id, failure, automatic)
    SELECT rooftop_id, id, person_id, 'text', 'in', 'reply', 'fill:' || id || ':' || n, '', 'en', '', '', '', '',
           'Is it there?', '{}', '{}', 'received', last_activity_at, last_activity_at, 0, '', '', '', '', false
    FROM opened, generate_series(1, 3) n RETURNING id, opportunity_id)
INSERT INTO conversation (rooftop_id, opportunity_id, last_at, last_in_at, last_channel, last_direction,
                          last_message_id, waiting_since, due_at, snoozed_until, angry_at, assigned_id)
SELECT o.rooftop_id, o.id, o.last_activity_at, o.last_activity_at, 'text', 'in', max(s.id),
       CASE WHEN p.n %% 7 = 0 THEN o.last_activity_at END, CASE WHEN p.n %% 7 = 0 THEN o.last_activity_at END,
       CASE WHEN p.n %% 50 = 0 THEN now() + interval '1 year' END, CASE WHEN p.n %% 200 = 0 THEN now() END,
       CASE WHEN p.n %% 100 = 0 THEN %(owner)s::bigint END
FROM opened o JOIN numbered p ON p.id = o.person_id JOIN said s ON s.opportunity_id = o.id
GROUP BY o.id, o.rooftop_id, o.last_activity_at, p.n
"""


@pytest.fixture
def crowded(world: World) -> World:
    with connection.cursor() as cursor:
        people = {"own": world.own.id, "owner": world.agent.id}
        stores = {"group": world.gulf.group_id, "store": world.gulf.id, "other": world.bay.id}
        cursor.execute(FILL, {"rows": ROWS, **stores, **people})
        cursor.execute("ANALYZE opportunity, person, conversation, message")
    return world


LISTS = [
    ("agent", "waiting", "conversation_waiting"),
    ("agent", "desk", "conversation_waiting"),
    ("agent", "angry", "conversation_angry"),
    ("agent", "all", "conversation_recent"),
    ("agent", "mine", "opportunity_by_owner"),
    ("principal", "waiting", "conversation_waiting"),
    ("principal", "all", "conversation_recent"),
    ("own", "waiting", "opportunity_by_owner"),
    ("own", "mine", "opportunity_by_owner"),
    ("own", "all", "opportunity_by_owner"),
]


def test_every_list_walks_its_index(crowded: World) -> None:
    for who, view, index in LISTS:
        with behind_the_wall(getattr(crowded, who)) as seen:
            plan = plan_of(lambda seen=seen, view=view: page_of_inbox(seen, seen.stores, view, now=NOW))
        assert index in plan, (who, view)
        walks_no_table(plan)


def test_so_does_a_later_page(crowded: World) -> None:
    with behind_the_wall(crowded.agent) as seen:
        for view in ("waiting", "all", "mine"):
            older = page_of_inbox(seen, seen.stores, view, now=NOW).older
            assert older is not None
            walks_no_table(
                plan_of(lambda view=view, older=older: page_of_inbox(seen, seen.stores, view, older, now=NOW))
            )


def test_so_does_the_count(crowded: World) -> None:
    for who in ("agent", "own", "principal"):
        with behind_the_wall(getattr(crowded, who)) as seen:
            walks_no_table(plan_of(lambda seen=seen: waiting_count(seen, seen.stores, now=NOW)))


def test_one_conversation_is_read_along_the_history_of_its_lead(crowded: World) -> None:
    with behind_the_wall(crowded.agent) as seen:
        first = page_of_inbox(seen, seen.stores, "all", now=NOW).rows[0]
        found = talk(seen, first.id)
        assert found is not None
        plan = plan_of(lambda: said(found))
    assert "message_history" in plan
    walks_no_table(plan)


def plan_of(ask: Callable[[], object]) -> str:
    """How the longest statement that `ask` makes was really carried out."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    statement = max((query["sql"] for query in captured), key=len)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + statement.replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())


def test_whose_conversation_it_is_is_asked_of_its_own_lead(crowded: World) -> None:
    for who in ("agent", "own", "principal"):
        with behind_the_wall(getattr(crowded, who)) as seen:
            first = page_of_inbox(seen, seen.stores, "all", now=NOW).rows[0]
            walks_no_table(plan_of(lambda seen=seen, id=first.id: talk(seen, id)))


def walks_no_table(plan: str) -> None:
    """The wall's own look at all opportunities is planned for those who see part of a store, and never done."""
    for line in plan.splitlines():
        if any(f"Seq Scan on {table}" in line for table in ("conversation", "opportunity", "message")):
            assert "never executed" in line, plan
