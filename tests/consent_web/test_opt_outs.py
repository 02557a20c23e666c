from typing import Any

import pytest
from django.test import Client

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import Activity, ConsentEvent, Suppression
from freshup.domain.consent import DEFAULT_LAW
from freshup.operations.consent import (
    ForgedToken,
    lift,
    opt_out,
    read_unsubscribe_token,
    unsubscribe_token,
)
from freshup.queries.consent import standing
from tests.acting import acting_as
from tests.consent_web.conftest import NOW, World, client_of, customer

PHONE, MAIL = "+12395550142", "zoe@example.com"
POINTS = [("phone", PHONE, None), ("email", MAIL, None)]


def shut(world: World, opportunity: Any, channels: tuple[str, ...], words: str = "stop") -> int:
    return opt_out(
        world.gulf.group_id,
        POINTS,
        channels=channels,
        how="keyword",
        words=words,
        person_id=opportunity.person_id,
        rooftop_id=world.gulf.pk,
        now=NOW,
    )


def open_again(world: World, opportunity: Any, channels: tuple[str, ...]) -> int:
    return lift(
        world.gulf.group_id,
        [PHONE, MAIL],
        channels=channels,
        words="START",
        person_id=opportunity.person_id,
        rooftop_id=world.gulf.pk,
        by_user=None,
        now=NOW,
    )


def standing_rows() -> set[tuple[str, str]]:
    return set(Suppression.objects.filter(lifted_at=None).values_list("value", "channel"))


class TestAnOptOut:
    def test_closes_what_it_names_and_leaves_evidence(self, world: World) -> None:
        zoe = customer(world.gulf)
        assert shut(world, zoe, ("text",), "please stop texting me") == 1
        assert standing_rows() == {(PHONE, "text")}
        line = ConsentEvent.objects.get()
        assert (line.level, line.channel, line.captured_by) == ("revoked", "text", "keyword")
        assert line.text == "please stop texting me"

    def test_that_names_nothing_closes_everything(self, world: World) -> None:
        assert shut(world, customer(world.gulf), ("",)) == 2
        assert standing_rows() == {(PHONE, ""), (MAIL, "")}

    def test_twice_is_once(self, world: World) -> None:
        zoe = customer(world.gulf)
        shut(world, zoe, ("",))
        assert shut(world, zoe, ("",)) == 0
        assert shut(world, zoe, ("text", "email")) == 0
        assert Suppression.objects.count() == ConsentEvent.objects.count() == 2

    def test_of_calls_does_not_concern_an_address(self, world: World) -> None:
        shut(world, customer(world.gulf), ("call",))
        assert standing_rows() == {(PHONE, "call")}


class TestLifting:
    def test_opens_texts_and_keeps_calls_closed_after_start(self, world: World) -> None:
        zoe = customer(world.gulf)
        shut(world, zoe, ("",))
        assert open_again(world, zoe, ("text",)) == 1
        assert standing_rows() == {(PHONE, "call"), (MAIL, "")}
        assert list(ConsentEvent.objects.filter(level="express").values_list("channel", "text")) == [
            ("text", "START")
        ]

    def test_opens_everything_when_nothing_is_named(self, world: World) -> None:
        zoe = customer(world.gulf)
        shut(world, zoe, ("text", "call", "email"))
        assert open_again(world, zoe, ("",)) == 3
        assert standing_rows() == set()
        assert shut(world, zoe, ("text",)) == 1

    def test_of_nothing_writes_nothing(self, world: World) -> None:
        assert open_again(world, customer(world.gulf), ("text",)) == 0
        assert not ConsentEvent.objects.exists()


def test_where_somebody_stands_is_read_from_both(world: World) -> None:
    zoe = customer(world.gulf)
    shut(world, zoe, ("text",))
    found = standing(world.gulf.pk, world.gulf.group_id, zoe.person_id, DEFAULT_LAW)
    assert [(value, channel) for value, channel, *_ in found.closed] == [(PHONE, "text")]
    assert found.level("text") == "none"
    assert found.inquiry_until is not None
    assert found.customer_until is None


