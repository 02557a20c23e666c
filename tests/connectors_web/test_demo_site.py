"""The demo's own website: there while the demo runs, with widgets of its store and nothing else of it."""

from typing import Any

import pytest
from django.test import Client

from freshup.adapters.postgres.roles import LOGINS
from freshup.operations import vehicles
from freshup.queries.access import scope_of
from tests.acting import acting_as
from tests.connectors_web.conftest import Dealership
from tests.intake_web.conftest import NOW, files

LOT = b"Stock,VIN,Year,Make,Model,Price\nS1,,2026,Honda,Accord,31500\nS2,,2025,Honda,Civic,\n"


@pytest.fixture
def lot(dealership: Dealership, settings: Any) -> Dealership:
    settings.FRESHUP_DEMO = True
    user = dealership.place("Mia").user_id
    assert user is not None
    scope = scope_of(user)
    kept: dict[str, Any] = {"file_name": "lot.csv", "full": True, "storage": files(), "now": NOW}
    id = vehicles.receive(scope, dealership.gulf, LOT, **kept)
    vehicles.apply(scope, id, storage=files(), now=NOW)
    return dealership


def visit(path: str) -> Any:
    with acting_as(LOGINS["web"]):
        return Client().get(path)


class TestTheSite:
    def test_shows_the_lot_with_chat_form_and_tag(self, lot: Dealership) -> None:
        answer = visit("/demo-site/gulfkeyform/")
        page = answer.content.decode()
        assert "2026 Honda Accord" in page
        assert "$31,500" in page
        for script in ("chat.js", "form.js", "tag.js"):
            assert f'src="/widget/{script}" data-key="gulfkeyform"' in page
        assert "frame-src 'self'" in answer["Content-Security-Policy"]

    def test_shows_one_vehicle_as_the_tag_reads_it(self, lot: Dealership) -> None:
        page = visit("/demo-site/gulfkeyform/S1/").content.decode()
        assert page.count('data-stock="') == 1
        assert 'data-vehicle="2026 Honda Accord"' in page

    @pytest.mark.parametrize("path", ["gulfkey/", "nokey/", "gulfkeyform/S9/"])
    def test_is_none_for_a_secret_key_a_wrong_one_or_another_car(self, lot: Dealership, path: str) -> None:
        assert visit(f"/demo-site/{path}").status_code == 404

    def test_is_none_where_no_demo_runs(self, lot: Dealership, settings: Any) -> None:
        settings.FRESHUP_DEMO = False
        assert visit("/demo-site/gulfkeyform/").status_code == 404
