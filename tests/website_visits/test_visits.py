"""Pages become visits, visits are joined to a customer, and the score knows of each once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import Activity, Alert, Opportunity, ResponseClock, WebPage, WebVisitor
from freshup.domain.website.visits import read_view
from freshup.operations.website.counting import count_visits, note_visits
from freshup.operations.website.forgetting import forget_visits
from freshup.operations.website.joining import join_visitor
from freshup.operations.website.visiting import Viewed, record_views
from tests.factories import make_opportunity, make_store
from tests.follow_up.conftest import open_tasks_of, running
from tests.website_visits.conftest import ANN, BOB, NOW, VIN, Site

LATER = NOW + timedelta(minutes=31)


def counts(site: Site, token: str = ANN) -> tuple[int, int]:
    found = site.visitor(token)
    return found.visits, found.vehicle_pages


def behaviour(opportunity: Opportunity) -> dict[str, int]:
    opportunity.refresh_from_db()
    return dict(opportunity.facts["behaviour"])


class TestAVisit:
    def test_goes_on_until_half_an_hour_of_silence(self, site: Site) -> None:
        site.view("/")
        site.view("/about", at=NOW + timedelta(minutes=29))
        assert counts(site) == (1, 0)
        site.view("/", at=NOW + timedelta(minutes=60))
        assert counts(site) == (2, 0)

    def test_counts_a_vehicle_once_however_often_it_is_loaded(self, site: Site) -> None:
        for _ in range(8):
            site.view("/new/accord", vin=VIN)
        assert counts(site) == (1, 1)
        assert WebPage.objects.get().unit_id == site.unit
        site.view("/new/accord", at=LATER, vin=VIN)
        assert counts(site) == (2, 2)

    def test_knows_a_unit_by_stock_number_and_by_its_address(self, site: Site) -> None:
        site.view("/a", stock="h-1")
        site.view("/new/accord-1")
        assert set(WebPage.objects.values_list("unit_id", flat=True)) == {site.unit}
        assert counts(site) == (1, 2)

    def test_takes_no_ordinary_page_for_a_vehicle(self, site: Site) -> None:
        site.view("/")
        site.view("/new/")
        assert counts(site) == (1, 0)
        assert list(WebPage.objects.values_list("unit_id", flat=True)) == [None, None]

    def test_knows_nothing_of_another_stores_units(self, site: Site) -> None:
        other = make_store()
        view = read_view(b'{"visitor":"%s","path":"/x","vin":"%s"}' % (ANN.encode(), VIN.encode()))
        record_views([Viewed(other.pk, other.group_id, NOW, view)])
        assert WebPage.objects.get(rooftop=other.pk).unit_id is None

    def test_needs_as_many_statements_for_many_views_as_for_one(
        self, site: Site, as_web: Callable[..., AbstractContextManager[None]]
    ) -> None:
        views = [
            Viewed(site.rooftop, site.group, NOW, read_view(b'{"visitor":"%032d","path":"/%d"}' % (n % 9, n)))
            for n in range(40)
        ]
        with as_web(), CaptureQueriesContext(connection) as asked:
            assert record_views(views) == [True] * 40
        assert WebVisitor.objects.count() == 9
        # A savepoint around, the scope, the visitors, the pages.
        assert len(asked) <= 5


class TestJoining:
    def test_a_form_says_who_sat_there(self, site: Site) -> None:
        site.view("/new/accord", vin=VIN)
        lead = site.inquiry()
        site.settle(NOW + timedelta(seconds=5))
        found = site.visitor()
        assert (found.opportunity_id, found.person_id, found.joined_by) == (lead.pk, lead.person_id, "form")
        assert behaviour(lead) == {"site_visits": 1, "vehicle_pages": 1}

    def test_a_posted_form_says_it_too(self, site: Site) -> None:
        site.view()
        body = f"first_name=Maria&last_name=Lopez&email=maria%40example.com&visitor={ANN}".encode()
        site.house.take(body, key="gulfkey", content_type="application/x-www-form-urlencoded")
        site.settle(NOW + timedelta(seconds=5))
        assert site.visitor().joined_by == "form"

    def test_a_click_in_a_mail_says_it(self, site: Site) -> None:
        lead = site.inquiry(visitor="")
        site.view("/", fu=site.link_of(lead))
        assert (site.visitor().opportunity_id, site.visitor().joined_by) == (lead.pk, "click")

    def test_a_click_passed_on_takes_nobodys_browser_away(self, site: Site) -> None:
        lead = site.inquiry(visitor="")
        friend = make_opportunity(lead.rooftop)
        site.view(visitor=BOB)
        join_visitor(site.rooftop, BOB, friend.pk, "form", now=NOW)
        site.view("/", visitor=BOB, fu=site.link_of(lead))
        assert site.visitor(BOB).opportunity_id == friend.pk

    def test_a_link_of_another_store_joins_nobody(self, site: Site) -> None:
        lead = site.inquiry(visitor="")
        token = site.link_of(lead)
        other = make_store()
        view = read_view(b'{"visitor":"%s","path":"/","fu":"%s"}' % (BOB.encode(), token.encode()))
        record_views([Viewed(other.pk, other.group_id, NOW, view)])
        assert WebVisitor.objects.get(token=BOB).opportunity_id is None

    def test_a_browser_moves_to_whoever_filled_in_a_form_last(self, site: Site) -> None:
        site.view()
        site.inquiry()
        site.settle(NOW + timedelta(seconds=5))
        second = site.inquiry(
            at=NOW + timedelta(minutes=5), first_name="Joe", last_name="Park",
            email="joe@example.net", phone="239-555-0177",
        )  # fmt: skip
        site.settle(NOW + timedelta(minutes=6))
        assert site.visitor().opportunity_id == second.pk


class TestTheScore:
    def test_gains_five_for_each_visit_after_the_first_and_counts_none_twice(self, site: Site) -> None:
        site.view()
        lead = site.inquiry()
        site.settle(NOW + timedelta(seconds=5))
        lead.refresh_from_db()
        before = lead.score
        site.view(at=LATER)
        assert site.settle(LATER) == 1
        lead.refresh_from_db()
        assert lead.score == before + 5
        assert site.settle(LATER) == 0
        assert behaviour(lead)["site_visits"] == 2

    def test_gains_ten_for_eight_vehicle_pages(self, site: Site) -> None:
        lead = site.inquiry()
        before = lead.score
        for n in range(8):
            site.view(f"/used/{n}", stock=f"U{n}")
        site.settle(NOW + timedelta(seconds=5))
        lead.refresh_from_db()
        assert lead.score == before + 10

    def test_adds_up_over_the_browsers_of_one_customer(self, site: Site) -> None:
        lead = site.inquiry()
        for token in (ANN, BOB):
            site.view(visitor=token)
            join_visitor(site.rooftop, token, lead.pk, "form", now=NOW)
        count_visits(now=NOW)
        assert behaviour(lead)["site_visits"] == 2

    def test_rises_for_nobody_whose_lead_is_closed(self, site: Site) -> None:
        lead = site.inquiry()
        Opportunity.objects.filter(pk=lead.pk).update(closed_at=NOW, stage="lost")
        site.view()
        assert site.settle(NOW + timedelta(seconds=5)) == 0

    def test_leaves_clocks_and_follow_up_alone(self, site: Site) -> None:
        lead = site.inquiry()
        clock = ResponseClock.objects.get(opportunity=lead)
        site.view()
        site.settle(NOW + timedelta(seconds=5))
        clock.refresh_from_db()
        assert (clock.attempted_at, clock.contacted_at) == (None, None)
        assert running(lead).ended_at is None


class TestATierThatRises:
    """QUA-5: the owner hears of it, and the follow-up is that of the new tier."""

    def test_alerts_the_owner_and_brings_the_hot_steps(self, site: Site) -> None:
        # What was stated and where they live make it high; twenty points of behaviour are what visits can add.
        lead = site.inquiry(
            timeframe="within 7 days", postal_code="33901", vehicle="", year="2026", make="Honda", model="Accord",
            comments="I have a trade-in.",
        )  # fmt: skip
        assert lead.tier == "high"
        site.run_until(NOW + timedelta(minutes=20))
        assert "manager" not in open_tasks_of(lead)
        for n in range(8):
            site.view(f"/used/{n}", at=NOW + timedelta(minutes=25), stock=f"U{n}")
        site.settle(NOW + timedelta(minutes=25))
        site.view(at=NOW + timedelta(minutes=60))
        site.view(at=NOW + timedelta(minutes=95))
        site.settle(NOW + timedelta(minutes=95))
        lead.refresh_from_db()
        assert lead.tier == "hot"
        alert = Alert.objects.get(opportunity=lead, kind="tier_up")
        assert (alert.user_id, alert.data) == (lead.owner.user_id, {"tier": "hot"})  # type: ignore[union-attr]
        site.run_until(NOW + timedelta(hours=3))
        assert {"manager", "video"} <= set(open_tasks_of(lead))


class TestTheStory:
    def test_tells_of_a_visit_once_it_is_over(self, site: Site) -> None:
        site.view("/")
        site.view("/new/accord", vin=VIN)
        lead = site.inquiry()
        site.settle(NOW + timedelta(seconds=5))
        assert note_visits(now=NOW + timedelta(minutes=10)) == 0
        assert note_visits(now=LATER) == 1
        line = Activity.objects.get(opportunity=lead, kind="browsed")
        assert (line.data["pages"], line.data["vehicles"], line.at) == (2, 1, NOW)

    def test_has_one_line_a_day_of_a_browser(self, site: Site) -> None:
        site.view()
        site.inquiry()
        site.settle(NOW + timedelta(seconds=5))
        note_visits(now=LATER)
        site.view(at=NOW + timedelta(hours=2))
        assert note_visits(now=NOW + timedelta(hours=3)) == 0
        site.view(at=NOW + timedelta(days=1, hours=1))
        assert note_visits(now=NOW + timedelta(days=1, hours=2)) == 1


class TestForgetting:
    def test_ends_pages_and_nobodys_browsers_after_ninety_days(self, site: Site) -> None:
        lead = site.inquiry(visitor="")
        site.view(visitor=BOB)
        site.view(visitor=ANN)
        join_visitor(site.rooftop, ANN, lead.pk, "form", now=NOW)
        assert forget_visits(now=NOW + timedelta(days=89)) == 0
        assert forget_visits(now=NOW + timedelta(days=91)) == 3
        assert WebPage.objects.count() == 0
        assert [one.token for one in WebVisitor.objects.all()] == [ANN]

    def test_goes_batch_by_batch(self, site: Site) -> None:
        for n in range(5):
            site.view(f"/{n}")
        rounds = [forget_visits(now=NOW + timedelta(days=91), batch=2) for _ in range(4)]
        assert sum(rounds) == 6
        assert max(rounds) <= 4
