"""Whom the national list keeps from being called and texted, and whom it does not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from freshup.data.models import ContactPoint, DncArea, DncNumber, Opportunity
from freshup.domain.consent import Permit, Place, Refusal, SendRequest, decide
from freshup.queries.gate import Attempt, facts_of
from tests import factories
from tests.factories import NOW
from tests.national_list.conftest import World, behind_the_wall

FLORIDA = (Place(zone="America/New_York", state="FL"),)
LISTED = SendRequest(
    1, "follow_up", "call", "+12395550142", automated=False, consent="express", places=FLORIDA,
    scrubbed=True, listed=True, list_loaded_at=NOW, inquired_at=NOW - timedelta(days=200),
)  # fmt: skip


def rule(request: SendRequest, now: datetime = NOW) -> str:
    return decide(request, now).rule


class TestANumberOnTheList:
    @pytest.mark.parametrize("channel", ["call", "text"])
    def test_is_not_followed_up_once_the_inquiry_is_old(self, channel: str) -> None:
        answer = decide(replace(LISTED, channel=channel), NOW)
        assert isinstance(answer, Refusal)
        assert answer.rule == "national_list"

    def test_may_be_called_for_three_months_after_an_inquiry(self) -> None:
        lately = replace(LISTED, inquired_at=NOW - timedelta(days=80))
        assert isinstance(decide(lately, NOW), Permit)

    def test_may_be_called_for_eighteen_months_after_a_purchase(self) -> None:
        assert isinstance(decide(replace(LISTED, bought_at=NOW - timedelta(days=500)), NOW), Permit)
        assert rule(replace(LISTED, bought_at=NOW - timedelta(days=580))) == "national_list"

    def test_may_be_called_with_consent_in_writing(self) -> None:
        assert rule(replace(LISTED, consent="written")) == "written_consent"

    @pytest.mark.parametrize("purpose", ["appointment", "acknowledgement"])
    def test_may_be_told_what_sells_nothing(self, purpose: str) -> None:
        assert isinstance(decide(replace(LISTED, purpose=purpose), NOW), Permit)

    def test_is_answered_when_it_wrote(self) -> None:
        wrote = replace(LISTED, purpose="reply", consent="none", wrote_at=NOW - timedelta(hours=2))
        assert rule(wrote) == "personal_reply"

    def test_is_not_even_called_after_an_inquiry_when_it_told_us_not_to(self) -> None:
        told = replace(LISTED, suppressed=True, inquired_at=NOW, consent="written")
        assert rule(told) == "suppressed"

    def test_gets_e_mail_all_the_same(self) -> None:
        assert isinstance(decide(replace(LISTED, channel="email", address="zoe@example.com"), NOW), Permit)

    def test_is_nobodys_business_where_the_group_does_not_go_by_the_list(self) -> None:
        assert rule(replace(LISTED, scrubbed=False)) == "express_consent"


class TestAListThatIsTooOld:
    @pytest.mark.parametrize("loaded_at", [None, NOW - timedelta(days=31, seconds=1)])
    def test_covers_nothing(self, loaded_at: datetime | None) -> None:
        assert rule(replace(LISTED, listed=False, list_loaded_at=loaded_at)) == "national_list_old"

    def test_is_good_for_thirty_one_days(self) -> None:
        fresh = replace(LISTED, listed=False, list_loaded_at=NOW - timedelta(days=31))
        assert rule(fresh) == "express_consent"

    def test_does_not_hinder_whoever_inquired_lately(self) -> None:
        lately = replace(LISTED, listed=False, list_loaded_at=None, inquired_at=NOW)
        assert isinstance(decide(lately, NOW), Permit)


class TestTheFacts:
    def attempt(self, world: World, *, phone: str = "+12395550142") -> tuple[Opportunity, ContactPoint]:
        person = factories.make_person(world.gulf, phone=phone)
        return factories.make_opportunity(world.gulf, person), ContactPoint.objects.get(person=person)

    def facts(
        self, world: World, *, phone: str = "+12395550142", channel: str = "call"
    ) -> tuple[bool, bool, object]:
        opportunity, point = self.attempt(world, phone=phone)
        with behind_the_wall(world.manager):
            (found,) = facts_of([Attempt(opportunity.pk, point.pk, channel)], now=NOW)
        assert found is not None
        return found.scrubbed, found.listed, found.list_loaded_at

    def list_of(self, world: World) -> None:
        group = world.gulf.group
        DncArea.objects.create(group=group, area_code="239", loaded_at=NOW)
        DncNumber.objects.create(group=group, number=2395550142)

    def test_say_nothing_of_a_list_that_nobody_loaded(self, world: World) -> None:
        assert self.facts(world) == (False, False, None)

    def test_say_who_is_on_it_and_since_when(self, world: World) -> None:
        self.list_of(world)
        assert self.facts(world) == (True, True, NOW)
        assert self.facts(world, phone="+12395550143") == (True, False, NOW)

    def test_find_a_number_with_an_extension(self, world: World) -> None:
        self.list_of(world)
        assert self.facts(world, phone="+12395550142;12") == (True, True, NOW)

    def test_say_that_an_area_was_never_loaded(self, world: World) -> None:
        self.list_of(world)
        assert self.facts(world, phone="+19415550142") == (True, False, None)

    @pytest.mark.parametrize(("phone", "channel"), [("+442079460000", "call"), ("+12395550142", "email")])
    def test_leave_out_whom_it_does_not_concern(self, world: World, phone: str, channel: str) -> None:
        self.list_of(world)
        assert self.facts(world, phone=phone, channel=channel) == (False, False, None)

    def test_of_another_groups_list_say_nothing(self, world: World) -> None:
        DncArea.objects.create(group=world.elsewhere.group, area_code="239", loaded_at=NOW)
        DncNumber.objects.create(group=world.elsewhere.group, number=2395550142)
        assert self.facts(world) == (False, False, None)
