import pytest

from freshup.data.models import Opportunity, RoutingTally, RuleSet, Staff
from freshup.domain.qualification import DEFAULT, QualificationRules
from freshup.domain.routing import RoutingRules
from freshup.interfaces.web.qualification.words import FACTS, SIGNALS
from freshup.operations.rules import PublishedMeanwhile, UnfitRules, publish
from tests.settings_web.conftest import NOW, World, form_values

POINTS, ROUTING = "/settings/points/", "/settings/routing/"
MONTH = next(at for at, row in enumerate(DEFAULT.points) if row.code == "timeframe.week")


def published(world: World, topic: str) -> RuleSet:
    return RuleSet.objects.filter(rooftop=world.gulf, topic=topic).latest("version")


class TestPoints:
    def test_are_sent_back_as_they_stand(self, world: World) -> None:
        mia = world.visitor("Mia")
        page = mia.post(POINTS, form_values(mia.get(POINTS))).content.decode()
        assert "These are the rules in force: nothing changes." in page

    def test_are_tried_on_the_stores_own_leads_first(self, world: World) -> None:
        world.leads(3)
        mia = world.visitor("Mia")
        typed = form_values(mia.get(POINTS)) | {f"points[{MONTH}].points": "12"}
        page = mia.post(POINTS, typed).content.decode()
        assert "3 of the last 3 leads change" in page
        assert not RuleSet.objects.filter(rooftop=world.gulf).exists()

    def test_are_published_as_a_new_version(self, world: World) -> None:
        mia = world.visitor("Mia")
        shown = form_values(
            mia.post(POINTS, form_values(mia.get(POINTS)) | {f"points[{MONTH}].points": "12"})
        )
        assert mia.post(POINTS, shown | {"save": "1"}).status_code == 303
        rules = QualificationRules.from_json(published(world, "qualification").body)
        assert rules.points[MONTH].points == 12
        assert rules.phrases == DEFAULT.phrases
        assert world.actions() == ["qualification.published"]

    def test_say_what_is_wrong_at_the_field(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(POINTS)) | {"caps.intent": "50", "tiers.hot": "x"}
        page = mia.post(POINTS, typed | {"save": "1"}).content.decode()
        assert "This must be a whole number" in page
        page = mia.post(POINTS, typed | {"tiers.hot": "76"}).content.decode()
        assert "The four limits must add up to 100; they add up to 110" in page

    def test_take_another_row_and_lose_it_again(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(POINTS)) | {"add": "behaviour", "new_fact_behaviour": "calls_in"}
        added = form_values(mia.post(POINTS, typed))
        row = len(DEFAULT.points)
        assert added[f"points[{row}].code"] == ["own.calls_in.1"]
        removed = form_values(mia.post(POINTS, added | {"remove": "0"}))
        assert removed["points[0].code"] == [DEFAULT.points[1].code]
        mia.post(POINTS, removed | {"save": "1"})
        kept = QualificationRules.from_json(published(world, "qualification").body).points
        assert kept[:-1] == DEFAULT.points[1:]

    def test_bring_an_earlier_version_back(self, world: World) -> None:
        mia = world.visitor("Mia")
        for points in ("12", "13"):
            typed = form_values(mia.get(POINTS)) | {f"points[{MONTH}].points": points}
            mia.post(POINTS, form_values(mia.post(POINTS, typed)) | {"save": "1"})
        shown = form_values(mia.get(POINTS, version=1))
        mia.post(POINTS, shown | {"save": "1"})
        latest = published(world, "qualification")
        assert latest.version == 3
        assert QualificationRules.from_json(latest.body).points[MONTH].points == 12

    def test_do_not_overwrite_what_somebody_published_meanwhile(self, world: World) -> None:
        mia = world.visitor("Mia")
        shown = form_values(
            mia.post(POINTS, form_values(mia.get(POINTS)) | {f"points[{MONTH}].points": "12"})
        )
        publish(world.scope("Mia"), world.gulf, DEFAULT, based_on=0, now=NOW)
        page = mia.post(POINTS, shown | {"save": "1"}).content.decode()
        assert "Somebody published version 1 in the meantime" in page
        assert published(world, "qualification").version == 1

    def test_cost_the_same_however_many_leads_there_are(self, world: World) -> None:
        few = world.visitor("Mia").statements(POINTS)
        world.leads(8)
        assert world.visitor("Mia").statements(POINTS) == few

    def test_have_a_word_for_every_fact_and_signal(self) -> None:
        assert {row.fact for row in DEFAULT.points} <= FACTS.keys()
        assert {row.signal for row in DEFAULT.phrases} <= SIGNALS.keys()

    def test_are_a_managers(self, world: World) -> None:
        for page in (POINTS, f"{POINTS}preview/", ROUTING, f"{ROUTING}preview/"):
            assert world.visitor("Ana").post(page).status_code == 403


