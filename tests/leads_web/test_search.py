"""Search as you type: every way people look for somebody."""

from datetime import timedelta

import pytest

from freshup.data.models import Opportunity, Person, SearchKey, Staff
from freshup.domain.people.search_keys import searched_prefixes
from freshup.queries.leads import searching
from freshup.queries.leads.filters import Filters
from freshup.queries.leads.searching import page_of_hits
from tests.factories import NOW, make_opportunity, make_person
from tests.leads_web.conftest import World, behind_the_wall


def found(staff: Staff, typed: str, **filters: str) -> list[str]:
    with behind_the_wall(staff) as its:
        asked = Filters(its.stores, words=searched_prefixes(typed), **{"stage": "all", **filters})  # type: ignore[arg-type]
        return [row.name for row in page_of_hits(its, asked).rows]


class TestFinds:
    @pytest.mark.parametrize(
        "typed",
        ["jos", "José", "JOSE", "alvarez", "álva", "alv jos", "jose alvarez", "2395550142", "(239) 555-0142",
         "+1 239 555 0142", "239555", "0142", "j.alvarez@exa", "J.Alvarez@Example.com"],
    )  # fmt: skip
    def test_by_name_phone_and_mail(self, world: World, typed: str) -> None:
        jose = make_person(world.gulf, "José", "Álvarez", phone="+12395550142", email="j.alvarez@example.com")
        make_opportunity(world.gulf, jose)
        make_opportunity(world.gulf, make_person(world.gulf, "Josephine", "Marsh", phone="+12395559999"))
        assert "José Álvarez" in found(world.agent, typed)

    @pytest.mark.parametrize("typed", ["zed", "jose marsh", "alvarez zed", "9999999", "%", "o'", "*", "\\"])
    def test_nobody(self, world: World, typed: str) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "José", "Álvarez"))
        assert found(world.agent, typed) == []

    def test_somebody_with_two_fitting_words_once(self, world: World) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "Ann", "Anders", email="ann@example.com"))
        assert found(world.agent, "an") == ["Ann Anders"]

    def test_each_with_the_latest_opportunity_that_fits(self, world: World) -> None:
        ann = make_person(world.gulf, "Ann", "Anders")
        make_opportunity(world.gulf, ann, stage="lost", closed_at=NOW, grade="A")
        make_opportunity(world.gulf, ann, grade="B")
        assert found(world.agent, "ann") == ["Ann Anders"]
        assert found(world.agent, "ann", stage="closed") == ["Ann Anders"]
        assert found(world.agent, "ann", grade="D") == []


class TestWhoFindsWhom:
    def test_only_customers_of_the_own_stores(self, world: World) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "Ann", "Gulf"))
        make_opportunity(world.bay, make_person(world.bay, "Ann", "Bay"))
        make_opportunity(world.elsewhere, make_person(world.elsewhere, "Ann", "Elsewhere"))
        assert found(world.agent, "ann") == ["Ann Gulf"]
        assert sorted(found(world.principal, "ann")) == ["Ann Bay", "Ann Gulf"]
        assert found(world.outsider, "ann") == ["Ann Elsewhere"]

    def test_whoever_sees_only_their_own_finds_only_these(self, world: World) -> None:
        make_opportunity(world.gulf, make_person(world.gulf, "Ann", "Mine"), owner=world.own)
        make_opportunity(world.gulf, make_person(world.gulf, "Ann", "Others"), owner=world.agent)
        assert found(world.own, "ann") == ["Ann Mine"]
        assert found(world.own, "ann mi") == ["Ann Mine"]
        assert found(world.own, "ann oth") == []
        assert found(world.own, "others") == []

    def test_their_own_by_a_whole_name_however_long_ago(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "OWN_LEADS_MAX", 0)
        make_opportunity(world.gulf, make_person(world.gulf, "Ann", "Anderson"), owner=world.own)
        for _ in range(60):
            make_opportunity(world.gulf, owner=world.own, at=NOW + timedelta(minutes=1))
        assert found(world.own, "an") == []
        assert found(world.own, "anderson") == ["Ann Anderson"]

    def test_the_first_wall_holds_without_the_second(self, world: World) -> None:
        make_opportunity(world.bay, make_person(world.bay, "Ann", "Bay"))
        with behind_the_wall(world.agent) as its:
            agents = its
        asked = Filters((world.gulf.id, world.bay.id), stage="all", words=searched_prefixes("ann"))
        assert page_of_hits(agents, asked).rows == ()


@pytest.fixture
def crowd(world: World) -> set[int]:
    """130 people by the name of Smith in two stores, every tenth of them called Zoe; their opportunities' ids."""
    ids = set()
    for n in range(130):
        store = (world.gulf, world.bay)[n % 4 == 0]
        person = Person.objects.create(
            group=store.group, first_name="Zoe" if n % 10 == 0 else "Al", last_name="Smith", created_at=NOW
        )
        SearchKey.objects.create(rooftop=store, person=person, key="smith")
        SearchKey.objects.create(rooftop=store, person=person, key="zoe" if n % 10 == 0 else "al")
        ids.add(make_opportunity(store, person).id)
    return ids


class TestPaging:
    def pages(self, staff: Staff, typed: str) -> list[list[int]]:
        pages, at = [], ""
        with behind_the_wall(staff) as its:
            asked = Filters(its.stores, stage="all", words=searched_prefixes(typed))
            while True:
                page = page_of_hits(its, asked, at)
                pages.append([row.id for row in page.rows])
                if page.older is None:
                    return pages
                at = page.older

    def test_forward_shows_every_hit_once(self, world: World, crowd: set[int]) -> None:
        pages = self.pages(world.principal, "smi")
        assert [len(page) for page in pages] == [50, 50, 30]
        assert {id for page in pages for id in page} == crowd

    def test_back_shows_the_same_page(self, world: World, crowd: set[int]) -> None:
        with behind_the_wall(world.principal) as its:
            asked = Filters(its.stores, stage="all", words=searched_prefixes("smi"))
            first = page_of_hits(its, asked)
            second = page_of_hits(its, asked, first.older or "")
            third = page_of_hits(its, asked, second.older or "")
            again = page_of_hits(its, asked, third.newer or "")
            top = page_of_hits(its, asked, again.newer or "")
        assert [row.id for row in again.rows] == [row.id for row in second.rows]
        assert ([row.id for row in top.rows], top.newer) == ([row.id for row in first.rows], None)

    def test_a_rare_second_word_goes_on_after_its_budget(
        self, world: World, crowd: set[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "BUDGET_WORDS", 20)
        monkeypatch.setattr(searching, "BUDGET_WORDS_MIN", 20)
        pages = self.pages(world.principal, "smith zo")
        zoes = set(Opportunity.objects.filter(person__first_name="Zoe").values_list("id", flat=True))
        ids = [id for page in pages for id in page]
        assert (set(ids), len(ids)) == (zoes, 13)
        assert len(pages) > 2
