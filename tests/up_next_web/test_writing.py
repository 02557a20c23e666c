"""Writing from the lead's page, and what people do with its follow-up."""

from datetime import timedelta
from typing import Any

import pytest

from freshup.data.models import Enrolment, HardStop, Message, Opportunity
from freshup.operations.cadences import switch
from freshup.operations.cadences.shipping import install_shipped
from freshup.queries.messages import filled, templates_for
from freshup.queries.stores import forget_settings, settings_of
from tests.factories import NOW
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope
from tests.up_next_web.test_call import Night, Noon, at_noon


def post(world: World, case: Opportunity, what: str, who: str = "agent", **data: str) -> Any:
    client = client_of(getattr(world, who))
    with behind_the_wall(getattr(world, who)):
        return client.post(f"/opportunities/{case.id}/{what}/", data)


def point(case: Opportunity, kind: str) -> str:
    return str(case.person.contact_points.get(kind=kind).id)


def reachable(world: World) -> None:
    world.gulf.phone_e164, world.gulf.mail_from = "+12395550100", "sales@example.com"
    world.gulf.settings_version += 1
    world.gulf.save()


class JustAfter(Noon):
    @staticmethod
    def now(_zone: object) -> Any:
        return NOW + timedelta(minutes=1)


class TestWriting:
    def test_an_email_by_hand_is_queued_under_ones_name(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        reachable(world)
        data = {
            "channel": "email",
            "point": point(case, "email"),
            "subject": "Your RAV4",
            "body": "It is here.",
        }
        assert post(world, case, "messages", **data).status_code == 303
        one = Message.objects.get(channel="email")
        assert (one.state, one.by_user_id, one.edited, one.body) == (
            "queued", world.agent.user_id, True, "It is here.",
        )  # fmt: skip

    def test_a_template_as_it_stands_is_nobodys_own_words(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_noon(monkeypatch)
        install_shipped()
        reachable(world)
        forget_settings()
        store = settings_of([world.gulf.id])[world.gulf.id]
        for template in templates_for(store, "email", "en"):
            draft = filled(scope(world.agent), case.id, template.key, "en", now=NOW)
            if draft is not None and not draft.filled.missing:
                break
        data = {"channel": "email", "point": point(case, "email"), "template": template.key, "language": "en"}
        assert draft is not None
        post(world, case, "messages", **data, subject=draft.filled.subject, body=draft.filled.body)
        monkeypatch.setattr("freshup.interfaces.web.scope.datetime", JustAfter)
        post(world, case, "messages", **data, subject="Hi", body=f"{draft.filled.body} And it is red.")
        assert list(Message.objects.order_by("id").values_list("edited", flat=True)) == [False, True]

    def test_a_text_at_night_is_kept_and_may_wait(
        self, world: World, case: Opportunity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("freshup.interfaces.web.scope.datetime", Night)
        reachable(world)
        data = {"channel": "text", "point": point(case, "phone"), "body": "It is here."}
        shown = post(world, case, "messages", **data)
        assert (shown.status_code, b"It is here." in shown.content) == (200, True)
        assert not Message.objects.exists()
        if b"Send at" in shown.content:
            assert post(world, case, "messages", **data, when_allowed="1").status_code == 303
            assert Message.objects.get().send_after > NOW

    def test_without_words_nothing_is_sent(self, world: World, case: Opportunity) -> None:
        data = {"channel": "email", "point": point(case, "email"), "body": "  \n "}
        assert post(world, case, "messages", **data).status_code == 303
        assert not Message.objects.exists()

    @pytest.mark.parametrize("where", ["", "x", "999999999", "9" * 40])
    def test_to_nobody_nothing_is_sent(self, world: World, case: Opportunity, where: str) -> None:
        assert post(world, case, "messages", channel="email", point=where, body="Hi").status_code == 303
        assert not Message.objects.exists()

    def test_segments_are_counted_while_it_is_typed(self, world: World, case: Opportunity) -> None:
        shown = post(world, case, "draft", channel="text", body="“Curly” " + "x" * 80).content.decode()
        assert "2 segments" in shown
        assert "70 a segment" in shown

    def test_a_channel_nobody_knows_is_not_found(self, world: World, case: Opportunity) -> None:
        assert post(world, case, "draft", channel="pigeon").status_code == 404

    def test_others_find_nothing(self, world: World, case: Opportunity) -> None:
        for who in ("colleague", "outsider", "own"):
            for what in ("messages", "draft"):
                assert post(world, case, what, who, channel="text", body="Hi").status_code == 404


class TestFollowUp:
    def test_is_paused_and_goes_on(self, world: World, case: Opportunity) -> None:
        self.begin(world, case)
        assert post(world, case, "follow-up/pause", when="tomorrow").status_code == 303
        assert Enrolment.objects.get().resumes_at is not None
        page = client_of(world.agent).get(f"/opportunities/{case.id}/").content.decode()
        assert "Paused until" in page
        post(world, case, "follow-up/resumption")
        assert Enrolment.objects.get().resumes_at is None

    def test_everything_stops_and_is_lifted(self, world: World, case: Opportunity) -> None:
        self.begin(world, case)
        post(world, case, "stop")
        post(world, case, "stop")
        case.refresh_from_db()
        assert case.stopped_at is not None
        assert Enrolment.objects.get().ended_by == "stopped"
        page = client_of(world.agent).get(f"/opportunities/{case.id}/").content.decode()
        assert "Everything automatic is stopped" in page
        post(world, case, "stop/lifting")
        assert HardStop.objects.get().lifted_at is not None

    def test_what_is_not_there_is_neither_paused_nor_begun(self, world: World, case: Opportunity) -> None:
        for what, data in (
            ("follow-up/pause", {"when": "hour"}),
            ("follow-up/pause", {"at": "never"}),
            ("follow-up", {"key": "nonsense"}),
        ):
            assert post(world, case, what, **data).status_code == 303
        assert not Enrolment.objects.exists()

    def test_others_find_nothing(self, world: World, case: Opportunity) -> None:
        for who in ("colleague", "outsider", "own"):
            for what in ("follow-up", "follow-up/pause", "follow-up/resumption", "stop", "stop/lifting"):
                assert post(world, case, what, who, when="hour", key="internet").status_code == 404, what

    def begin(self, world: World, case: Opportunity) -> None:
        forget_settings()
        install_shipped()
        store = settings_of([world.gulf.id])[world.gulf.id]
        switch(scope(world.agent), case.id, next(iter(store.cadences)), now=NOW)
