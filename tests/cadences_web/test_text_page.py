from dataclasses import replace

import pytest

from freshup.data.models import Opportunity, TemplateVersion
from freshup.domain.conversations import SHIPPED_TEMPLATES
from freshup.operations.cadences.publishing import publish_template
from freshup.operations.rules import PublishedMeanwhile, UnfitRules
from freshup.queries.stores import settings_of
from tests.cadences_web.conftest import World
from tests.settings_web.conftest import NOW, form_values

LIST, PAGE, SPANISH = "/settings/texts/", "/settings/texts/text_first/en/", "/settings/texts/text_first/es/"
FIRST = next(one for one in SHIPPED_TEMPLATES if (one.key, one.language) == ("text_first", "en"))


def own(world: World, language: str = "en") -> TemplateVersion:
    return TemplateVersion.objects.filter(rooftop=world.gulf, key="text_first", language=language).latest(
        "version"
    )


def publish(world: World, body: str, path: str = PAGE) -> int:
    mia = world.visitor("Mia")
    shown = form_values(mia.post(path, form_values(mia.get(path)) | {"body": body}))
    return mia.post(path, shown | {"save": "1"}).status_code


class TestTheList:
    def test_says_which_cadences_send_a_text(self, world: World) -> None:
        page = world.visitor("Mia").get(LIST).content.decode()
        row = page.split('"row-link" href="/settings/texts/text_first/en/"')[1].split("</tr>")[0]
        assert "Internet lead, Third-party lead" in row
        assert row.count("as shipped") == 2

    def test_costs_the_same_whatever_was_published(self, world: World) -> None:
        few = world.visitor("Mia").statements(LIST)
        publish(world, "Hello {first_name|there}. Reply STOP to opt out")
        assert world.visitor("Mia").statements(LIST) == few


class TestAText:
    @pytest.mark.parametrize(
        "path", [PAGE, SPANISH, "/settings/texts/email_last/en/", "/settings/texts/vm_1_a/es/"]
    )
    def test_is_sent_back_as_it_stands(self, world: World, path: str) -> None:
        mia = world.visitor("Mia")
        page = mia.post(path, form_values(mia.get(path))).content.decode()
        assert "These are the words in force: nothing changes." in page

    def test_is_filled_for_the_newest_open_lead(self, world: World) -> None:
        world.leads(2)
        page = world.visitor("Mia").get(PAGE).content.decode()
        name = Opportunity.objects.filter(closed_at=None).latest("last_activity_at", "id").person.first_name
        assert f"Hi {name}," in page.split('class="quote"')[1]

    def test_is_filled_for_the_lead_chosen(self, world: World) -> None:
        world.leads(2)
        first = Opportunity.objects.earliest("id")
        page = world.visitor("Mia").post(
            f"{PAGE}preview/", {"lead": str(first.pk), "body": "Dear {first_name}"}
        )
        assert f"Dear {first.person.first_name}" in page.content.decode()

    def test_is_filled_with_samples_while_there_is_no_lead(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE).content.decode()
        assert "Hi Ana," in page
        assert "there is no open lead to try it on" in page

    def test_never_shows_a_lead_of_another_store(self, world: World) -> None:
        world.leads(1)
        lead = Opportunity.objects.get()
        page = world.visitor("Otto").post(
            f"{PAGE}preview/", {"lead": str(lead.pk), "body": "Dear {first_name}"}
        )
        assert "Person10" not in page.content.decode()

    def test_says_what_is_missing(self, world: World) -> None:
        world.leads(1)
        lead = Opportunity.objects.get()
        page = world.visitor("Mia").post(
            f"{PAGE}preview/", {"body": "See you {appointment}", "lead": str(lead.pk)}
        )
        assert "Not known of this customer: When they have an appointment" in page.content.decode()
        assert "See you [appointment]" in page.content.decode()

    def test_counts_segments_and_names_what_doubles_the_bill(self, world: World) -> None:
        page = (
            world.visitor("Mia").post(f"{PAGE}preview/", {"body": "It’s here. " + "a" * 80}).content.decode()
        )
        assert "2 segments, UCS-2" in page
        assert "’ makes it 70 a segment instead of 160" in page
        assert "more than one segment costs more" in page
        assert "Publish as a new version" in page

    def test_is_published_and_sent_from_then_on(self, world: World) -> None:
        assert publish(world, "Hello {first_name|there}. Reply STOP to opt out") == 303
        assert own(world).version == 1
        assert world.actions() == ["template.published"]
        store = settings_of([world.gulf])[world.gulf]
        assert store.templates["text_first", "en"].body.startswith("Hello")
        assert store.templates["text_first", "es"].body != store.templates["text_first", "en"].body

    def test_goes_back_to_the_shipped_words(self, world: World) -> None:
        publish(world, "Hello {first_name|there}. Reply STOP to opt out")
        mia = world.visitor("Mia")
        assert mia.post(PAGE, form_values(mia.get(PAGE, version=0)) | {"save": "1"}).status_code == 303
        assert own(world).version == 2
        assert own(world).body["body"] == FIRST.body

    def test_warns_where_spanish_lacks_a_blank(self, world: World) -> None:
        publish(world, "Hola. Responda STOP para no recibir mas", SPANISH)
        page = world.visitor("Mia").get(PAGE).content.decode()
        assert "lacks {vehicle}, {first_name}" in page or "lacks {first_name}" in page
        assert "lacks blanks" in world.visitor("Mia").get(LIST).content.decode()

    def test_is_not_written_over_what_somebody_published_meanwhile(self, world: World) -> None:
        mia = world.visitor("Mia")
        shown = form_values(mia.post(PAGE, form_values(mia.get(PAGE)) | {"body": "Mine. {store}"}))
        publish(world, "Theirs. {store}")
        page = mia.post(PAGE, shown | {"save": "1"}).content.decode()
        assert "Somebody published version 1 in the meantime" in page
        assert "Mine. {store}" in page
        assert own(world).body["body"] == "Theirs. {store}"

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("Hi {frist_name}", "Nothing fills the blank {frist_name}"),
            ("", "This must not be empty"),
            ("Hi {first_name", "A brace is not closed"),
            ("a" * 460, "This text needs 4 segments; at most 3 are sent"),
        ],
    )
    def test_refuses_what_would_go_wrong(self, world: World, body: str, words: str) -> None:
        mia = world.visitor("Mia")
        page = mia.post(PAGE, form_values(mia.get(PAGE)) | {"body": body, "save": "1"})
        assert page.status_code == 200
        assert words in page.content.decode()
        assert not TemplateVersion.objects.filter(rooftop=world.gulf).exists()

    def test_unknown_to_the_store_is_not_found(self, world: World) -> None:
        for path in ("/settings/texts/nothing/en/", "/settings/texts/text_first/xx/"):
            assert world.visitor("Mia").get(path).status_code == 404


class TestPublishingAText:
    def test_keeps_the_channel_of_what_a_cadence_sends(self, world: World) -> None:
        with pytest.raises(UnfitRules) as unfit:
            publish_template(
                world.scope("Mia"), world.gulf, replace(FIRST, channel="email"), based_on=0, now=NOW
            )
        assert unfit.value.problems[0].reason.code == "template.channel_used"

    def test_refuses_an_old_base(self, world: World) -> None:
        publish_template(world.scope("Mia"), world.gulf, FIRST, based_on=0, now=NOW)
        with pytest.raises(PublishedMeanwhile):
            publish_template(world.scope("Mia"), world.gulf, FIRST, based_on=0, now=NOW)
