"""The address customers answer to names their lead, and nobody can make one up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.operations.conversations.reply_address import address_at, address_in, read_reply_address

ids = st.integers(1, 2**63 - 1)


class TestAReplyAddress:
    @given(ids)
    def test_names_its_lead(self, id: int) -> None:
        assert read_reply_address(address_at("intake.example.com", id)) == id
        assert read_reply_address(address_in("sales@example.com", id)) == id

    @given(ids)
    def test_fits_before_the_at(self, id: int) -> None:
        assert len(address_in("sales.department@example.com", id).partition("@")[0]) <= 64

    def test_survives_capitals_and_spaces(self) -> None:
        assert read_reply_address(f" {address_at('intake.example.com', 42).upper()} ") == 42

    def test_replaces_a_plus_address_that_was_there(self) -> None:
        assert address_in("sales+web@example.com", 42).startswith("sales+r-")

    @given(ids, ids)
    def test_of_one_lead_opens_no_other(self, one: int, other: int) -> None:
        token = address_at("x.example.com", one).partition("@")[0][:18]
        forged = token + address_at("x.example.com", other).partition("@")[0][18:]
        assert read_reply_address(f"{forged}@x.example.com") in (None, one)

    @given(st.text(max_size=80))
    def test_is_not_made_of_anything_else(self, text: str) -> None:
        assert read_reply_address(f"r-{text}@example.com") is None
        assert read_reply_address(text) is None

    @pytest.mark.parametrize("mailbox", ["", "sales", "@example.com", f"{'x' * 60}@example.com"])
    def test_is_left_out_where_there_is_no_room(self, mailbox: str) -> None:
        assert address_in(mailbox, 42) == ""
