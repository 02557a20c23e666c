"""The list: who sees what, in which order, page after page."""

from datetime import timedelta

import pytest

from freshup.data.models import Opportunity, Staff
from freshup.queries.leads import listing
from freshup.queries.leads.filters import Cursor, Filters
from freshup.queries.leads.listing import newer_than, page_of_leads
from tests.factories import NOW, make_clock, make_lead, make_opportunity, make_person, make_source
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, statements


def seen(staff: Staff, at: str = "", **filters: object) -> list[int]:
    with behind_the_wall(staff) as its:
        page = page_of_leads(its, Filters(its.stores, **filters), at)  # type: ignore[arg-type]
        return [row.id for row in page.rows]


class TestWhoSeesWhat:
    def test_an_agent_sees_the_store_and_nothing_else(self, world: World) -> None:
        ours = make_opportunity(world.gulf)
        make_opportunity(world.bay)
        make_opportunity(world.elsewhere)
        assert seen(world.agent) == [ours.id]

    def test_a_principal_sees_all_stores_of_the_group(self, world: World) -> None:
        first = make_opportunity(world.gulf)
        second = make_opportunity(world.bay, at=NOW + timedelta(hours=1))
        make_opportunity(world.elsewhere)
        assert seen(world.principal) == [second.id, first.id]

    def test_whoever_sees_only_their_own_sees_no_other(self, world: World) -> None:
        mine = make_opportunity(world.gulf, owner=world.own)
        make_opportunity(world.gulf, owner=world.agent)
        make_opportunity(world.gulf)
        assert seen(world.own) == [mine.id]

    def test_asking_for_a_store_out_of_scope_shows_nothing(self, world: World) -> None:
        make_opportunity(world.bay)
        with behind_the_wall(world.agent) as its:
            assert page_of_leads(its, Filters((world.bay.id,))).rows == ()

    def test_asking_for_an_owner_out_of_scope_shows_nothing(self, world: World) -> None:
        make_opportunity(world.bay, owner=world.colleague)
        assert seen(world.agent, owners=(world.colleague.id,)) == []

    def test_the_first_wall_holds_without_the_second(self, world: World) -> None:
        make_opportunity(world.bay, owner=world.colleague)
        its = scope(world.agent)
        everywhere = (world.gulf.id, world.bay.id)
        assert page_of_leads(its, Filters(everywhere, owners=(world.colleague.id,))).rows == ()
        assert page_of_leads(its, Filters(everywhere)).rows == ()


class TestFilters:
    def test_closed_ones_are_left_out_unless_asked_for(self, world: World) -> None:
        is_open = make_opportunity(world.gulf)
        closed = make_opportunity(world.gulf, stage="lost", closed_at=NOW, at=NOW - timedelta(days=1))
        assert seen(world.agent) == [is_open.id]
        assert seen(world.agent, stage="closed") == [closed.id]
        assert seen(world.agent, stage="all") == [is_open.id, closed.id]
        assert seen(world.agent, stage="lost") == [closed.id]

    def test_who_waits_longest_for_an_answer_comes_first(self, world: World) -> None:
        late, later = (
            make_opportunity(world.gulf, at=NOW),
            make_opportunity(world.gulf, at=NOW - timedelta(hours=1)),
        )
        make_opportunity(world.gulf)
        make_clock(make_lead(late, at=NOW), minutes=5)
        make_clock(make_lead(later, at=NOW - timedelta(hours=1)), minutes=90)
        assert seen(world.agent, waiting=True) == [late.id, later.id]

    @pytest.mark.parametrize(
        ("filters", "fits"),
        [({"tier": "hot"}, True), ({"tier": "low"}, False), ({"grade": "A"}, True), ({"grade": "D"}, False)],
    )
    def test_tier_and_grade(self, world: World, filters: dict[str, str], fits: bool) -> None:
        one = make_opportunity(world.gulf, tier="hot", grade="A")
        assert seen(world.agent, **filters) == ([one.id] if fits else [])

    def test_source_owner_and_desk(self, world: World) -> None:
        source = make_source(world.gulf)
        mine = make_opportunity(world.gulf, owner=world.agent, source=source)
        lying = make_opportunity(world.gulf)
        assert seen(world.agent, sources=(source.id,)) == [mine.id]
        assert seen(world.agent, owners=(world.agent.id,)) == [mine.id]
        assert seen(world.agent, unowned=True) == [lying.id]

    def test_a_row_carries_names_and_its_clock(self, world: World) -> None:
        source = make_source(world.gulf)
        one = make_opportunity(world.gulf, owner=world.agent, source=source)
        clock = make_clock(make_lead(one))
        with behind_the_wall(world.agent) as its:
            (row,) = page_of_leads(its, Filters(its.stores)).rows
        assert (row.name, row.owner, row.source) == ("Marisol Ortega", "Ana", "Website")
        assert row.clock is not None
        assert row.clock.due_at == clock.due_at


