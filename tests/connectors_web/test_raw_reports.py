"""What providers reported: listed, looked at raw without secrets, tried again."""

from freshup.data.models import InboundEvent
from tests.connectors_web.conftest import Dealership, Line, Visitor

PAGE = "/settings/connectors/reports/{}/"


class TestTheList:
    def test_shows_the_newest_first_and_only_what_was_asked_for(self, manager: Visitor, google: Line) -> None:
        google.report(state="ignored", reason="test")
        google.report(state="quarantined", reason="The intake key of this connector is switched off")
        everything = manager.get(f"{google.url}reports/").content.decode()
        assert everything.index("switched off") < everything.index("no lead was made")
        aside = manager.get(f"{google.url}reports/", state="quarantined").content.decode()
        assert "no lead was made" not in aside
        assert "Take all of them up again" in aside

    def test_goes_on_from_page_to_page(self, manager: Visitor, google: Line) -> None:
        for number in range(55):
            google.report(reason=f"number {number}.")
        first = manager.get(f"{google.url}reports/")
        older = first.context["older_url"]
        assert "number 54." in first.content.decode()
        second = manager.get(f"{google.url}reports/{older}").content.decode()
        assert "number 4." in second
        assert "number 54." not in second

    def test_is_empty_with_advice(self, manager: Visitor, google: Line) -> None:
        assert "Send a test from the provider" in manager.get(f"{google.url}reports/").content.decode()


class TestOneReport:
    def test_is_shown_without_the_accounts_secrets(self, manager: Visitor, google: Line) -> None:
        event = google.report(b'{"google_key": "google-secret", "lead_id": "77"}')
        page = manager.get(PAGE.format(event.pk)).content.decode()
        assert "[secret]" in page
        assert "google-secret" not in page
        raw = manager.get(PAGE.format(event.pk) + "raw/")
        assert raw.content == b'{"google_key": "[secret]", "lead_id": "77"}'
        assert raw["Content-Type"].startswith("text/plain")
        assert raw["Content-Disposition"].startswith("attachment")

    def test_that_was_set_aside_is_tried_again(self, manager: Visitor, google: Line) -> None:
        event = google.report(state="quarantined", reason="no key")
        assert "Try again" in manager.get(PAGE.format(event.pk)).content.decode()
        manager.post(PAGE.format(event.pk) + "retry/")
        event.refresh_from_db()
        assert (event.state, event.reason, event.attempts) == ("waiting", "", 0)

    def test_that_is_done_stays_done(self, manager: Visitor, google: Line) -> None:
        event = google.report()
        manager.post(PAGE.format(event.pk) + "retry/")
        event.refresh_from_db()
        assert event.state == "done"

    def test_whose_words_were_erased_has_nothing_to_show(self, manager: Visitor, google: Line) -> None:
        event = google.report(body=b"", state="quarantined")
        InboundEvent.objects.update(body=None)
        assert "nothing to show" in manager.get(PAGE.format(event.pk)).content.decode()
        assert manager.get(PAGE.format(event.pk) + "raw/").status_code == 404

    def test_is_its_stores_managers_alone(
        self, agent: Visitor, colleague: Visitor, outsider: Visitor, google: Line
    ) -> None:
        event = google.report(state="quarantined")
        for page in ("", "raw/"):
            seen = [one.get(PAGE.format(event.pk) + page).status_code for one in (agent, colleague, outsider)]
            assert seen == [403, 404, 404]
        done = [
            one.post(PAGE.format(event.pk) + "retry/").status_code for one in (agent, colleague, outsider)
        ]
        event.refresh_from_db()
        assert (done, event.state) == ([403, 404, 404], "quarantined")


class TestAll:
    def test_that_were_set_aside_are_tried_again_and_no_others(
        self, manager: Visitor, google: Line, dealership: Dealership
    ) -> None:
        aside = [google.report(state="quarantined") for _ in range(3)]
        other = google.report(state="ignored", reason="test")
        manager.post(f"{google.url}reports/retry/")
        states = dict(InboundEvent.objects.values_list("id", "state"))
        assert [states[one.pk] for one in aside] == ["waiting"] * 3
        assert states[other.pk] == "ignored"
