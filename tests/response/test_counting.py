from __future__ import annotations

import pytest

from freshup.domain.response import counts_as_attempt, counts_as_contact, standing


class TestAttempt:
    @pytest.mark.parametrize("kind", ["call_placed", "voicemail_left", "call_answered", "walk_in"])
    def test_a_call_or_a_conversation_counts(self, kind: str) -> None:
        assert counts_as_attempt(kind, automated=False, edited=False)

    @pytest.mark.parametrize("kind", ["email_sent", "text_sent", "chat_sent", "video_sent", "message_sent"])
    def test_a_message_counts_only_when_a_person_wrote_or_edited_it(self, kind: str) -> None:
        assert counts_as_attempt(kind, automated=False, edited=True)
        assert not counts_as_attempt(kind, automated=False, edited=False)

    @pytest.mark.parametrize("kind", ["email_sent", "text_sent", "call_placed", "chat_sent", "call_answered"])
    def test_cadence_sends_and_bots_never_count_though_edited(self, kind: str) -> None:
        assert not counts_as_attempt(kind, automated=True, edited=True)

    @pytest.mark.parametrize("kind", ["text_received", "note_added", "lead_received", "opened", "unheard_of"])
    def test_nothing_else_counts(self, kind: str) -> None:
        assert not counts_as_attempt(kind, automated=False, edited=True)


class TestContact:
    @pytest.mark.parametrize("kind", ["call_answered", "call_connected", "text_received", "walk_in", "visit"])
    def test_the_customer_speaks_writes_or_comes_in(self, kind: str) -> None:
        assert counts_as_contact(kind, automated=False)

    @pytest.mark.parametrize("kind", ["email_received", "text_received", "call_connected"])
    def test_an_answering_machine_is_no_customer(self, kind: str) -> None:
        assert not counts_as_contact(kind, automated=True)

    @pytest.mark.parametrize(
        "kind", ["bounced", "opted_out", "opened", "clicked", "email_sent", "call_placed"]
    )
    def test_bounces_stop_opens_and_our_own_sends_never_count(self, kind: str) -> None:
        assert not counts_as_contact(kind, automated=False)


class TestStanding:
    def test_only_the_provider_verifies(self) -> None:
        assert standing(provider_confirmed=True) == "verified"
        assert standing(provider_confirmed=False) == "claimed"