@pytest.fixture
def many(world: World) -> list[int]:
    """120 opportunities in two stores, three at each moment; ids in the order of the list."""
    people = {store.id: make_person(store) for store in (world.gulf, world.bay)}
    rows = [
        Opportunity(
            rooftop_id=store.id,
            person=people[store.id],
            desk="Sales desk",
            stage="new",
            grade="AB"[n % 2],
            tier="low",
            kind="purchase",
            opened_at=NOW,
            last_lead_at=NOW,
            last_activity_at=NOW - timedelta(minutes=n // 3),
            due_at=NOW + timedelta(minutes=n // 3),
        )
        for n in range(120)
        for store in ((world.gulf, world.bay)[n % 5 == 0],)
    ]
    made = Opportunity.objects.bulk_create(rows)
    return [one.id for one in sorted(made, key=lambda one: (one.last_activity_at, one.id), reverse=True)]


class TestPaging:
    def walk(self, staff: Staff, **filters: object) -> list[list[int]]:
        pages, at = [], ""
        with behind_the_wall(staff) as its:
            while True:
                page = page_of_leads(its, Filters(its.stores, **filters), at)  # type: ignore[arg-type]
                pages.append([row.id for row in page.rows])
                if page.older is None:
                    return pages
                at = page.older

    def test_forward_shows_every_row_once(self, world: World, many: list[int]) -> None:
        pages = self.walk(world.principal)
        assert [len(page) for page in pages] == [50, 50, 20]
        assert [id for page in pages for id in page] == many

    def test_back_shows_the_same_pages(self, world: World, many: list[int]) -> None:
        with behind_the_wall(world.principal) as its:
            filters = Filters(its.stores)
            first = page_of_leads(its, filters)
            second = page_of_leads(its, filters, first.older or "")
            third = page_of_leads(its, filters, second.older or "")
            again = page_of_leads(its, filters, third.newer or "")
            top = page_of_leads(its, filters, again.newer or "")
        assert [row.id for row in again.rows] == [row.id for row in second.rows]
        assert ([row.id for row in top.rows], top.newer) == (many[:50], None)

    def test_the_soonest_due_are_paged_too(self, world: World, many: list[int]) -> None:
        ids = [id for page in self.walk(world.principal, waiting=True) for id in page]
        assert sorted(ids) == sorted(many)
        assert len(ids) == 120

    def test_a_rare_filter_stops_after_its_budget_and_goes_on_from_there(
        self, world: World, many: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rare = many[10], many[115]
        Opportunity.objects.filter(id__in=rare).update(tier="hot")
        monkeypatch.setattr(listing, "BUDGET_ROWS", 20)
        monkeypatch.setattr(listing, "BUDGET_ROWS_MIN", 20)
        monkeypatch.setattr(listing, "PAGE_ROWS", 8)
        pages = self.walk(world.principal, tier="hot")
        assert [id for page in pages for id in page] == list(rare)
        assert len(pages) > 2

    @pytest.mark.parametrize(
        "at", ["nonsense", "WzAsMV0", "WzAsIngiLDFd", "WzAsOTk5OTk5OTk5OTk5OTk5OTk5LDFd", "é", "W" * 2000]
    )
    def test_a_cursor_that_is_none_shows_the_first_page(self, world: World, many: list[int], at: str) -> None:
        assert seen(world.principal, at) == many[:50]

    def test_what_came_since_is_counted(self, world: World, many: list[int]) -> None:
        with behind_the_wall(world.principal) as its:
            top = page_of_leads(its, Filters(its.stores)).rows[0]
            assert newer_than(its, Filters(its.stores), top.place) == 0
            Opportunity.objects.filter(id__in=many[60:63]).update(last_activity_at=NOW + timedelta(minutes=1))
            assert newer_than(its, Filters(its.stores), top.place) == 3
            assert newer_than(its, Filters(its.stores), str(Cursor(("x", 1)))) == 0


class TestThePage:
    def test_shows_names_escaped(self, world: World) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "<script>alert(1)</script>", "O'Hara"))
        shown = client_of(world.agent).get("/leads/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; O&#x27;Hara" in shown
        assert "<script>alert" not in shown

    def test_shows_an_outsider_nothing(self, world: World) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "Zebulon"))
        assert "Zebulon" not in client_of(world.outsider).get("/leads/?stage=all&q=zeb").content.decode()

    def test_needs_as_many_statements_for_many_rows_as_for_few(self, world: World) -> None:
        client = client_of(world.manager)
        source = make_source(world.gulf)
        for n in range(3):
            make_clock(
                make_lead(make_opportunity(world.gulf, owner=world.agent, source=source, wanted=str(n)))
            )
        client.get("/leads/")
        few = statements(client, "/leads/"), statements(client, "/leads/?q=ort")
        for n in range(60):
            make_clock(
                make_lead(make_opportunity(world.gulf, owner=world.agent, source=source, wanted=str(n)))
            )
        assert (statements(client, "/leads/"), statements(client, "/leads/?q=ort")) == few
        assert few[0] <= 11

    def test_ignores_filters_that_are_none(self, world: World) -> None:
        make_opportunity(world.gulf)
        url = "/leads/?tier=x&grade=ABCD&stage=%00&owner=99999999999999999999&source=nobody&view=z&at=%F0"
        assert client_of(world.agent).get(url).status_code == 200

    def test_the_updates_are_a_quiet_link(self, world: World) -> None:
        one = make_opportunity(world.gulf)
        client = client_of(world.agent)
        with behind_the_wall(world.agent) as its:
            place = page_of_leads(its, Filters(its.stores)).rows[0].place
        assert b"hidden" in client.get(f"/leads/updates/?since={place}").content
        make_opportunity(world.gulf, one.person, at=NOW + timedelta(minutes=1))
        assert b"1 update" in client.get(f"/leads/updates/?since={place}").content
