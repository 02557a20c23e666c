"""`freshup connectors`: the same health for whoever runs the installation, without a secret."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from freshup.data.models import Connector
from tests.connectors_web.conftest import Dealership, Line
from tests.intake_web.conftest import NOW


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("connectors", *arguments, stdout=out)
    return out.getvalue()


class TestTheCommand:
    def test_says_of_each_store_what_it_is_connected_to(self, google: Line) -> None:
        google.hour(received=8, failed=2)
        Connector.objects.update(last_in_at=NOW, last_error_at=NOW, last_error="The key is switched off")
        lines = said()
        assert "Gulf Honda" in lines
        assert "failing" in lines
        assert "failed 20%" in lines
        assert "The key is switched off" in lines
        assert "google-secret" not in lines

    def test_can_leave_out_what_works(self, google: Line) -> None:
        assert said("--trouble") == "nothing is wrong\n"

    def test_says_that_nothing_is_connected(self, dealership: Dealership) -> None:
        assert said("--store", "Bay Toyota") == "nothing is connected\n"

    def test_knows_only_stores_there_are(self, dealership: Dealership) -> None:
        with pytest.raises(CommandError):
            said("--store", "Nowhere Motors")
