"""The board and what stands behind it, as manager, agent and outsider see it through the wall."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import Activity, Escalation, Opportunity, ResponseClock, Ruling, Staff
from freshup.queries.response.board import board
from freshup.queries.response.compliance import waited
from freshup.queries.response.untouched import claim_climbing
from freshup.queries.stores import settings_of
from tests import factories
from tests.acting import acting_as
from tests.board_web.conftest import DUE, MINUTE, World, on_shift, task, waiting
from tests.factories import NOW
from tests.leads_web.conftest import behind_the_wall, client_of
from tests.leads_web.test_plans import plan_of

STATEMENTS_MAX = 13


def get(who: Staff, url: str, **headers: str) -> tuple[int, str]:
    client = client_of(who)
    with acting_as(LOGINS["web"]):
        response = client.get(url, headers=headers)
    return response.status_code, response.content.decode()


def post(who: Staff, url: str, **data: object) -> tuple[int, str]:
    client: Client = client_of(who)
    with acting_as(LOGINS["web"]):
        response = client.post(url, data)
    return response.status_code, response.headers.get("Location", "") or response.content.decode()


def seen_by(who: Staff, world: World, now: datetime = NOW):  # type: ignore[no-untyped-def]
    with behind_the_wall(who) as scope:
        return board(scope, scope.stores, now=now)


class TestTheBoard:
    def test_shows_who_waits_soonest_first(self, busy: World) -> None:
        later, sooner = waiting(busy.gulf, busy.agent), waiting(busy.gulf)
        Opportunity.objects.filter(id=later.id).update(due_at=DUE + MINUTE)
        found = seen_by(busy.manager, busy)
        assert [one.opportunity_id for one in found.waiting] == [sooner.id, later.id]
        assert [one.owner for one in found.waiting] == ["Sales desk", "Ana"]
        assert (found.total("waiting"), found.total("late"), found.total("on_desk")) == (2, 0, 1)

    def test_says_what_a_rule_holds(self, busy: World) -> None:
        waiting(busy.gulf, busy.agent)
        ResponseClock.objects.update(paused_until=NOW + 60 * MINUTE, paused_by={"code": "response.paused"})
        (one,) = seen_by(busy.manager, busy).waiting
        assert (one.held_until, one.held_by) == (NOW + 60 * MINUTE, {"code": "response.paused"})

    def test_shows_replies_overdue_tasks_and_escalations(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        task(one, "reply", 0, NOW - MINUTE)
        Escalation.objects.create(
            rooftop=busy.gulf, opportunity=one, rung=1, what="reminder", at=NOW, due_at=DUE,
            staff_id=busy.agent.id, reason={"code": "ladder.reminder"},
        )  # fmt: skip
        found = seen_by(busy.manager, busy)
        assert [each.name for each in found.replies] == ["Marisol Ortega"]
        assert [(each.name, each.overdue, each.replies) for each in found.loads] == [("Ana", 1, 1)]
        assert [each.what for each in found.escalations] == ["reminder"]

    def test_shows_thirty_claims_in_five_minutes_for_what_they_are(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        Activity.objects.bulk_create(
            Activity(
                rooftop=busy.gulf, opportunity=one, at=NOW + timedelta(seconds=10 * n), kind="called",
                actor_id=busy.agent.user_id, data={"claimed": True},
            )
            for n in range(30)
        )  # fmt: skip
        ana = next(
            each for each in seen_by(busy.manager, busy, NOW + 6 * MINUTE).people if each.name == "Ana"
        )
        assert (ana.claimed, ana.verified, ana.doubtful) == (30, 0, 30)

    def test_is_a_managers(self, busy: World) -> None:
        waiting(busy.gulf, busy.agent)
        assert get(busy.agent, "/board/")[0] == 403
        assert seen_by(busy.agent, busy).waiting == ()
        assert seen_by(busy.outsider, busy).waiting == ()

    def test_shows_a_principal_every_store_with_its_name(self, busy: World) -> None:
        waiting(busy.gulf, busy.agent)
        waiting(busy.bay, busy.colleague)
        status, page = get(busy.principal, "/board/")
        assert status == 200
        assert "Gulf Honda" in page
        assert "Bay Toyota" in page

    def test_says_so_when_there_is_nothing(self, world: World) -> None:
        status, page = get(world.manager, "/board/")
        assert status == 200
        assert "Nobody waits" in page
        assert "Nobody is on shift" in page

    def test_draws_only_itself_when_something_happened(self, busy: World) -> None:
        waiting(busy.gulf, busy.agent)
        _status, page = get(busy.manager, "/board/", hx_request="true")
        assert page.lstrip().startswith('<div id="board"')
        assert "live:any from:body delay:500ms, every 30s" in page

    def test_costs_the_same_however_many_wait(self, busy: World) -> None:
        def cost() -> int:
            with behind_the_wall(busy.principal) as scope, CaptureQueriesContext(connection) as seen:
                board(scope, scope.stores, now=NOW)
            return len(seen)

        waiting(busy.gulf, busy.agent)
        cost()
        few = cost()
        for _n in range(8):
            task(waiting(busy.bay, busy.colleague), "reply", 0)
        assert cost() == few <= STATEMENTS_MAX


class TestCompliance:
    @pytest.mark.parametrize("by", ["person", "team", "source", "hour", "nonsense"])
    @pytest.mark.parametrize("days", ["1", "30"])
    def test_is_shown_by(self, busy: World, by: str, days: str) -> None:
        waiting(busy.gulf, busy.agent, at=datetime.now(UTC) - 30 * MINUTE)
        status, page = get(busy.manager, f"/board/compliance/?by={by}&days={days}")
        assert status == 200
        assert "What is counted" in page

    def test_counts_this_stores_day_and_no_grade_d(self, busy: World) -> None:
        waiting(busy.gulf, busy.agent)
        bad = factories.make_opportunity(busy.gulf, grade="D")
        factories.make_clock(factories.make_lead(bad, grade="D"))
        with behind_the_wall(busy.manager):
            stores = settings_of([busy.gulf.id])
            assert len(waited(stores, now=NOW)) == 1
            assert waited(stores, now=NOW + timedelta(days=1)) == []
            assert len(waited(stores, now=NOW + timedelta(days=1), days=7)) == 1


class TestTheEndpoints:
    def test_a_ruling_is_posted_by_a_manager(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        status, to = post(busy.manager, f"/opportunities/{one.id}/rulings/", owner=busy.own.id, words="Fair.")
        assert (status, to) == (303, f"/opportunities/{one.id}/")
        assert Ruling.objects.get().data["staff"] == busy.own.id
        assert post(busy.agent, f"/opportunities/{one.id}/rulings/", owner=1, words="x")[0] == 403
        assert post(busy.outsider, f"/opportunities/{one.id}/rulings/", owner=1, words="x")[0] == 404

    def test_a_split_without_shares_is_even(self, busy: World) -> None:
        one = waiting(busy.gulf, busy.agent)
        people = [busy.agent.id, busy.own.id, busy.manager.id]
        assert post(busy.manager, f"/opportunities/{one.id}/credits/", part="sold", staff=people)[0] == 303
        assert [row.share for row in one.credits.order_by("id")] == [34, 33, 33]

    def test_a_transfer_is_shown_and_done(self, busy: World) -> None:
        Staff.objects.create(
            user=busy.manager.user, group=busy.bay.group, rooftop=busy.bay, role="manager", scope="store"
        )
        on_shift(busy.colleague)
        one = waiting(busy.gulf, busy.agent)
        url = f"/opportunities/{one.id}/transfer/"
        assert "Bay Toyota" in get(busy.manager, url)[1]
        assert "given to Ben" in get(busy.manager, f"{url}?store={busy.bay.id}")[1]
        assert post(busy.manager, url, store=busy.bay.id)[0] == 303
        assert get(busy.agent, url)[0] == 404

    def test_leads_are_given_away_after_they_were_shown(self, busy: World) -> None:
        for _n in range(3):
            waiting(busy.gulf, busy.agent)
        url = f"/settings/people/{busy.agent.id}/leads/"
        assert get(busy.manager, url)[0] == 200
        _status, page = post(busy.manager, url, way="desk", to="")
        mark = page.split('name="previewed" value="')[1].split('"')[0]
        assert Opportunity.objects.filter(owner=busy.agent).count() == 3
        assert post(busy.manager, url, way="desk", to="", previewed=mark, save="1")[0] == 303
        assert not Opportunity.objects.filter(owner=busy.agent).exists()


FILL = """
WITH made AS (
    INSERT INTO person (group_id, first_name, last_name, company, language, street, city, region, postal_code,
                        created_at)
    SELECT %(group)s, 'First' || n, 'Last' || n, '', '', '', '', '', '', %(now)s FROM generate_series(1, 4000) n
    RETURNING id),
