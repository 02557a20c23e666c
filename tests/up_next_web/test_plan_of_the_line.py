"""How PostgreSQL walks the line: along the person's own index and the desks', behind the wall."""

from django.db import connection

from freshup.queries.response.up_next import up_next
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall
from tests.leads_web.test_plans import FILL, ROWS, plan_of

TASKS = """
INSERT INTO task (rooftop_id, opportunity_id, staff_id, slot, kind, band, due_at, shown_at, created_at, step, template,
                  words, moved, result, done_at)
SELECT rooftop_id, id, CASE WHEN id %% 200 = 0 THEN NULL ELSE owner_id END, '', 'call', id %% 6, %(now)s, %(now)s,
       %(now)s, '', '', '', 0, '', CASE WHEN id %% 100 > 0 THEN now() END FROM opportunity
"""


def test_the_line_walks_its_indexes(world: World) -> None:
    with connection.cursor() as cursor:
        people = {"own": world.own.id, "owner": world.agent.id}
        cursor.execute(FILL, {"rows": ROWS, "group": world.gulf.group_id, "store": world.gulf.id, **people})
        cursor.execute(TASKS, {"now": NOW})
        cursor.execute("ANALYZE opportunity, person, person_store, task")
    for who in ("agent", "own", "principal"):
        with behind_the_wall(getattr(world, who)) as scope:
            plan = plan_of(lambda scope=scope: up_next(scope, scope.stores, now=NOW))  # type: ignore[misc]
        assert "task_of_person" in plan, plan
        assert who == "own" or "task_on_desk" in plan, plan
        assert "Seq Scan on task" not in plan
        assert "Seq Scan on opportunity" not in plan
