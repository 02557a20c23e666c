"""Values as people write them → values that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nameparser import HumanName

from freshup.domain.intake.amounts import read_cents, read_odometer, read_years
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.moments import read_moment
from freshup.domain.intake.names import split_name
from freshup.domain.intake.phones import canonical_phone, phones_in_text
from freshup.domain.intake.placeholders import present
from freshup.domain.intake.vehicles import clean_vin, read_description, vin_is_valid
from tests.decoding.samples import EASTERN, RECEIVED_AT

DIGIT = st.sampled_from("0123456789")
AREA = st.sampled_from(["212", "305", "415", "646", "813", "904"])


class TestPhones:
    @given(
        AREA,
        st.text("23456789", min_size=1, max_size=1),
        st.text("0123456789", min_size=6, max_size=6),
        st.integers(0, 6),
    )
    def test_the_fast_way_gives_what_the_library_gives(
        self, area: str, lead: str, rest: str, shape: int
    ) -> None:
        line = lead + rest
        shapes = (
            "{a}{x}{l}",
            "({a}) {x}-{l}",
            "{a}-{x}-{l}",
            "{a}.{x}.{l}",
            "+1{a}{x}{l}",
            "1-{a}-{x}-{l}",
            "+1 ({a}) {x} {l}",
        )
        written = shapes[shape].format(a=area, x=line[:3], l=line[3:])
        by_library = phonenumbers.format_number(
            phonenumbers.parse(written, "US"), phonenumbers.PhoneNumberFormat.E164
        )
        if len(set(line)) > 1:
            assert canonical_phone(written)[0] == by_library

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("813-555-0142 ext. 12", ("+18135550142", "12")),
            ("(813)5550142x7", ("+18135550142", "7")),
            ("+44 20 7946 0018", ("+442079460018", None)),
            ("1-800-FLOWERS", ("+18003569377", None)),
            ("555-0142", (None, None)),
            ("012-555-0142", (None, None)),
            ("9999999999", (None, None)),
            ("call me", (None, None)),
        ],
    )
    def test_numbers(self, written: str, expected: tuple[str | None, str | None]) -> None:
        assert canonical_phone(written) == expected

    def test_in_running_text_only_whole_numbers_count(self) -> None:
        text = "VIN 1HGBH41JXMN109186, order 20260601123456, call (813) 555-0142 or 813.555.0143."
        assert [phone.e164 for phone in phones_in_text(text)] == ["+18135550142", "+18135550143"]


class TestNames:
    @given(
        st.sampled_from(["Dana", "Al", "Ivy", "DANA", "maria"]),
        st.sampled_from(["Reed", "Roe", "Vega", "SMITH", "okafor"]),
    )
    def test_the_fast_way_gives_what_the_library_gives(self, first: str, last: str) -> None:
        name = split_name(f"{first} {last}")
        by_library = HumanName(f"{first} {last}")
        assert (name.first, name.last) == (by_library.first, by_library.last)

    @pytest.mark.parametrize(
        ("full", "first", "last"),
        [
            ("Reed, Dana", "Dana", "Reed"),
            ("Mr. Al Roe Jr.", "Al", "Roe"),
            ("Anna van der Berg", "Anna", "van der Berg"),
            ("Mr Lee", None, "Lee"),
            ("Cher", "Cher", None),
            ("<b>Al</b> Roe", "<b>Al</b>", "Roe"),
        ],
    )
    def test_names(self, full: str, first: str | None, last: str | None) -> None:
        name = split_name(full)
        assert (name.first, name.last) == (first, last)


class TestAmounts:
    @pytest.mark.parametrize(
        ("written", "cents"),
        [
            ("$24,995.00", 2_499_500),
            ("24995", 2_499_500),
            ("USD 1.5k", 150_000),
            ("call", None),
            ("-5", None),
        ],
    )
    def test_money(self, written: str, cents: int | None) -> None:
        assert read_cents(written) == cents

    @pytest.mark.parametrize(
        ("written", "miles"), [("114,000", 114_000), ("80k", 80_000), ("12.500", 12_500), ("n/a", None)]
    )
    def test_odometers(self, written: str, miles: int | None) -> None:
        assert read_odometer(written) == miles

    @pytest.mark.parametrize(
        ("written", "years"),
        [
            ("2021", (2021, None)),
            ("2020-2018", (2018, 2020)),
            ("'19", (2019, None)),
            ("1885", (None, None)),
            ("29", (2029, None)),
        ],
    )
    def test_years(self, written: str, years: tuple[int | None, int | None]) -> None:
        assert read_years(written, this_year=2026) == years


class TestMoments:
    def test_before_the_clocks_change_and_after(self) -> None:
        winter = read_moment("2026-01-05T09:00:00", zone=EASTERN, received_at=RECEIVED_AT)
        summer = read_moment("2026-05-05T09:00:00", zone=EASTERN, received_at=RECEIVED_AT)
        assert winter.at == datetime(2026, 1, 5, 14, tzinfo=UTC)
        assert summer.at == datetime(2026, 5, 5, 13, tzinfo=UTC)
        assert winter.note is not None

    def test_a_day_that_can_only_be_the_day(self) -> None:
        assert read_moment("25/5/2026 10:00", zone=EASTERN, received_at=RECEIVED_AT).at == datetime(
            2026, 5, 25, 14, tzinfo=UTC
        )

    @given(st.text("0123456789-/:TZ+ .apmAPM", max_size=40))
    def test_nothing_fails(self, text: str) -> None:
        at = read_moment(text, zone=EASTERN, received_at=RECEIVED_AT).at
        assert at is None or at <= RECEIVED_AT.replace(minute=5)


class TestVehicles:
    def test_check_digits(self) -> None:
        assert vin_is_valid("1HGBH41JXMN109186")
        assert vin_is_valid("11111111111111111")
        assert not vin_is_valid("1HGBH41J1MN109186")
        assert not vin_is_valid("1HGBH41JXMN10918")

    def test_vins_as_written(self) -> None:
        assert clean_vin(" 1hgbh41jx mn109186 ") == "1HGBH41JXMN109186"
        assert clean_vin("call for it") is None

    def test_descriptions(self) -> None:
        said = read_description("Used 2021 Alfa Romeo Giulia", this_year=2026)
        assert said["year"] == "2021"


class TestAddressesAndPlaceholders:
    @pytest.mark.parametrize(
        "written", ["noemail@example.com", "j***@example.com", "none", "a@b", "@example.com"]
    )
    def test_addresses_that_reach_nobody(self, written: str) -> None:
        assert read_emails(written).addresses == ()

    @pytest.mark.parametrize(
        "written", ["N/A", "null", "NULL", " none ", "{{make}}", "[fdt]", "%%YEAR%%", "--", "Please select"]
    )
    def test_placeholders(self, written: str) -> None:
        assert present(written) is None

    @pytest.mark.parametrize("written", ["Nolan", "Any Make-Up", "2008", "[x] y", "N"])
    def test_words_that_are_no_placeholders(self, written: str) -> None:
        assert present(written) == written
