"""A call that is only pretended does what a real one does."""

import pytest

from freshup.bootstrap.calling import pretended
from freshup.data.models import Attachment, Connector, Opportunity, Task
from freshup.operations.calls.sandbox import NoSuchNumber, PretendedCall, sandbox_call
from tests.calls.conftest import CUSTOMER, RADIO, STRANGER, Phone, rules


def call(
    phone: Phone, sender: str, *, answered: bool, seconds: int, words: str = "", id: str = "SB1"
) -> None:
    sandbox = Connector.objects.filter(id=phone.connector.pk)
    sandbox.update(provider="sandbox")
    sandbox_call(
        phone.rooftop,
        phone.connector.pk,
        PretendedCall(id, sender, RADIO, answered, seconds, words),
        reports=pretended,
        storage=phone.house.storage,
        now=phone.now,
    )
    phone.work()


def test_an_answered_stranger_becomes_a_lead_and_is_recorded(phone: Phone) -> None:
    rules(phone, record=True)
    call(phone, STRANGER, answered=True, seconds=95)
    made = Opportunity.objects.get()
    assert (phone.call().outcome, phone.call().seconds, made.due_at) == ("spoke", 95, None)
    assert made.owner is not None
    assert Attachment.objects.get(kind="recording").opportunity_id == made.pk


def test_a_missed_customer_leaves_words_that_can_be_heard_and_read(phone: Phone) -> None:
    made = phone.owned_by("Ben")
    call(phone, CUSTOMER, answered=False, seconds=40, words="Is it still there?")
    assert (phone.call().state, phone.call().body) == ("missed", "Is it still there?")
    assert Task.objects.filter(opportunity=made, kind="callback", done_at=None).count() == 1
    (kept,) = Attachment.objects.filter(kind="voicemail")
    assert (kept.state, kept.media_type) == ("kept", "audio/wav")
    assert phone.house.storage.get(kept.stored_as).startswith(b"RIFF")


def test_a_recording_of_a_known_customer_keeps_its_consent(phone: Phone) -> None:
    rules(phone, record=True)
    phone.owned_by("Ben")
    call(phone, CUSTOMER, answered=True, seconds=95)
    (kept,) = Attachment.objects.filter(kind="recording")
    assert (kept.details["consent"], phone.call().by_user_id) == (
        "announced",
        phone.house.staff("Ben").user_id,
    )


def test_a_number_that_is_none_calls_nobody(phone: Phone) -> None:
    with pytest.raises(NoSuchNumber):
        call(phone, "12", answered=True, seconds=9)