opened AS (
    INSERT INTO opportunity (rooftop_id, person_id, owner_id, desk, stage, grade, score, tier, kind, wanted, facts,
                             lead_count, opened_at, last_lead_at, last_activity_at, due_at)
    SELECT %(store)s, id, %(owner)s, '', 'new', 'B', 50, 'medium', 'purchase', '', '{}', 1, %(now)s, %(now)s,
           %(now)s::timestamptz - make_interval(mins => id::int), CASE WHEN id %% 30 = 0 THEN %(now)s::timestamptz END
    FROM made RETURNING id),
asked AS (
    INSERT INTO task (rooftop_id, opportunity_id, staff_id, slot, kind, band, due_at, shown_at, created_at, step,
                      template, words, moved, result, done_at)
    SELECT %(store)s, id, %(owner)s, '', CASE WHEN id %% 50 = 0 THEN 'reply' ELSE 'call' END, 3, %(now)s, %(now)s,
           %(now)s, '', '', '', 0, '', CASE WHEN id %% 4 > 0 THEN %(now)s::timestamptz END FROM opened),
did AS (
    INSERT INTO activity (rooftop_id, opportunity_id, at, kind, actor_id, data, words)
    SELECT %(store)s, id, %(now)s::timestamptz - make_interval(mins => id::int), 'called',
           CASE WHEN id %% 3 = 0 THEN %(user)s::bigint END, '{}', '' FROM opened),
