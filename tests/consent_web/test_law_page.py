from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freshup.data.models import AuditEntry, RuleSet
from freshup.domain.consent import DEFAULT_LAW, Law
from freshup.operations.rules import publish
from tests.consent_web.conftest import World, client_of, customer, decided, scope
from tests.settings_web.conftest import Visitor, form_values

LAW = "/settings/law/"
GEORGIA = "hours[0]"
EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=ZoneInfo("America/New_York"))


def visitor(world: World) -> Visitor:
    return Visitor(client_of(world.manager))


def published(world: World) -> RuleSet:
    return RuleSet.objects.filter(rooftop=world.gulf, topic="law").latest("version")


class TestTheLaw:
    def test_is_shown_by_state_with_its_sources(self, world: World) -> None:
        shown = visitor(world).get(LAW).content.decode()
        for words in (
            "FL",
            "8 AM – 8 PM",
            "Fla. Stat. 501.616(6)",
            "To verify at a source",
            "as shipped",
            "at most 3 a person",
        ):
            assert words in shown

    def test_is_sent_back_as_it_stands(self, world: World) -> None:
        mona = visitor(world)
        page = mona.post(LAW, form_values(mona.get(LAW))).content.decode()
        assert "These are the rules in force: nothing changes." in page

    def test_is_tried_on_the_stores_own_texts_first(self, world: World) -> None:
        for n in range(3):
            decided(customer(world.gulf, first=f"Zoe{n}", number=50 + n), at=EVENING - timedelta(hours=n))
        mona = visitor(world)
        page = mona.post(
            LAW, form_values(mona.get(LAW)) | {f"{GEORGIA}.weekdays.closes": "18:00"}
        ).content.decode()
        assert "2 of the last 3 calls and texts would have been answered differently." in page
        assert not RuleSet.objects.filter(rooftop=world.gulf).exists()

    def test_is_published_as_a_version_of_the_store(self, world: World) -> None:
        mona = visitor(world)
        typed = form_values(mona.get(LAW)) | {f"{GEORGIA}.weekdays.closes": "18:00"}
        shown = form_values(mona.post(LAW, typed))
        assert mona.post(LAW, shown | {"save": "1"}).status_code == 303
        law = Law.from_json(published(world).body)
        assert law.hours[0].weekdays.closes == 18 * 60
        assert law.hours[1:] == DEFAULT_LAW.hours[1:]
        assert law.caps == DEFAULT_LAW.caps
        assert AuditEntry.objects.filter(rooftop=world.gulf, action="law.published").exists()
        assert "version 1" in mona.get(LAW).content.decode()

    def test_takes_a_rule_of_the_stores_own(self, world: World) -> None:
        mona = visitor(world)
        added = form_values(mona.post(LAW, form_values(mona.get(LAW)) | {"add_hours": "1"}))
        at = f"hours[{len(DEFAULT_LAW.hours)}]"
        assert added[f"{at}.code"] == ["own-hours-1"]
        shown = form_values(mona.post(LAW, added | {f"{at}.state": "GA", f"{at}.sunday.closes": "08:00"}))
        mona.post(LAW, shown | {"save": "1"})
        own = Law.from_json(published(world).body).hours[-1]
        assert (own.state, own.code, own.sunday.length) == ("GA", "own-hours-1", 0)

    def test_says_what_is_wrong_at_the_field(self, world: World) -> None:
        mona = visitor(world)
        typed = form_values(mona.get(LAW)) | {f"{GEORGIA}.weekdays.closes": "07:00", "inquiry_days": "400"}
        page = mona.post(LAW, typed | {"save": "1"}).content.decode()
        assert "The end must not lie before the beginning" in page
        assert "This must be between 0 and 92" in page
        assert not RuleSet.objects.exists()

    def test_warns_of_what_is_looser_than_now(self, world: World) -> None:
        decided(customer(world.gulf), at=EVENING + timedelta(hours=1), verdict="hold", rule="quiet_hours")
        mona = visitor(world)
        florida = next(n for n, rule in enumerate(DEFAULT_LAW.hours) if rule.state == "FL")
        page = mona.post(LAW, form_values(mona.get(LAW)) | {f"hours[{florida}].weekdays.closes": "21:00"})
        assert "Looser than now" in page.content.decode()

    def test_brings_an_earlier_version_back(self, world: World) -> None:
        mona = visitor(world)
        for hour in ("18:00", "19:00"):
            typed = form_values(mona.get(LAW)) | {f"{GEORGIA}.weekdays.closes": hour}
            mona.post(LAW, form_values(mona.post(LAW, typed)) | {"save": "1"})
        mona.post(LAW, form_values(mona.get(LAW, version=1)) | {"save": "1"})
        assert published(world).version == 3
        assert Law.from_json(published(world).body).hours[0].weekdays.closes == 18 * 60

    def test_does_not_overwrite_what_somebody_published_meanwhile(self, world: World) -> None:
        mona = visitor(world)
        shown = form_values(
            mona.post(LAW, form_values(mona.get(LAW)) | {f"{GEORGIA}.weekdays.closes": "18:00"})
        )
        publish(scope(world.manager), world.gulf.pk, DEFAULT_LAW, based_on=0, now=EVENING)
        assert "Somebody published version 1" in mona.post(LAW, shown | {"save": "1"}).content.decode()

    def test_is_the_managers(self, world: World) -> None:
        assert client_of(world.agent).get(LAW).status_code == 403
        assert client_of(world.own).post(LAW, {"save": "1"}).status_code == 403
