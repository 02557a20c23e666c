from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import GateDecision
from freshup.queries.consent import GateFilters, gate_log
from freshup.queries.keyset import Turn
from tests.consent_web.conftest import NOW, World, behind_the_wall, client_of, customer, decided
from tests.leads_web.conftest import statements

GATE = "/gate/"


def page(world: World, staff: object, **query: str) -> str:
    return client_of(staff).get(GATE, query).content.decode()  # type: ignore[arg-type]


class TestTheLog:
    def test_shows_who_was_written_to_and_by_which_rule(self, world: World) -> None:
        zoe = customer(world.gulf)
        until = NOW + timedelta(hours=9)
        reason = {
            "code": "consent.quiet_hours_at",
            "place": "FL",
            "opens": "8 AM",
            "closes": "8 PM",
            "law": "FL-hours",
        }
        decided(zoe, verdict="hold", rule="quiet_hours", reason=reason, until=until, states="FL")
        shown = page(world, world.manager)
        assert f'href="/opportunities/{zoe.pk}/"' in shown or f'href="/leads/{zoe.pk}/"' in shown
        for words in (
            "Zoe Quill",
            "Held",
            "Quiet hours in FL: calls and texts only 8 AM–8 PM (FL-hours)",
            "Law of FL",
        ):
            assert words in shown

    def test_can_say_every_rule_without_its_numbers(self, world: World) -> None:
        zoe = customer(world.gulf)
        for rule in ("attempts", "quiet_hours", "acknowledged", "channel", "purpose", "a rule of tomorrow"):
            decided(zoe, verdict="refuse", rule=rule)
        assert "As many calls and texts in a day as are allowed" in page(world, world.manager)

    def test_is_filtered_by_answer_channel_and_rule(self, world: World) -> None:
        decided(customer(world.gulf, first="Ann"))
        decided(customer(world.gulf, first="Bea", number=43), verdict="hold", rule="attempts", channel="call")
        for query in ({"verdict": "hold"}, {"channel": "call"}, {"rule": "attempts"}):
            shown = page(world, world.manager, **query)
            assert "Bea Quill" in shown
            assert "Ann Quill" not in shown
        assert "None like that" in page(world, world.manager, verdict="refuse")
        assert "Ann Quill" in page(world, world.manager, verdict="nonsense", before="nonsense")

    def test_is_kept_from_other_stores_and_groups(self, world: World) -> None:
        decided(customer(world.gulf))
        for staff in (world.colleague, world.outsider):
            assert "Zoe" not in page(world, staff)

    def test_tells_who_sees_only_their_own_where_to_look(self, world: World) -> None:
        decided(customer(world.gulf, world.own))
        shown = page(world, world.own)
        assert "seen by whoever sees the whole store" in shown
        assert "Zoe" not in shown

    def test_says_what_will_stand_there(self, world: World) -> None:
        assert "Nothing has been asked yet" in page(world, world.manager)

    def test_asks_the_database_no_more_for_more_rows(self, world: World) -> None:
        client = client_of(world.manager)
        decided(customer(world.gulf))
        client.get(GATE)
        few = statements(client, GATE)
        for n in range(20):
            decided(customer(world.gulf, first=f"Z{n}", number=50 + n), minutes=n)
        assert statements(client, GATE) == few

    def test_is_walked_page_by_page_over_two_stores(self, world: World) -> None:
        zoe, bay = customer(world.gulf), customer(world.bay, first="Bo", number=44)
        made = [decided(zoe if n % 2 else bay, minutes=n).pk for n in range(9)]
        seen: list[int] = []
        turn = Turn()
        with behind_the_wall(world.principal) as scope:
            while True:
                found = gate_log(scope, (world.gulf.pk, world.bay.pk), turn, GateFilters(), size=4)
                seen += [line.id for line in found.rows]
                if found.found.older is None:
                    break
                turn = Turn(before=found.found.older)
            back = gate_log(
                scope, (world.gulf.pk, world.bay.pk), Turn(after=found.found.newer), GateFilters(), size=4
            )
        assert seen == made
        assert [line.id for line in back.rows] == made[4:8]


@pytest.mark.parametrize(
    ("filters", "index"),
    [(GateFilters(), "gate_by_store"), (GateFilters(verdict="hold"), "gate_not_allowed"),
     (GateFilters(rule="attempts"), "gate_by_store")],
)  # fmt: skip
def test_a_page_of_the_log_goes_along_an_index(world: World, filters: GateFilters, index: str) -> None:
    zoe = customer(world.gulf)
    GateDecision.objects.bulk_create(
        GateDecision(
            rooftop_id=zoe.rooftop_id, opportunity=zoe, at=NOW - timedelta(seconds=n), asked="send", channel="text",
            purpose="follow_up", automatic=True, verdict="hold" if n % 50 == 0 else "allow", rule="inquiry_followed",
        )
        for n in range(6_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gate_decision, opportunity")
    with behind_the_wall(world.manager) as scope:
        with CaptureQueriesContext(connection) as captured:
            gate_log(scope, (world.gulf.pk,), Turn(), filters)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + captured[0]["sql"].replace("%", "%%"))
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan
    assert "Seq Scan on gate_decision" not in plan
