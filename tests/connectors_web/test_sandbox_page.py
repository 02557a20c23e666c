"""What goes to the sandbox is counted at the sandbox's own connector, so that its page tells the truth."""

from collections.abc import Callable

import pytest

from freshup.bootstrap.sending import StoreSenders
from freshup.data.models import Connector, Message
from freshup.operations.connectors.sandbox import ensure_sandbox
from freshup.operations.conversations import send_batch
from tests.conversations.test_outbox import Provider
from tests.intake.adf import adf
from tests.intake.conftest import NOW, Dealership, make_dealership, person, store

__all__ = ["make_dealership"]


@pytest.fixture
def house(make_dealership: Callable[..., Dealership]) -> Dealership:
    return make_dealership(store("Gulf Honda", "gulfkey", (person("Ana"),)))


class TestTheSandbox:
    def test_counts_what_it_took(self, house: Dealership) -> None:
        ensure_sandbox(house.opened.rooftop_ids[0], secrets=lambda: ("hook", "sign"), now=NOW)
        house.take(adf())
        send_batch(StoreSenders(Provider()), clock=lambda: NOW)
        sandbox = Connector.objects.get()
        assert (Message.objects.get().connector_id, sandbox.last_out_at) == (sandbox.pk, NOW)

    def test_counts_nothing_that_went_by_the_installations_own_server(
        self, house: Dealership, settings: object
    ) -> None:
        settings.FRESHUP_EMAIL = "smtp://127.0.0.1"  # type: ignore[attr-defined]
        ensure_sandbox(house.opened.rooftop_ids[0], secrets=lambda: ("hook", "sign"), now=NOW)
        house.take(adf())
        send_batch(StoreSenders(Provider()), clock=lambda: NOW)
        assert Message.objects.get().state == "sent"
        assert (Message.objects.get().connector_id, Connector.objects.get().last_out_at) == (None, None)
