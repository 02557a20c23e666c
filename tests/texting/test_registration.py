"""Nobody texts from an ordinary number that the carriers do not know; what was declared is written down."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from freshup.data.models import AuditEntry, Connector, Message, PhoneLine, Rooftop, TextingRegistration
from freshup.domain.connectors.texting import Registration, needs_registration, problems_of
from freshup.domain.consent import Permit, SendRequest, decide
from freshup.operations.connectors.opening import connect
from freshup.operations.connectors.registering import WrongRegistration, register
from freshup.operations.conversations import Senders, send_batch
from freshup.operations.conversations.by_hand import write_by_hand
from freshup.queries.reach import reach
from freshup.queries.stores import forget_settings, settings_of
from tests.conversations.test_outbox import Provider
from tests.factories import NOW, make_opportunity
from tests.leads_web.conftest import World, behind_the_wall, client_of, scope, world
from tests.settings_web.conftest import form_values

__all__ = ["world"]
PAGE = "/settings/texting/"
WHOLE = Registration(
    status="approved",
    brand="B-1",
    campaign="C-1",
    use_case="MIXED",
    samples="Gulf Honda: your car is ready. Reply STOP to end.\nGulf Honda: is 4 pm good?",
    opt_in="A box under the form on our site",
    privacy_url="https://example.com/privacy",
)


def connected(world: World, provider: str = "twilio", **settings: str) -> None:
    """The store texts by this provider, from +1 239 555 0100."""
    Rooftop.objects.filter(id=world.gulf.pk).update(phone_e164=settings.pop("number", "+12395550100"))
    typed = {"account_sid": "AC1", "auth_token": "word", **settings}
    connect(scope(world.manager), world.gulf.pk, provider, name="", typed=typed, secret="key", now=NOW)


class TestTheGate:
    ASKED = SendRequest(1, "follow_up", "text", "+12395550142", consent="express", registered=False)

    @pytest.mark.parametrize("automated", [True, False])
    @pytest.mark.parametrize("purpose", ["acknowledgement", "follow_up", "appointment", "marketing"])
    def test_refuses_every_text_of_an_unregistered_store(self, purpose: str, automated: bool) -> None:
        asked = replace(self.ASKED, purpose=purpose, automated=automated, consent="written")
        assert decide(asked, NOW).rule == "unregistered"

    def test_refuses_a_persons_answer_too(self) -> None:
        asked = replace(self.ASKED, purpose="reply", automated=False, wrote_at=NOW)
        assert decide(asked, NOW).rule == "unregistered"

    def test_lets_what_stop_and_help_are_owed_go(self) -> None:
        stop = replace(self.ASKED, purpose="confirmation", opted_out_at=NOW, suppressed=True)
        help = replace(self.ASKED, purpose="reply", wrote_at=NOW)
        assert isinstance(decide(stop, NOW), Permit)
        assert decide(help, NOW).rule != "unregistered"

    @pytest.mark.parametrize("channel", ["email", "call"])
    def test_minds_texts_alone(self, channel: str) -> None:
        address = "zoe@example.com" if channel == "email" else "+12395550142"
        assert decide(replace(self.ASKED, channel=channel, address=address), NOW).rule != "unregistered"


@pytest.mark.parametrize(
    ("provider", "settings", "number", "needed"),
    [
        ("twilio", {}, "+12395550100", True),
        ("twilio", {"messaging_service_sid": "MG1"}, "+12395550100", False),
        ("twilio", {}, "+18885550100", False),
        ("twilio", {}, "+442079460000", False),
        ("sandbox", {}, "+12395550100", False),
        ("", {}, "+12395550100", False),
    ],
)
def test_whose_number_must_be_registered(
    provider: str, settings: dict[str, str], number: str, needed: bool
) -> None:
    assert needs_registration(provider, settings, number) is needed


class TestAStore:
    def test_by_the_sandbox_texts_without(self, world: World) -> None:
        assert settings_of([world.gulf.pk])[world.gulf.pk].texts_registered

    def test_that_connects_a_real_provider_texts_nobody_until_it_is_approved(self, world: World) -> None:
        connected(world)
        assert not settings_of([world.gulf.pk])[world.gulf.pk].texts_registered
        register(scope(world.manager), world.gulf.pk, WHOLE, now=NOW)
        assert settings_of([world.gulf.pk])[world.gulf.pk].texts_registered
        register(scope(world.manager), world.gulf.pk, replace(WHOLE, status="rejected"), now=NOW)
        assert not settings_of([world.gulf.pk])[world.gulf.pk].texts_registered

    def test_texts_from_its_main_line(self, world: World) -> None:
        connected(world)
        PhoneLine.objects.create(
            rooftop=world.gulf,
            connector=Connector.objects.get(),
            e164="+18885550177",
            name="Main",
            is_main=True,
            created_at=NOW,
        )
        forget_settings()
        store = settings_of([world.gulf.pk])[world.gulf.pk]
        assert (store.phone_e164, store.texts_registered) == ("+18885550177", True)

    def test_is_asked_on_every_way_a_text_goes(self, world: World) -> None:
        connected(world)
        customer = make_opportunity(world.gulf)
        point = customer.person.contact_points.create(
            group=world.gulf.group,
            kind="phone",
            value="+12395550142",
            shown_as="+12395550142",
            created_at=NOW,
        )
        asker = scope(world.manager)
        written = write_by_hand(
            asker,
            customer.pk,
            point.pk,
            channel="text",
            subject="",
            body="Hi",
            template="",
            edited=True,
            now=NOW,
        )
        way = next(one for one in reach(asker, customer.pk, now=NOW) if one.channel == "text")
        assert (written.answer.rule, written.message_id, way.answer.rule) == (
            "unregistered",
            None,
            "unregistered",
        )

    def test_whose_registration_was_withdrawn_meanwhile_sends_nothing(self, world: World) -> None:
        customer = make_opportunity(world.gulf)
        message = Message.objects.create(
            rooftop=world.gulf, opportunity=customer, person=customer.person, channel="text", direction="out",
            purpose="follow_up", step_key="k", recipient="+12395550142", body="Hi", created_at=NOW, send_after=NOW,
        )  # fmt: skip
        connected(world)
        send_batch(Senders(Provider(), Provider()), clock=lambda: NOW)  # type: ignore[arg-type]
        message.refresh_from_db()
        assert (message.state, message.gate_rule) == ("refused", "unregistered")


class TestWhatIsDeclared:
    def test_may_be_a_draft_with_gaps(self) -> None:
        assert problems_of(Registration(brand="B-1")) == []

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"brand": " "}, "brand"),
            ({"campaign": ""}, "campaign"),
            ({"use_case": "POEMS"}, "use_case"),
            ({"samples": "one"}, "samples"),
            ({"samples": "one\ntwo"}, "samples"),
            ({"privacy_url": "http://example.com"}, "privacy_url"),
            ({"opt_in": ""}, "opt_in"),
            ({"status": "perhaps"}, "status"),
        ],
    )
    def test_is_whole_before_it_is_approved(self, other: dict[str, str], field: str) -> None:
        assert field in [name for name, _ in problems_of(replace(WHOLE, **other))]

    def test_that_is_wrong_is_not_written(self, world: World) -> None:
        with pytest.raises(WrongRegistration):
            register(scope(world.manager), world.gulf.pk, replace(WHOLE, samples=""), now=NOW)
        assert not TextingRegistration.objects.exists()

    def test_stands_in_the_audit_log_without_its_long_words(self, world: World) -> None:
        with behind_the_wall(world.manager) as seen:
            register(seen, world.gulf.pk, WHOLE, now=NOW)
        changes = AuditEntry.objects.get(action="texting.changed").changes
        assert (changes["status"], changes["samples"]) == (["none", "approved"], [])

    @pytest.mark.parametrize("who", ["agent", "own", "outsider"])
    def test_is_the_managers_to_change(self, world: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            register(scope(getattr(world, who)), world.gulf.pk, WHOLE, now=NOW)


class TestThePage:
    def test_says_that_the_sandbox_needs_none(self, world: World) -> None:
        assert "The sandbox needs no registration" in client_of(world.manager).get(PAGE).content.decode()

    def test_says_that_no_texts_go_out(self, world: World) -> None:
        connected(world)
        assert "No texts go out" in client_of(world.manager).get(PAGE).content.decode()

    def test_takes_what_was_declared(self, world: World) -> None:
        mona = client_of(world.manager)
        typed = form_values(mona.get(PAGE)) | {
            name: getattr(WHOLE, name) for name in WHOLE.__dataclass_fields__
        }
        assert mona.post(PAGE, typed).status_code == 303
        assert TextingRegistration.objects.get().status == "approved"
        assert WHOLE.privacy_url in mona.get(PAGE).content.decode()

    def test_says_what_is_missing(self, world: World) -> None:
        answer = client_of(world.manager).post(PAGE, {"status": "approved", "samples": "one\ntwo"})
        assert (answer.status_code, "One sample must say how" in answer.content.decode()) == (422, True)

    @pytest.mark.parametrize("who", ["agent", "own"])
    def test_is_the_managers(self, world: World, who: str) -> None:
        assert client_of(getattr(world, who)).get(PAGE).status_code == 403
