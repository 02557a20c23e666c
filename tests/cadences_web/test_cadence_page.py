import pytest

from freshup.data.models import CadenceVersion
from freshup.domain.cadences import SHIPPED
from tests.cadences_web.conftest import World
from tests.settings_web.conftest import form_values

LIST, PAGE = "/settings/cadences/", "/settings/cadences/internet/"


def own(world: World, key: str = "internet") -> CadenceVersion:
    return CadenceVersion.objects.filter(rooftop=world.gulf, key=key).latest("version")


def publish(world: World, **typed: str) -> int:
    """Edit, look, publish: as Mia does it; the status of the last answer."""
    mia = world.visitor("Mia")
    shown = form_values(mia.post(PAGE, form_values(mia.get(PAGE)) | typed))
    return mia.post(PAGE, shown | {"save": "1"}).status_code


class TestTheList:
    def test_names_every_cadence_and_what_follows_it(self, world: World) -> None:
        page = world.visitor("Mia").get(LIST).content.decode()
        assert "Internet lead" in page
        assert "Long-term nurture" in page
        assert page.count("as shipped") == 13

    def test_says_how_many_leads_run_on_each(self, world: World) -> None:
        world.leads(2)
        row = world.visitor("Mia").get(LIST).content.decode().split("Third-party lead")[1]
        assert '<td class="num">2</td>' in row.split("</tr>")[0]

    def test_costs_the_same_however_many_leads_there_are(self, world: World) -> None:
        few = world.visitor("Mia").statements(LIST)
        world.leads(6)
        assert world.visitor("Mia").statements(LIST) == few

    def test_is_a_managers(self, world: World) -> None:
        for path in (LIST, PAGE, "/settings/texts/", "/settings/texts/text_first/en/"):
            assert world.visitor("Ana").get(path).status_code == 403
            assert world.visitor("Cleo").get(path).status_code == 403


class TestACadence:
    @pytest.mark.parametrize("key", ["internet", "third_party", "sold_delivered", "nurture", "email_only"])
    def test_is_sent_back_as_it_stands(self, world: World, key: str) -> None:
        mia, path = world.visitor("Mia"), f"/settings/cadences/{key}/"
        page = mia.post(path, form_values(mia.get(path))).content.decode()
        assert "This is the cadence in force: nothing changes." in page

    def test_reads_as_sentences(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE).content.decode()
        assert "Day 1 · at once" in page
        assert "Call within 5 minutes" in page
        assert "released by no answer" in page

    def test_takes_a_step_and_loses_it_again(self, world: World) -> None:
        mia = world.visitor("Mia")
        added = form_values(mia.post(PAGE, form_values(mia.get(PAGE)) | {"add": "0"}))
        count = len(SHIPPED["internet"].steps)
        assert added["steps.count"] == [str(count + 1)]
        assert added["steps[1].key"] == [f"step_{count + 1}"]
        assert added["steps[2].key"] == ["text_1"]
        removed = form_values(mia.post(PAGE, added | {"remove": "1"}))
        assert removed["steps[1].key"] == ["text_1"]
        assert not CadenceVersion.objects.filter(rooftop=world.gulf).exists()

    def test_is_published_once_its_dry_run_was_seen(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"steps[0].within_minutes.n": "3"}
        assert mia.post(PAGE, typed | {"save": "1"}).status_code == 200
        assert publish(world, **{"steps[0].within_minutes.n": "3"}) == 303
        assert own(world).body["steps"][0]["within_minutes"] == 3
        assert own(world).by_user is not None
        assert world.actions() == ["cadence.published"]

    def test_shows_what_moves_for_the_sample_lead(self, world: World) -> None:
        mia = world.visitor("Mia")
        changed = {"steps[8].after_minutes.n": "3", "steps[8].after_minutes.unit": "days"}
        changed |= {"sample_when": "chosen", "sample_at": "2026-11-10T11:00"}
        page = mia.post(PAGE, form_values(mia.get(PAGE)) | changed).content.decode()
        assert "What moves for this lead" in page
        assert "<del>Call" in page

    def test_keeps_durations_in_their_unit(self, world: World) -> None:
        shown = form_values(world.visitor("Mia").get(PAGE))
        assert (shown["steps[5].after_minutes.n"], shown["steps[5].after_minutes.unit"]) == (["4"], ["hours"])
        assert (shown["steps[8].after_minutes.n"], shown["steps[8].after_minutes.unit"]) == (["2"], ["days"])

    def test_changes_what_ends_it(self, world: World) -> None:
        assert publish(world, **{"exit.visit": "stop", "exit.reply": "pause"}) == 303
        exits = {one["event"]: one["action"] for one in own(world).body["exits"]}
        assert (exits["visit"], exits["reply"], exits["contact"]) == ("stop", "pause", "stop")

    def test_can_be_switched_off(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE))
        del typed["enabled"]
        mia.post(PAGE, form_values(mia.post(PAGE, typed)) | {"save": "1"})
        assert own(world).body["enabled"] is False
        assert '<span class="chip" data-tone="warn">off</span>' in mia.get(LIST).content.decode()

    def test_goes_back_to_an_earlier_version_and_to_the_shipped_one(self, world: World) -> None:
        publish(world, **{"steps[0].within_minutes.n": "3"})
        publish(world, **{"steps[0].within_minutes.n": "4"})
        mia = world.visitor("Mia")
        for version, minutes in ((1, 3), (0, 5)):
            shown = form_values(mia.get(PAGE, version=version))
            assert mia.post(PAGE, shown | {"save": "1"}).status_code == 303
            assert own(world).body["steps"][0]["within_minutes"] == minutes
        assert own(world).version == 4
        assert mia.get(PAGE, version=9).status_code == 404

    def test_is_not_written_over_what_somebody_published_meanwhile(self, world: World) -> None:
        mia = world.visitor("Mia")
        shown = form_values(mia.post(PAGE, form_values(mia.get(PAGE)) | {"retire_days": "40"}))
        publish(world, retire_days="50")
        page = mia.post(PAGE, shown | {"save": "1"}).content.decode()
        assert "Somebody published version 1 in the meantime" in page
        assert own(world).body["retire_days"] == 50

    def test_unknown_to_the_store_is_not_found(self, world: World) -> None:
        assert world.visitor("Mia").get("/settings/cadences/nothing/").status_code == 404

    def test_costs_a_constant_number_of_statements(self, world: World) -> None:
        few = world.visitor("Mia").statements(PAGE)
        world.leads(5)
        assert world.visitor("Mia").statements(PAGE) <= few