class TestByHand:
    def url(self, opportunity: Any, more: str = "") -> str:
        return f"/opportunities/{opportunity.pk}/opt-outs/{more}"

    def test_is_written_down_with_the_customers_words(self, world: World) -> None:
        zoe = customer(world.gulf, world.own)
        client = client_of(world.own)
        with acting_as(LOGINS["web"]):
            said = {"channels": ["text", "call"], "words": "She asked for mail only"}
            assert client.post(self.url(zoe), said).status_code == 303
        assert standing_rows() == {(PHONE, "text"), (PHONE, "call")}
        assert Activity.objects.filter(
            opportunity=zoe, kind="opted_out", words="She asked for mail only"
        ).exists()
        assert Suppression.objects.filter(by_user=world.own.user).count() == 2

    def test_needs_the_words(self, world: World) -> None:
        zoe = customer(world.gulf)
        client_of(world.manager).post(self.url(zoe), {"channels": "text", "words": "  "})
        assert standing_rows() == set()

    def test_is_lifted_with_words_too(self, world: World) -> None:
        zoe = customer(world.gulf)
        client = client_of(world.manager)
        with acting_as(LOGINS["web"]):
            client.post(self.url(zoe), {"words": "No more"})
            client.post(
                self.url(zoe, "lifting/"), {"words": "Called back: texts are fine", "channels": "text"}
            )
        assert standing_rows() == {(PHONE, "call"), (MAIL, "")}

    @pytest.mark.parametrize("who", ["colleague", "outsider"])
    def test_is_nobody_elses_to_write(self, world: World, who: str) -> None:
        zoe = customer(world.gulf)
        client = client_of(getattr(world, who))
        for more in ("", "lifting/"):
            assert client.post(self.url(zoe, more), {"words": "x"}).status_code == 404
        assert standing_rows() == set()


class TestTheWayOutOfMail:
    def link(self, world: World, value: str = MAIL) -> str:
        token = unsubscribe_token(group_id=world.gulf.group_id, rooftop_id=world.gulf.pk, value=value)
        return f"/unsubscribe/{token}/"

    def test_changes_nothing_when_it_is_only_looked_at(self, world: World) -> None:
        customer(world.gulf)
        with acting_as(LOGINS["web"]):
            seen = Client().get(self.link(world))
        assert seen.status_code == 200
        assert b"Gulf Honda" in seen.content
        assert b"z\xe2\x80\xa6@example.com" in seen.content
        assert MAIL.encode() not in seen.content
        assert seen["Cache-Control"] == "no-store"
        assert (seen["X-Robots-Tag"], seen["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert standing_rows() == set()

    def test_takes_one_click_without_cookies_or_a_forms_secret(self, world: World) -> None:
        zoe = customer(world.gulf)
        client = Client(enforce_csrf_checks=True)
        with acting_as(LOGINS["web"]):
            for _ in range(2):
                done = client.post(self.link(world), {"List-Unsubscribe": "One-Click"})
                assert done.status_code == 200
        assert b"sends nothing more" in done.content
        assert standing_rows() == {(MAIL, "email")}
        line = ConsentEvent.objects.get()
        assert (line.person_id, line.level, line.captured_by) == (zoe.person_id, "revoked", "one_click")

    def test_works_for_an_address_nobody_holds_any_more(self, world: World) -> None:
        with acting_as(LOGINS["web"]):
            Client().post(self.link(world, "gone@example.com"))
        assert standing_rows() == {("gone@example.com", "email")}

    def test_works_for_somebody_signed_in_elsewhere(self, world: World) -> None:
        with acting_as(LOGINS["web"]):
            client_of(world.outsider).post(self.link(world))
        assert standing_rows() == {(MAIL, "email")}

    def test_is_not_to_be_forged(self, world: World) -> None:
        with acting_as(LOGINS["web"]):
            answer = Client().post(self.link(world)[:-3] + "x/")
            swapped = unsubscribe_token(
                group_id=world.elsewhere.group_id, rooftop_id=world.gulf.pk, value=MAIL
            )
            other = Client().post(f"/unsubscribe/{swapped}/")
        assert (answer.status_code, other.status_code) == (404, 404)
        assert standing_rows() == set()
        with pytest.raises(ForgedToken):
            read_unsubscribe_token("nonsense")