class TestRouting:
    def test_is_sent_back_as_it_stands(self, world: World) -> None:
        mia = world.visitor("Mia")
        page = mia.post(ROUTING, form_values(mia.get(ROUTING))).content.decode()
        assert "These are the rules in force: nothing changes." in page

    def test_shows_who_would_get_the_recent_leads(self, world: World) -> None:
        world.leads(4)
        mia, sal = world.visitor("Mia"), world.staff("Sal")
        added = form_values(mia.post(ROUTING, form_values(mia.get(ROUTING)) | {"add": "1"}))
        typed = added | {"rules[2].name": "Hondas", "rules[2].when.makes": "Honda, Acura"}
        page = mia.post(ROUTING, typed | {"rules[2].target.staff_ids": str(sal.pk)}).content.decode()
        assert "of the last 4 leads would go to somebody else" in page
        assert "Honda, Acura → Sal" in page

    def test_publishes_what_was_shown(self, world: World) -> None:
        mia = world.visitor("Mia")
        moved = form_values(mia.post(ROUTING, form_values(mia.get(ROUTING)) | {"down": "0"}))
        assert mia.post(ROUTING, moved | {"save": "1"}).status_code == 303
        rules = RoutingRules.from_json(published(world, "routing").body)
        assert [rule.name for rule in rules.rules] == ["Spanish", "Service and parts"]

    def test_changes_where_the_next_lead_goes(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(ROUTING)) | {"everyone.staff_ids": str(world.staff("Sal").pk)}
        mia.post(ROUTING, form_values(mia.post(ROUTING, typed)) | {"save": "1"})
        world.leads(2)
        owners = set(Opportunity.objects.values_list("owner__user__name", flat=True))
        assert owners == {"Sal"}

    def test_refuses_a_pool_without_a_name(self, world: World) -> None:
        mia = world.visitor("Mia")
        page = mia.post(
            ROUTING, form_values(mia.get(ROUTING)) | {"rules[0].method": "claim_pool"}
        ).content.decode()
        assert "This must not be empty" in page

    def test_keeps_a_window_of_the_day(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(ROUTING)) | {
            "rules[1].when.from_minute": "20:00",
            "rules[1].when.to_minute": "08:00",
        }
        mia.post(ROUTING, form_values(mia.post(ROUTING, typed)) | {"save": "1"})
        when = RoutingRules.from_json(published(world, "routing").body).rules[1].when
        assert (when.from_minute, when.to_minute) == (1200, 480)


class TestWhoWouldGetThisLead:
    PAGE = "/settings/routing/who/"

    def test_answers_without_assigning(self, world: World) -> None:
        page = world.visitor("Mia").get(
            self.PAGE, source_kind="third_party", grade="A", at="2026-11-18T11:00"
        )
        text = page.content.decode()
        assert "gets it" in text
        assert "Another one is further behind" in text
        assert not Opportunity.objects.exists()

    def test_names_the_desk_when_nobody_is_on_shift(self, world: World) -> None:
        Staff.objects.filter(rooftop=world.gulf).update(takes_leads=False)
        text = world.visitor("Mia").get(self.PAGE, grade="A").content.decode()
        assert "Sales desk" in text
        assert "Nobody is on shift" in text

    def test_is_what_intake_then_does(self, world: World) -> None:
        RoutingTally.objects.bulk_create(
            RoutingTally(rooftop_id=world.gulf, staff=world.staff(name), grade="A", received=turns)
            for name, turns in (("Ana", 2), ("Ben", 1), ("Sal", 2))
        )
        answer = world.visitor("Mia").get(
            self.PAGE, grade="A", source_kind="third_party", at="2026-11-18T11:00"
        )
        world.leads(1)
        assert Opportunity.objects.get().owner == world.staff("Ben")
        assert 'gets it</span><span class="strong">Ben' in answer.content.decode()

    def test_refuses_a_colleague(self, world: World) -> None:
        assert world.visitor("Ana").get(self.PAGE).status_code == 403


class TestPublish:
    def test_refuses_rules_that_would_misbehave(self, world: World) -> None:
        with pytest.raises(UnfitRules):
            publish(world.scope("Mia"), world.gulf, RoutingRules(desk=""), based_on=0, now=NOW)

    def test_refuses_an_old_base(self, world: World) -> None:
        publish(world.scope("Mia"), world.gulf, DEFAULT, based_on=0, now=NOW)
        with pytest.raises(PublishedMeanwhile):
            publish(world.scope("Mia"), world.gulf, DEFAULT, based_on=0, now=NOW)
