from __future__ import annotations

from datetime import date

import pytest

from freshup.domain.stores import Calendar, Hours, UnknownHolidayCountry, holiday_names, holidays_of, hours_on

DAILY = [(day, 540, 1200) for day in range(7)]


def store(*observed: str, special: tuple[tuple[date, str, int | None, int | None], ...] = ()) -> Calendar:
    return Calendar.from_rows("America/New_York", DAILY, special, observed, "US", "FL")


class TestObservedHolidays:
    def test_closes_the_store_all_day_every_year(self) -> None:
        calendar = store("Thanksgiving Day")
        assert hours_on(calendar, date(2026, 11, 26)) == ()
        assert hours_on(calendar, date(2027, 11, 25)) == ()
        assert hours_on(calendar, date(2026, 11, 25)) == (Hours(540, 1200),)

    def test_only_what_the_store_chose(self) -> None:
        assert hours_on(store("Thanksgiving Day"), date(2026, 12, 25)) != ()

    def test_the_offices_substitute_day_is_a_choice_of_its_own(self) -> None:
        calendar = store("Independence Day")
        assert hours_on(calendar, date(2026, 7, 4)) == ()
        assert hours_on(calendar, date(2026, 7, 3)) != ()

    def test_a_special_day_outranks_the_holiday(self) -> None:
        new_year = date(2027, 1, 1)
        calendar = store("New Year's Day", special=((new_year, "New Year's sale", 600, 900),))
        assert hours_on(calendar, new_year) == (Hours(600, 900),)

    def test_an_unknown_country_is_named(self) -> None:
        calendar = Calendar.from_rows("America/New_York", DAILY, (), ["Christmas Day"], "ZZ", "")
        with pytest.raises(UnknownHolidayCountry, match="ZZ"):
            hours_on(calendar, date(2026, 12, 25))

    def test_without_observed_holidays_the_country_does_not_matter(self) -> None:
        calendar = Calendar.from_rows("America/New_York", DAILY, country="ZZ")
        assert hours_on(calendar, date(2026, 12, 25)) == (Hours(540, 1200),)


class TestHolidayNames:
    def test_offers_the_regions_and_the_customary_ones_too(self) -> None:
        names = holiday_names("US", "FL", 2026)
        assert {"Thanksgiving Day", "Easter Sunday", "Christmas Eve"} <= set(names)
        assert len(names) == len(set(names))

    def test_a_region_without_a_calendar_has_its_countrys(self) -> None:
        assert holiday_names("US", "Nowhere", 2026) == holiday_names("US", "", 2026)

    def test_names_do_not_follow_the_machines_language(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGUAGE", "th")
        holidays_of.cache_clear()
        assert "New Year's Day" in holiday_names("US", "FL", 2026)

    @pytest.mark.parametrize("country", ["ZZ", "", "us", "__", "HolidayBase"])
    def test_refuses_what_is_no_country(self, country: str) -> None:
        with pytest.raises(UnknownHolidayCountry):
            holiday_names(country, "", 2026)
