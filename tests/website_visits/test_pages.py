"""What a person sees of visits: the panel of the lead, and the tag to copy, for those who may."""

from typing import Any

from django.test import Client

from freshup.data.models import User, WebVisitor
from freshup.operations.website.counting import note_visits
from tests.acting import acting_as
from tests.website_visits.conftest import FORM_KEY, NOW, ORIGIN, VIN, Site
from tests.website_visits.test_visits import LATER


def page(name: str, path: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(name=name))
    with acting_as("freshup_web"):
        return client.get(path, secure=True)


class TestTheLeadsPage:
    def test_shows_visits_and_the_units_looked_at(self, site: Site) -> None:
        site.view("/new/accord", vin=VIN)
        lead = site.inquiry()
        site.settle(NOW)
        note_visits(now=LATER)
        shown = page("Ana", f"/opportunities/{lead.pk}/").content.decode()
        assert "On the website" in shown
        assert f'href="/inventory/{site.unit}/"' in shown
        assert "Known by a form they handed in." in shown
        assert "Looked around on the website: pages 1, vehicles 1" in shown
        # The name of the browser is for machines.
        assert "a" * 32 not in shown

    def test_shows_nothing_where_nothing_is_known(self, site: Site) -> None:
        lead = site.inquiry(visitor="")
        assert "On the website" not in page("Ana", f"/opportunities/{lead.pk}/").content.decode()


class TestTheWebTag:
    def test_is_there_for_the_manager_to_copy(self, site: Site) -> None:
        shown = page("Mia", "/settings/web-tag/").content.decode()
        assert f"/widget/tag.js&quot; data-key=&quot;{FORM_KEY}&quot;" in shown
        assert ORIGIN in shown

    def test_is_no_business_of_an_agent(self, site: Site) -> None:
        assert page("Ana", "/settings/web-tag/").status_code == 403

    def test_is_served_to_any_site_and_known_again(self, db: None) -> None:
        tag = Client().get("/widget/tag.js", secure=True)
        assert (tag["Content-Type"], tag["Access-Control-Allow-Origin"]) == (
            "text/javascript; charset=utf-8",
            "*",
        )
        assert "globalPrivacyControl" in tag.content.decode()
        again = Client().get("/widget/tag.js", secure=True, headers={"if-none-match": tag["ETag"]})
        assert again.status_code == 304
        assert Client().get("/widget/other.js", secure=True).status_code == 404


class TestTheWall:
    def test_hides_a_nameless_browser_from_who_sees_only_their_own(self, site: Site, as_web: Any) -> None:
        site.view()
        with as_web(rooftops=[site.rooftop]):
            assert WebVisitor.objects.count() == 1
        with as_web(stores=[site.rooftop]):
            assert WebVisitor.objects.count() == 0
