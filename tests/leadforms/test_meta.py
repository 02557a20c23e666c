"""Meta's lead ads: shaken hands, signed, fetched, handed to intake, once."""

import json
from typing import Any

import pytest

from freshup.adapters.decoding import decode
from freshup.adapters.leadforms.meta import MetaReader
from freshup.adapters.leadforms.meta.fake import FakeGraph, delivery, error
from freshup.data.models import IntakeKey, Lead, Source, Submission
from freshup.ports.hooks import Forged, UnableToFetch, Unreadable
from tests.intake.conftest import NOW
from tests.leadforms.conftest import Form, document, hook


def filled(lead_id: str, name: str = "Maria Lopez", **answers: str) -> dict[str, Any]:
    said = {
        "full_name": name,
        "email": f"{name.split()[0].lower()}@example.com",
        "phone_number": "+12395550142",
        "which_model_are_you_interested_in?": "2026 Honda Accord",
        **answers,
    }
    return {
        "id": lead_id,
        "created_time": "2026-11-18T15:59:00+0000",
        "campaign_name": "November",
        "ad_name": "Accord, blue",
        "field_data": [{"name": key, "values": [value]} for key, value in said.items()],
    }


class TestALead:
    def test_is_fetched_and_becomes_one_with_its_campaign_and_its_own_questions(
        self, meta: Form, graph: FakeGraph
    ) -> None:
        graph.leads["77"] = filled("77", how_many_children="three")
        meta.deliver(delivery("77"))
        (opportunity,) = meta.leads
        assert (opportunity.person.first_name, opportunity.person.last_name) == ("Maria", "Lopez")
        assert Source.objects.get(id=Lead.objects.get().source_id).name == "Meta lead ads"
        (understood,) = decode(document(Submission.objects.get())).prospects
        assert {"campaign_name": "November", "how_many_children": "three"}.items() <= dict(
            understood.extensions
        ).items()
        assert meta.event.state == "done"

    def test_keeps_the_token_out_of_the_address(self, meta: Form, graph: FakeGraph) -> None:
        graph.leads["77"] = filled("77")
        meta.deliver(delivery("77"))
        assert graph.asked
        assert all("page-token" not in one for one in graph.asked)

    def test_delivered_again_is_one_lead(self, meta: Form, graph: FakeGraph) -> None:
        graph.leads["77"] = filled("77")
        graph.leads["78"] = filled("78", "Tom Reed")
        meta.deliver(delivery("77"))
        meta.deliver(delivery("77"))
        # Another time together with one that is new.
        meta.deliver(delivery("77", "78"))
        assert [one.person.first_name for one in meta.leads] == ["Maria", "Tom"]
        assert Lead.objects.count() == 2

    def test_several_in_one_delivery_are_several(self, meta: Form, graph: FakeGraph) -> None:
        graph.leads |= {"1": filled("1", "Una Vale"), "2": filled("2", "Vic Stone")}
        meta.deliver(delivery("1", "2"))
        assert [one.person.first_name for one in meta.leads] == ["Una", "Vic"]

    def test_that_is_gone_takes_no_other_with_it(self, meta: Form, graph: FakeGraph) -> None:
        graph.leads["1"] = filled("1", "Una Vale")
        meta.deliver(delivery("1", "404"))
        assert [one.person.first_name for one in meta.leads] == ["Una"]
        assert Submission.objects.get(state="quarantined").reason
        assert "404" in Submission.objects.get(state="quarantined").body.decode()

    @pytest.mark.parametrize("lead_id", ["444444444444", "55"])
    def test_of_metas_own_testing_makes_none_and_stays_visible(
        self, meta: Form, graph: FakeGraph, lead_id: str
    ) -> None:
        graph.leads["55"] = filled("55", "<test lead: dummy data for full_name>")
        meta.deliver(delivery(lead_id))
        assert (meta.leads, meta.event.state, meta.event.reason) == ([], "ignored", "test")