climbed AS (
    INSERT INTO escalation (rooftop_id, opportunity_id, rung, what, at, due_at)
    SELECT %(store)s, id, 1, 'reminder', %(now)s::timestamptz - make_interval(mins => id::int), %(now)s FROM opened)
INSERT INTO response_clock (rooftop_id, opportunity_id, lead_id, received_at, starts_at, due_at, due_reason)
SELECT %(store)s, id, id, %(now)s::timestamptz - make_interval(mins => id::int), %(now)s, %(now)s, '{}' FROM opened
"""
INDEXES = {
    "FROM opportunity WHERE rooftop_id": "opportunity_waiting",
    "FROM task\n": "task_open",
    "staff_id, due_at, created_at FROM task": "task_open",
    "FROM activity": "activity_of_people",
    "FROM escalation": "escalation_by_store",
    "FROM response_clock WHERE rooftop_id": "response_clock_by_store",
    "FROM task WHERE staff_id": "task_of_person",
}


class TestItsPlans:
    @pytest.fixture
    def crowded(self, busy: World) -> World:
        with connection.cursor() as cursor:
            cursor.execute(
                FILL,
                {
                    "group": busy.gulf.group_id, "store": busy.gulf.id, "owner": busy.agent.id,
                    "user": busy.agent.user_id, "now": NOW,
                },
            )  # fmt: skip
            cursor.execute("ANALYZE opportunity, person, task, activity, escalation, response_clock")
        return busy

    @pytest.mark.parametrize("who", ["manager", "principal"])
    def test_walk_the_stores_own_indexes(self, crowded: World, who: str) -> None:
        with behind_the_wall(getattr(crowded, who)) as scope:
            with CaptureQueriesContext(connection) as seen:
                board(scope, scope.stores, now=NOW)
            statements = [query["sql"] for query in seen]
            for part, index in INDEXES.items():
                statement = next(sql for sql in statements if part in sql)
                plan = explained(statement)
                assert index in plan, (part, plan)
                assert not read_whole(plan), (part, plan)

    def test_a_climb_walks_what_is_due_to_climb(self, crowded: World) -> None:
        assert "opportunity_escalates" in plan_of(lambda: claim_climbing(now=NOW, limit=100))


def explained(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + statement.replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())


def read_whole(plan: str) -> list[str]:
    """The large tables that were read from end to end; the wall's own look-up is planned, but a manager needs none."""
    large = ("opportunity", "task", "activity", "escalation", "response_clock", "person ")
    return [
        line
        for line in plan.splitlines()
        if any(f"Seq Scan on {table}" in line for table in large) and "never executed" not in line
    ]
