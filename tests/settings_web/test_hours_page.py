import pytest

from freshup.data.models import ObservedHoliday, OpeningHours, SpecialDay, Team
from tests.settings_web.conftest import World, form_values

PAGE = "/settings/hours/"


def monday(opens: str, closes: str, row: int = 0, **more: str) -> dict[str, str]:
    return {f"d0.{row}.opens": opens, f"d0.{row}.closes": closes, **more}


class TestTheStoresWeek:
    def test_shows_what_is_open(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE).content.decode()
        assert 'name="d0.0.opens" value="09:00"' in page
        assert "Thanksgiving Day" in page

    def test_shows_the_coming_days_before_anything_is_saved(self, world: World) -> None:
        before = OpeningHours.objects.filter(rooftop=world.gulf).count()
        page = world.visitor("Mia").post(PAGE, monday("10:00", "12:00")).content.decode()
        assert "The next fourteen days" in page
        assert "10 a.m. – noon" in page
        assert OpeningHours.objects.filter(rooftop=world.gulf).count() == before

    def test_counts_the_recent_leads_that_would_have_been_due_otherwise(self, world: World) -> None:
        world.leads(3)
        page = world.visitor("Mia").post(PAGE, monday("10:00", "12:00")).content.decode()
        assert "3 of the last 3 leads would have been due at another time" in page

    def test_saves_what_was_shown(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = monday("08:00", "12:00") | monday("13:00", "02:00", 1, **{"d0.1.past": "on"})
        typed |= {
            "s0.on": "2026-12-24",
            "s0.label": "Christmas Eve",
            "s0.opens": "09:00",
            "s0.closes": "14:00",
        }
        typed |= {"observed": "Christmas Day"}
        shown = form_values(mia.post(PAGE, typed))
        assert mia.post(PAGE, shown | {"save": "1"}).status_code == 303
        rows = OpeningHours.objects.filter(rooftop=world.gulf).values_list(
            "weekday", "opens_minute", "closes_minute"
        )
        assert sorted(rows) == [(0, 480, 720), (0, 780, 1560)]
        assert SpecialDay.objects.get(rooftop=world.gulf).name == "Christmas Eve"
        assert ObservedHoliday.objects.get(rooftop=world.gulf).name == "Christmas Day"
        assert world.actions() == ["hours.changed"]

    def test_does_not_save_what_was_changed_after_it_was_shown(self, world: World) -> None:
        mia = world.visitor("Mia")
        shown = form_values(mia.post(PAGE, monday("08:00", "12:00")))
        response = mia.post(PAGE, shown | monday("07:00", "12:00") | {"save": "1"})
        assert response.status_code == 200
        assert world.actions() == []

    def test_says_at_the_row_what_is_wrong(self, world: World) -> None:
        page = world.visitor("Mia").post(PAGE, monday("20:00", "02:00")).content.decode()
        assert "If you close after midnight, say so." in page
        assert 'id="d0.0.error"' in page

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            (monday("09:00", ""), "Give both times, or neither."),
            (monday("nine", "17:00"), "Write times like 09:00."),
            (monday("09:00", "12:00") | monday("11:00", "13:00", 1), "These hours overlap"),
            ({"s0.on": "", "s0.label": "Party"}, "Give the date."),
            ({"s0.on": "2026-02-30", "s0.label": ""}, "This is no date."),
        ],
    )
    def test_refuses_nonsense_in_words(self, world: World, typed: dict[str, str], words: str) -> None:
        assert words in world.visitor("Mia").post(PAGE, typed).content.decode()

    def test_keeps_round_the_clock(self, world: World) -> None:
        OpeningHours.objects.filter(rooftop=world.gulf).delete()
        OpeningHours.objects.create(rooftop_id=world.gulf, weekday=0, opens_minute=0, closes_minute=1440)
        mia = world.visitor("Mia")
        shown = form_values(mia.post(PAGE, form_values(mia.get(PAGE))))
        mia.post(PAGE, shown | {"save": "1"})
        row = OpeningHours.objects.get(rooftop=world.gulf)
        assert (row.opens_minute, row.closes_minute) == (0, 1440)


class TestATeamsWeek:
    def test_can_be_its_own(self, world: World) -> None:
        team = Team.objects.get(rooftop=world.gulf, kind="bdc")
        mia, page = world.visitor("Mia"), f"{PAGE}teams/{team.pk}/"
        shown = form_values(mia.post(page, monday("07:00", "22:00") | {"own_hours": "on"}))
        assert mia.post(page, shown | {"save": "1"}).status_code == 303
        team.refresh_from_db()
        assert team.own_hours
        assert OpeningHours.objects.get(team=team).opens_minute == 420

    def test_of_another_store_is_not_there(self, world: World) -> None:
        team = Team.objects.filter(rooftop=world.bay).first()
        assert team is not None
        assert world.visitor("Mia").get(f"{PAGE}teams/{team.pk}/").status_code == 404


class TestWhoMayOpenIt:
    def test_a_colleague_who_manages_nothing_may_not(self, world: World) -> None:
        assert world.visitor("Ana").get(PAGE).status_code == 403
        assert world.visitor("Ana").post(PAGE, monday("01:00", "02:00")).status_code == 403

    def test_an_outsider_sees_their_own_store(self, world: World) -> None:
        page = world.visitor("Otto").get(PAGE).content.decode()
        assert "Elsewhere Ford" in page
        assert "Gulf Honda" not in page