class TestTrouble:
    @pytest.mark.parametrize(
        ("answer", "permanent"),
        [
            (error(400, 190, "Session has expired"), True),
            (error(400, 100, "Unsupported get request"), True),
            (error(400, 4, "Application request limit reached"), False),
            (error(500, 2, "Service temporarily unavailable"), False),
            ((429, {}), False),
            ((302, {}), True),
        ],
    )
    def test_of_passing_kind_is_tried_again_and_the_other_said(
        self, meta: Form, graph: FakeGraph, answer: tuple[int, dict[str, Any]], permanent: bool
    ) -> None:
        graph.troubles.append(answer)
        with pytest.raises(UnableToFetch) as unable:
            meta.reader.read(hook(delivery("77")), meta.account)
        assert unable.value.permanent is permanent

    def test_with_the_token_is_shown_in_metas_words(self, meta: Form, graph: FakeGraph) -> None:
        graph.page_token = "another"
        meta.deliver(delivery("77"))
        assert meta.event.state == "quarantined"
        assert "token is no longer accepted" in meta.event.reason
        assert "token is no longer accepted" in meta.connector.last_error

    def test_with_nobody_at_the_address_waits(self, meta: Form) -> None:
        # No fake listens at port 1.
        reader = MetaReader(frozenset({"127.0.0.1:1"}))
        meta.account.settings["api_url"] = "http://127.0.0.1:1"  # type: ignore[index]
        account = meta.account
        account.settings["api_url"] = "http://127.0.0.1:1"  # type: ignore[index]
        with pytest.raises(UnableToFetch) as unable:
            reader.read(hook(delivery("77")), account)
        assert not unable.value.permanent

    @pytest.mark.parametrize(
        "address",
        ["http://169.254.169.254/latest", "https://graph.facebook.com.example.net", "https://localhost/v1"],
    )
    def test_the_token_is_sent_to_meta_and_to_nobody_else(self, meta: Form, address: str) -> None:
        account = meta.account
        account.settings["api_url"] = address  # type: ignore[index]
        with pytest.raises(UnableToFetch, match="not one of Meta's"):
            MetaReader().read(hook(delivery("77")), account)

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"entry": 3}', b'{"entry":[{"changes":[null]}]}'])
    def test_a_body_that_says_nothing_is_unreadable(self, meta: Form, body: bytes) -> None:
        assert meta.reader.event_key(hook(body)).startswith("leads:")
        with pytest.raises(Unreadable):
            meta.reader.read(hook(body), meta.account)

    def test_a_number_that_is_none_is_never_made_part_of_an_address(self, meta: Form) -> None:
        with pytest.raises(Unreadable):
            meta.reader.read(hook(delivery("77/../me")), meta.account)


class TestASender:
    def test_with_the_right_signature_is_meta(self, meta: Form, graph: FakeGraph) -> None:
        body = delivery("77")
        meta.reader.check(hook(body, dict(graph.signed(body))), meta.account)

    @pytest.mark.parametrize("said", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=ü"])
    def test_with_a_wrong_one_is_not(self, meta: Form, said: str) -> None:
        with pytest.raises(Forged):
            meta.reader.check(hook(delivery("77"), {"x-hub-signature-256": said}), meta.account)

    def test_who_changed_the_body_is_not(self, meta: Form, graph: FakeGraph) -> None:
        signature = dict(graph.signed(delivery("77")))
        with pytest.raises(Forged):
            meta.reader.check(hook(delivery("78"), signature), meta.account)


class TestTheHandshake:
    def test_repeats_the_challenge_to_who_knows_our_word(self, meta: Form) -> None:
        query = {"hub.mode": "subscribe", "hub.verify_token": "our-word", "hub.challenge": "1158201444"}
        answer = meta.reader.handshake(hook(b"", method="GET", query=query), meta.account)
        assert answer is not None
        assert (answer.status, answer.content_type, answer.body) == (200, "text/plain", b"1158201444")

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "1"},
            {"hub.mode": "unsubscribe", "hub.verify_token": "our-word", "hub.challenge": "1"},
        ],
    )
    def test_tells_anybody_else_nothing(self, meta: Form, query: dict[str, str]) -> None:
        with pytest.raises(Forged):
            meta.reader.handshake(hook(b"", method="GET", query=query), meta.account)


class TestTheIntakeKey:
    def test_that_is_switched_off_keeps_the_lead_until_somebody_looks(
        self, meta: Form, graph: FakeGraph
    ) -> None:
        graph.leads["77"] = filled("77")
        IntakeKey.objects.update(disabled_at=NOW)
        meta.deliver(delivery("77"))
        assert (meta.leads, meta.event.state) == ([], "quarantined")
        assert "switched off" in meta.event.reason

    def test_lies_with_the_submission(self, meta: Form, graph: FakeGraph) -> None:
        graph.leads["77"] = filled("77")
        meta.deliver(delivery("77"))
        submission = Submission.objects.get()
        assert (submission.key_id, submission.channel, submission.received_at) == (
            meta.key().pk,
            "http",
            NOW,
        )
        assert json.loads(submission.body)["provider"] == "Meta lead ads"