class TestBadInput:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"steps[3].then": "call_1"}, "It goes back to “call_1”, so it would never end"),
            ({"steps.count": "0"}, "A cadence needs at least one step"),
            ({"steps[0].released_by": "no_answer"}, "no call comes before it"),
            ({"steps[1].template": ""}, "An automatic message needs a text"),
            ({"steps[1].template": "email_last"}, "is for email"),
            (
                {"steps[5].after_minutes.n": "1", "steps[5].after_minutes.unit": "minutes"},
                "before the step above",
            ),
            ({"steps[5].after_minutes.n": "soon"}, "This must be a whole number"),
            ({"steps[5].after_minutes.n": ""}, "This must be a whole number"),
            ({"steps[0].times": "3"}, "Repetitions need a time between them"),
            ({"steps[0].kind": "fax"}, "fax is not one of"),
            ({"name": " "}, "This must not be empty"),
            ({"retire_days": "-1"}, "This must be between 1 and 400"),
        ],
    )
    def test_is_said_and_not_published(self, world: World, typed: dict[str, str], words: str) -> None:
        mia = world.visitor("Mia")
        page = mia.post(PAGE, form_values(mia.get(PAGE)) | typed | {"save": "1"})
        assert page.status_code == 200
        assert words in page.content.decode()
        assert not CadenceVersion.objects.filter(rooftop=world.gulf).exists()

    def test_in_fields_the_page_does_not_have_changes_no_other_cadence(self, world: World) -> None:
        assert publish(world, key="nurture", name="Ours\0") == 303
        assert own(world).body["key"] == "internet"
        assert own(world).body["name"] == "Ours"

    def test_two_cadences_in_a_circle_are_refused(self, world: World) -> None:
        mia, nurture = world.visitor("Mia"), "/settings/cadences/nurture/"
        page = mia.post(nurture, form_values(mia.get(nurture)) | {"finally_": "internet"}).content.decode()
        assert "Cadences lead in a circle: nurture → internet → nurture" in page

    def test_is_said_in_the_preview_too(self, world: World) -> None:
        mia = world.visitor("Mia")
        page = mia.post(f"{PAGE}rehearsal/", form_values(mia.get(PAGE)) | {"steps[0].times": "x"})
        assert "Step 1: This must be a whole number" in page.content.decode()

    @pytest.mark.parametrize(
        "sample",
        [
            {"sample_when": "chosen", "sample_at": "99999"},
            {"sample_when": "chosen", "sample_at": "9999-12-31T23:59"},
            {"sample_when": "chosen", "sample_at": "0001-01-01T00:00"},
            {"sample_state": "ZZ", "sample_tier": "boiling", "sample_source": "x", "sample_zip": "abc"},
        ],
    )
    def test_of_the_sample_lead_takes_what_is_usual(self, world: World, sample: dict[str, str]) -> None:
        assert world.visitor("Mia").get(PAGE, **sample).status_code == 200


class TestTheDryRun:
    WEDNESDAY = {"sample_when": "chosen", "sample_at": "2026-11-18T11:00", "sample_tier": "hot"}

    def test_holds_the_fourth_attempt_of_a_day_in_florida(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE, sample_state="FL", **self.WEDNESDAY).content.decode()
        assert "Held until" in page
        assert "FL-cap" in page

    def test_holds_nothing_where_no_such_cap_is(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE, sample_state="OH", **self.WEDNESDAY).content.decode()
        assert "Held until" not in page
        assert "Not allowed:" not in page

    def test_begins_on_monday_for_whoever_writes_on_saturday_night(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE, sample_when="saturday").content.decode()
        assert "Day 3 · " in page
        assert "Day 1 · <time" not in page

    def test_leaves_out_what_does_not_reach_the_customer(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE, sample_reach="email").content.decode()
        assert '<dt>Calls</dt><dd class="figure">0</dd>' in page

    def test_says_that_a_text_of_marketing_needs_consent_in_writing(self, world: World) -> None:
        path = "/settings/cadences/equity/"
        assert "Not allowed:" in world.visitor("Mia").get(path, sample_state="OH").content.decode()
        agreed = world.visitor("Mia").get(path, sample_state="OH", sample_consent="written")
        assert "Not allowed:" not in agreed.content.decode()
