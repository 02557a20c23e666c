"""The demo is only worth looking at when its senders are understood as real ones are."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from freshup.adapters.decoding import decode
from freshup.domain.intake import Decoded, Document
from freshup.interfaces.console.rehearsal import dealership, oddities
from freshup.interfaces.console.rehearsal.arrivals import Season, moment
from freshup.interfaces.console.rehearsal.dealership import Keys, Site
from freshup.interfaces.console.rehearsal.dialects import Dialect
from freshup.interfaces.console.rehearsal.inflow import Inflow
from freshup.interfaces.console.rehearsal.oddities import Oddity
from freshup.interfaces.console.rehearsal.shoppers import Crowd, Inquiry, inquiry
from freshup.interfaces.console.rehearsal.vehicles import trade_in
from freshup.interfaces.console.rehearsal.written import Document as Written

KEYS = {code: Keys("server", "mail", "form") for code in ("honda", "toyota")}
AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
DIALECTS = sorted(
    {one for feed in (*dealership.FEEDS_HONDA, *dealership.FEEDS_TOYOTA) for one in feed.dialects},
    key=lambda one: one.__name__,
)
NOT_A_LEAD = (oddities.newsletter, oddities.bounce, oddities.out_of_office)
SET_ASIDE = (oddities.cut_off, oddities.nobody_to_reach, oddities.garbage, oddities.empty_template)


def site() -> Site:
    return dealership.sites(KEYS, Random(1), year=2026)[0]


def asked(seed: int) -> Inquiry:
    """An inquiry about a car on the lot by somebody with a number and an address."""
    store, rng = site(), Random(seed)
    crowd = Crowd(store.market, rng)
    while True:
        shopper = crowd.shopper()
        made = inquiry(
            shopper,
            number=str(4_000 + seed),
            store=store.store.name,
            provider="CarQuarry",
            at=AT,
            lot=store.cars,
            rng=rng,
        )
        if shopper.phone and shopper.email and made.car:
            return made


def read(written: Written) -> Decoded:
    zone = ZoneInfo("America/New_York")
    return decode(
        Document(written.body, written.content_type, {}, zone, AT, envelope_from=written.envelope_from)
    )


class TestDialects:
    @pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.__name__)
    def test_say_who_asks_and_how_to_reach_them(self, dialect: Dialect) -> None:
        for seed in range(25):
            told = asked(seed)
            decoded = read(dialect(told, Random(seed)))
            assert decoded.outcome in ("parsed", "repaired"), decoded
            (prospect,) = decoded.prospects
            assert prospect.last == told.shopper.last
            assert prospect.email == told.shopper.email
            if dialect.__name__ != "written_by_hand":
                assert f"+1{told.shopper.phone}" in [phone.e164 for phone in prospect.phones]

    def test_never_take_the_trade_for_the_car_that_is_wanted(self) -> None:
        told = asked(3)
        trade = trade_in(Random(2), year=2026)
        for dialect in DIALECTS:
            if not dialect.__name__.startswith("adf"):
                continue
            (prospect,) = read(dialect(replace(told, trade=trade), Random(1))).prospects
            assert told.car is not None
            assert prospect.vehicles[0].model == told.car.model, dialect.__name__


class TestOddities:
    @pytest.mark.parametrize("oddity", NOT_A_LEAD, ids=lambda one: one.__name__)
    def test_of_machines_are_no_leads(self, oddity: Oddity) -> None:
        assert read(oddity(asked(1), Random(1))).outcome == "not_a_lead"

    @pytest.mark.parametrize("oddity", SET_ASIDE, ids=lambda one: one.__name__)
    def test_that_cannot_be_read_wait_for_a_person(self, oddity: Oddity) -> None:
        assert read(oddity(asked(1), Random(1))).outcome == "quarantined"


class TestShoppers:
    def test_can_all_be_reached_and_never_by_a_real_number(self) -> None:
        crowd = Crowd(site().market, Random(4))
        shoppers = [crowd.shopper() for _ in range(800)]
        assert all(one.phone or one.email for one in shoppers)
        assert all(one.phone[3:8] == "55501" for one in shoppers if one.phone)
        assert max(Counter(one.phone for one in shoppers if one.phone).values()) == 1
        assert max(Counter(one.email for one in shoppers if one.email).values()) == 1

    def test_of_one_seed_are_the_same_every_time(self) -> None:
        first, second = (
            [
                one.document.body
                for one in Inflow(site(), Crowd(site().market, Random(1)), [], Random(2)).day(
                    date(2026, 11, 20), 30
                )
            ]
            for _ in range(2)
        )
        assert first == second


class TestArrivals:
    def test_add_up_to_about_what_was_asked_for(self) -> None:
        counts = [number for _, number in Season(90, 1_500).counts(date(2026, 11, 22), Random(1))]
        assert len(counts) == 91
        assert 1_350 < sum(counts) < 1_650

    def test_of_callers_fall_into_the_day(self) -> None:
        zone = ZoneInfo("America/Chicago")
        hours = {moment(date(2026, 11, 20), zone, Random(n), open_only=True).hour for n in range(200)}
        assert min(hours) >= 9
        assert max(hours) < 19
