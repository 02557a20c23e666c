"""How PostgreSQL walks: every list and search goes along an index, behind the wall, as the web's own role."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.domain.people.search_keys import searched_prefixes
from freshup.queries.access import Scope
from freshup.queries.leads.arriving import callers
from freshup.queries.leads.filters import Filters
from freshup.queries.leads.listing import page_of_leads
from freshup.queries.leads.searching import page_of_hits
from tests.leads_web.conftest import World, behind_the_wall

ROWS = 6_000
FILL = """
WITH made AS (
    INSERT INTO person (group_id, first_name, last_name, company, language, street, city, region, postal_code,
                        created_at)
    SELECT %(group)s, 'First' || n, 'Last' || n, '', '', '', '', '', '', now() FROM generate_series(1, %(rows)s) n
    RETURNING id, first_name, last_name),
known AS (
    INSERT INTO person_store (rooftop_id, person_id, notes, preferred_channel, created_at)
    SELECT %(store)s, id, '', '', now() FROM made),
found AS (
    INSERT INTO search_key (rooftop_id, key, person_id)
    SELECT %(store)s, lower(first_name), id FROM made UNION ALL SELECT %(store)s, lower(last_name), id FROM made)
INSERT INTO opportunity (rooftop_id, person_id, owner_id, desk, stage, grade, score, tier, kind, wanted, facts,
                         lead_count, opened_at, last_lead_at, last_activity_at, due_at, closed_at)
SELECT %(store)s, id, CASE WHEN id %% 20 = 0 THEN %(own)s::bigint ELSE %(owner)s END, '', 'new', 'B', 50, 'medium',
       'purchase', '', '{}', 1, now(), now(), now() - make_interval(secs => id), CASE WHEN id %% 30 = 0 THEN now() END,
       CASE WHEN id %% 2 = 0 THEN now() END
FROM made
"""


@pytest.fixture
def crowded(world: World) -> World:
    with connection.cursor() as cursor:
        people = {"own": world.own.id, "owner": world.agent.id}
        cursor.execute(FILL, {"rows": ROWS, "group": world.gulf.group_id, "store": world.gulf.id, **people})
        cursor.execute("ANALYZE opportunity, person, search_key, person_store")
    return world


def plan_of(ask: Callable[[], object]) -> str:
    """The plan of the longest statement that `ask` makes."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    statement = max((query["sql"] for query in captured), key=len)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())


LISTS = [
    ("agent", Filters((), stage="open"), "opportunity_open"),
    ("agent", Filters((), stage="open", tier="hot", grade="A"), "opportunity_open"),
    ("agent", Filters((), stage="all"), "opportunity_recent"),
    ("agent", Filters((), stage="closed"), "opportunity_recent"),
    ("agent", Filters((), waiting=True), "opportunity_waiting"),
    ("own", Filters((), stage="all"), "opportunity_by_owner"),
    ("own", Filters((), waiting=True), "opportunity_uncontacted"),
    ("principal", Filters((), stage="open"), "opportunity_open"),
]


@pytest.mark.parametrize(("who", "filters", "index"), LISTS)
def test_a_list_walks_its_index(crowded: World, who: str, filters: Filters, index: str) -> None:
    with behind_the_wall(getattr(crowded, who)) as scope:
        plan = plan_of(lambda: page_of_leads(scope, with_stores(filters, scope)))
    assert index in plan
    assert "Seq Scan on opportunity" not in plan


@pytest.mark.parametrize(
    ("who", "typed", "index"),
    [
        ("agent", "last5", "search_key_pkey"),
        ("agent", "fir last5", "search_key_pkey"),
        ("principal", "2395", "search_key_pkey"),
        ("own", "last5", "search_key_pkey"),
        ("own", "la", "opportunity_by_owner"),
    ],
)
def test_a_search_walks_the_words(crowded: World, who: str, typed: str, index: str) -> None:
    with behind_the_wall(getattr(crowded, who)) as scope:
        filters = Filters((), stage="all", words=searched_prefixes(typed))
        plan = plan_of(lambda: page_of_hits(scope, with_stores(filters, scope)))
    assert index in plan
    for table in ("opportunity", "search_key", "person_store"):
        assert f"Seq Scan on {table}" not in plan


def test_a_caller_is_looked_up_by_one_key(crowded: World) -> None:
    with behind_the_wall(crowded.agent):
        plan = plan_of(lambda: callers(crowded.gulf.id, phone="2395550142"))
    assert "search_key_pkey" in plan
    assert "Seq Scan on search_key" not in plan


def with_stores(filters: Filters, scope: Scope) -> Filters:
    values = {name: getattr(filters, name) for name in Filters.__dataclass_fields__}
    return Filters(**{**values, "stores": scope.stores})
