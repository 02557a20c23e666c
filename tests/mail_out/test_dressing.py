"""What a message is given on its way out: its thread, where to answer, links that are followed, a picture."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.adapters.mail.mime import compose
from freshup.data.models import Connector, Message, TrackedLink
from freshup.operations.connectors.opening import connect
from freshup.operations.conversations import claim_outbox
from freshup.operations.conversations.reply_address import read_reply_address
from freshup.operations.footing import mail_headers
from freshup.ports.mail import UnableToSend
from freshup.queries.stores import settings_of
from tests.intake.conftest import NOW
from tests.mail_out.accounts import permit
from tests.mail_out.conftest import BANK, CIVIC, Desk


class TestItsThread:
    def test_continues_what_the_customer_wrote(self, desk: Desk) -> None:
        ours = desk.sent()
        desk.write(
            direction="in",
            state="received",
            mail_id="q1@mail.example.net",
            created_at=NOW + timedelta(minutes=1),
        )
        desk.sent("And this one.")
        headers = desk.post.mails[-1].headers
        assert headers["In-Reply-To"] == "<q1@mail.example.net>"
        assert headers["References"] == f"<{ours.mail_id}> <q1@mail.example.net>"

    def test_continues_our_own_where_the_customer_wrote_nothing(self, desk: Desk) -> None:
        first = desk.sent()
        desk.sent("Are you still looking?")
        assert desk.post.mails[-1].headers["In-Reply-To"] == f"<{first.mail_id}>"
        assert desk.post.mails[-1].subject == "Your Civic"

    def test_begins_with_the_first_mail(self, desk: Desk) -> None:
        desk.sent()
        assert "In-Reply-To" not in desk.post.mails[0].headers

    def test_is_the_one_it_names_itself(self, desk: Desk) -> None:
        desk.write(direction="in", state="received", mail_id="q1@mail.example.net")
        desk.sent("Thanks.", headers={"In-Reply-To": "<lead@portal.example.com>"})
        headers = desk.post.mails[-1].headers
        assert headers["In-Reply-To"] == "<lead@portal.example.com>"
        assert "References" not in headers

    @pytest.mark.parametrize(
        "id", ["a b@example.com", "a>\r\nBcc: x@example.com", "é@example.com", "x" * 250 + "@e"]
    )
    def test_takes_no_id_that_is_none(self, desk: Desk, id: str) -> None:
        desk.write(direction="in", state="received", mail_id=id[:250])
        desk.write(
            direction="in", state="received", mail_id="good@example.com", created_at=NOW - timedelta(days=1)
        )
        desk.sent()
        assert "\n" not in str(desk.post.mails[-1].headers.get("References", ""))
        assert id not in str(desk.post.mails[-1].headers)


class TestWhereToAnswer:
    def test_names_the_lead(self, desk: Desk) -> None:
        desk.sent()
        address = desk.post.mails[0].headers["Reply-To"]
        assert address.endswith("@intake.localhost")
        assert read_reply_address(address) == desk.lead.pk

    def test_is_the_stores_mailbox_where_we_read_it(self, desk: Desk) -> None:
        self._connected(desk, "imap", host="mail.example.com", user="sales", password="x")
        desk.sent()
        address = desk.post.mails[0].headers["Reply-To"]
        assert address.startswith("sales+r-")
        assert address.endswith("@example.com")

    def test_is_the_domain_whose_mail_a_service_brings(self, desk: Desk) -> None:
        self._connected(
            desk, "postmark", server_token="t", webhook_password="w", reply_domain="reply.example.com"
        )
        desk.sent()
        assert desk.post.mails[0].headers["Reply-To"].endswith("@reply.example.com")

    def test_is_no_domain_of_this_machine_once_mail_leaves_it(self, desk: Desk) -> None:
        self._connected(desk, "resend", api_key="k", signing_secret="s")
        desk.sent()
        assert "Reply-To" not in desk.post.mails[0].headers

    def test_is_the_stores_own_again_once_the_mailbox_is_disconnected(self, desk: Desk) -> None:
        self._connected(desk, "imap", host="mail.example.com", user="sales", password="x")
        Connector.objects.update(disabled_at=NOW)
        desk.sent()
        assert desk.post.mails[0].headers["Reply-To"].endswith("@intake.localhost")

    def _connected(self, desk: Desk, provider: str, **typed: str) -> None:
        connect(
            desk.gulf.scope("Mia"),
            desk.gulf.rooftop,
            provider,
            name="",
            typed=typed,
            secret="k" * 32,
            now=NOW,
        )


class TestItsLinks:
    def test_lead_through_us_in_words_and_html(self, desk: Desk) -> None:
        message = desk.sent(f"Look: {CIVIC} or {BANK}.")
        mail = desk.post.mails[0]
        tokens = [link.token for link in message.links.filter(kind="link").order_by("position")]
        assert len(tokens) == 2
        assert mail.body == f"Look: {_followed(tokens[0])} or {_followed(tokens[1])}."
        assert f'href="{_followed(tokens[0])}"' in mail.html
        assert CIVIC not in mail.body

    def test_keep_their_target_and_end_after_ninety_days(self, desk: Desk) -> None:
        link = desk.sent().links.get(kind="link")
        assert (link.target, link.expires_at - link.created_at) == (CIVIC, timedelta(days=90))

    def test_stay_as_written_in_what_we_keep(self, desk: Desk) -> None:
        assert desk.sent().body == f"Look: {CIVIC}"

    def test_are_followed_in_texts_too(self, desk: Desk) -> None:
        message = desk.sent(channel="text", sender="+12395550100")
        assert desk.post.texts[0].body == f"Look: {_followed(message.links.get().token)}"
        assert len(message.links.get().token) == 16

    def test_bear_the_same_names_at_a_second_try(self, desk: Desk) -> None:
        desk.post.answer = UnableToSend("greylisted", permanent=False)
        message = desk.write()
        desk.send()
        first = set(message.links.values_list("token", flat=True))
        desk.post.answer = None
        desk.send(NOW + timedelta(minutes=2))
        assert set(message.links.values_list("token", flat=True)) == first
        assert f"/l/{message.links.get(kind='link').token}/" in desk.post.mails[0].body

    def test_cannot_be_guessed_from_each_other(self, desk: Desk) -> None:
        desk.sent(f"{CIVIC} {BANK}")
        desk.sent(f"{CIVIC} {BANK}")
        tokens = list(TrackedLink.objects.values_list("token", flat=True))
        assert len(set(tokens)) == len(tokens) == 6

    def test_of_the_way_out_lead_straight_there(self, desk: Desk) -> None:
        store = settings_of([desk.gulf.rooftop])[desk.gulf.rooftop]
        headers = mail_headers(store, "maria@example.com")
        out = headers["List-Unsubscribe"].strip("<>")
        message = desk.sent(f"{CIVIC}\n--\nNo more: {out}", headers=headers)
        assert out in desk.post.mails[0].body
        assert f'href="{out}"' in desk.post.mails[0].html
        assert not message.links.filter(target__contains="unsubscribe").exists()

    def test_are_left_alone_where_the_store_wants_it_so(self, desk: Desk) -> None:
        desk.set(tracks_clicks=False, tracks_opens=False)
        message = desk.sent()
        assert desk.post.mails[0].body == message.body
        assert desk.post.mails[0].html == ""
        assert not message.links.exists()

    def test_are_left_alone_in_a_confirmation(self, desk: Desk) -> None:
        message = desk.write(purpose="confirmation", channel="text", sender="+12395550100")
        desk.send()
        assert not message.links.exists()


class TestItsPicture:
    def test_comes_with_html_of_the_same_words(self, desk: Desk) -> None:
        message = desk.sent("Hello Maria,\n\n<the Civic> is here.")
        html = desk.post.mails[0].html
        assert "&lt;the Civic&gt; is here." in html
        assert f"/o/{message.links.get(kind='pixel').token}.gif" in html

    def test_is_left_out_where_the_store_wants_it_so(self, desk: Desk) -> None:
        desk.set(tracks_opens=False)
        desk.sent()
        assert desk.post.mails[0].html == ""
        assert "/l/" in desk.post.mails[0].body


class TestTheWayOut:
    def test_survives_the_wire_whole(self, desk: Desk) -> None:
        store = settings_of([desk.gulf.rooftop])[desk.gulf.rooftop]
        headers = mail_headers(store, "a.rather.long.name.of.a.customer@mail.example.com")
        desk.sent(headers=headers)
        raw = compose(desk.post.mails[0], permit("maria@example.com"))
        # Read as a mailbox reads it, which decodes nothing in this header.
        (line,) = re.findall(rb"(?m)^List-Unsubscribe: ?\r?\n? ?(<.*>)\r$", raw)
        assert line.decode() == headers["List-Unsubscribe"]
        assert (
            message_from_bytes(raw, policy=default)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        )

    def test_does_not_break_a_long_thread(self, desk: Desk, tmp_path: Path) -> None:
        long = f"{'c' * 120}@mail.example.net"
        desk.write(direction="in", state="received", mail_id=long)
        desk.sent()
        raw = compose(desk.post.mails[0], permit("maria@example.com"))
        assert f"In-Reply-To: <{long}>\r\n".encode() in raw
        assert b"=?utf-8?" not in raw.partition(b"\r\n\r\n")[0]


class TestABatch:
    def test_takes_as_many_statements_as_one_message(self, desk: Desk) -> None:
        settings_of([desk.gulf.rooftop])
        counts = []
        for size in (1, 12):
            Message.objects.filter(state="queued").update(state="cancelled")
            for _ in range(size):
                desk.write(f"{CIVIC} {BANK}")
            with CaptureQueriesContext(connection) as asked:
                assert len(claim_outbox(now=NOW, can_text=True)) == size
            counts.append(len(asked))
        assert counts[0] == counts[1]


def _followed(token: str) -> str:
    return f"{settings.FRESHUP_BASE_URL}/l/{token}/"
