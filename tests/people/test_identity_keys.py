import pytest

from freshup.domain.intake.prospect import Phone
from freshup.domain.people import canonical_email, email_key, is_masked, phone_key


class TestAnEmailAddress:
    @pytest.mark.parametrize(
        ("raw", "canonical"),
        [
            (" Ana.Reyes@Example.COM ", "ana.reyes@example.com"),
            ("mailto:ana@example.com", "ana@example.com"),
            ("<ana@example.com>", "ana@example.com"),
            ("ana", None),
            ("@example.com", None),
            ("ana@localhost", None),
            ("ana reyes@example.com", None),
            ("a@example.com,b@example.com", None),
            ("a" * 250 + "@example.com", None),
            ("", None),
            (None, None),
        ],
    )
    def test_is_stored_in_one_form(self, raw: str | None, canonical: str | None) -> None:
        assert canonical_email(raw) == canonical

    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ("Ana.Reyes+cars@gmail.com", "anareyes@googlemail.com"),
            ("ana+honda@outlook.com", "ana@outlook.com"),
            ("ANA@example.com", "ana@example.com"),
        ],
    )
    def test_is_one_key_with_its_aliases(self, a: str, b: str) -> None:
        assert email_key(a) == email_key(b) is not None

    @pytest.mark.parametrize(
        ("a", "b"),
        [("ana.reyes@example.com", "anareyes@example.com"), ("ana+x@example.com", "ana@example.com")],
    )
    def test_keeps_dots_and_plus_where_they_may_mean_somebody_else(self, a: str, b: str) -> None:
        assert email_key(a) != email_key(b)

    @pytest.mark.parametrize(
        "address", ["x1@privaterelay.appleid.com", "abc@sale.craigslist.org", "q@mozmail.com"]
    )
    def test_behind_a_relay_is_no_key(self, address: str) -> None:
        assert is_masked(address)
        assert email_key(address) is None

    def test_said_to_be_masked_is_no_key(self) -> None:
        assert email_key("lead-778@listing.example", masked=True) is None

    def test_of_only_an_alias_is_not_emptied(self) -> None:
        assert email_key("+x@gmail.com") == "+x@gmail.com"


class TestAPhone:
    def test_is_its_number(self) -> None:
        assert phone_key(Phone("305-555-0142", "+13055550142", "cell")) == "+13055550142"

    @pytest.mark.parametrize("kind", ["fax", "pager"])
    def test_that_is_none_is_no_key(self, kind: str) -> None:
        assert phone_key(Phone("1", "+13055550142", "fax" if kind == "fax" else "pager")) is None

    def test_that_cannot_be_dialled_is_no_key(self) -> None:
        assert phone_key(Phone("12")) is None

    def test_behind_a_switchboard_is_told_apart_by_extension(self) -> None:
        assert phone_key(Phone("x", "+13055550142", extension="12")) != phone_key(Phone("x", "+13055550142"))
