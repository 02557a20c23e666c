"""The page of one lead, and what is posted from it."""

from datetime import timedelta

import pytest

from freshup.data.models import (
    Activity,
    Assignment,
    Closing,
    ConsentEvent,
    ContactPoint,
    LeadRepeat,
    Message,
    Opportunity,
    Rooftop,
    ScorePoint,
    VehicleInterest,
)
from freshup.queries.leads.timeline import TIMELINE_ROWS, timeline
from tests.factories import NOW, make_clock, make_lead, make_opportunity, make_person, make_source
from tests.leads_web.conftest import World, behind_the_wall, client_of, statements


@pytest.fixture
def story(world: World) -> Opportunity:
    """A lead with one of everything."""
    person = make_person(world.gulf, "Marisol", "Ortega", phone="+12395550142", email="marisol@example.com")
    one = make_opportunity(
        world.gulf, person, owner=world.agent, source=make_source(world.gulf), wanted="2023 Toyota RAV4"
    )
    add_to(one, world, 1)
    return one


def add_to(one: Opportunity, world: World, number: int) -> None:
    at = NOW + timedelta(minutes=number)
    words = {"comments": "Is it <b>there</b>?", "timeframe": "this week", "extensions": {"Color": "red"}}
    lead = make_lead(
        one,
        at=at,
        source=one.source,
        said=words,
        grade_reasons=[{"code": "grade.complete"}],
        verdict={"reasons": []},
    )
    make_clock(lead)
    mine = {"rooftop": world.gulf, "opportunity": one}
    VehicleInterest.objects.create(**mine, lead=lead, role="wanted", year=2023, make="Toyota", model="RAV4")
    VehicleInterest.objects.create(**mine, lead=lead, role="trade_in", make="Honda", odometer=84_000)
    LeadRepeat.objects.create(
        rooftop=world.gulf, lead=lead, submission=lead.submission, position=9, at=at, rule="same_id"
    )
    ScorePoint.objects.create(
        **mine, at=at, rules_version=1, dimension="local", code=f"d{number}", points=3,
        reason={"code": "points.distance_percent", "miles": 6},
    )  # fmt: skip
    Assignment.objects.create(
        **mine, staff=world.agent, at=at, how="shortfall", rule="Used cars", rules_version=3,
        reasons=[{"code": "routing.by_round_robin", "people": 2, "grade": "B"}],
        considered=[{"staff": world.manager.id, "code": "routing.off_shift"}],
    )  # fmt: skip
    Message.objects.create(
        **mine, person=one.person, channel="email", direction="out", purpose="acknowledgement", step_key=f"k{number}",
        recipient="marisol@example.com", subject="Your inquiry", body="Hello", state="sent",
        created_at=at, send_after=at,
    )  # fmt: skip
    ConsentEvent.objects.create(
        rooftop=world.gulf, person=one.person, channel="text", purpose="inquiry", level="evidence", at=at,
        captured_by="comments", text="Can we text you?: Yes",
    )  # fmt: skip
    Closing.objects.create(**mine, stage="lost", reason="price", at=at, undone_at=at, previous_stage="new")
    make_opportunity(world.gulf, one.person, owner=world.agent, stage="lost", closed_at=NOW)


class TestThePage:
    def test_tells_the_whole_story(self, world: World, story: Opportunity) -> None:
        shown = client_of(world.manager).get(f"/opportunities/{story.id}/").content.decode()
        for words in (
            "Marisol Ortega", "2023 Toyota RAV4",
            f'href="/opportunities/{story.id}/call/"', "(239) 555-0142", "marisol@example.com",
            "Is it &lt;b&gt;there&lt;/b&gt;?", "this week", "Name, phone and e-mail are given",
            "6 miles from the store",
            "Used cars", "Mona", "Not on shift", "Can we text you?: Yes", "84000 miles", "Your inquiry", "red",
            "The same provider sent the same number for the same person", "Website", "Also with this customer",
        ):  # fmt: skip
            assert words in shown, words

    def test_opens_behind_the_wall_for_who_may_see_it(self, world: World, story: Opportunity) -> None:
        for somebody in (world.agent, world.manager, world.principal):
            client = client_of(somebody)
            with behind_the_wall(somebody):
                assert client.get(f"/opportunities/{story.id}/").status_code == 200

    def test_is_not_found_by_anybody_else(self, world: World, story: Opportunity) -> None:
        for stranger in (world.colleague, world.outsider, world.own):
            assert client_of(stranger).get(f"/opportunities/{story.id}/").status_code == 404

    def test_needs_as_many_statements_for_a_long_story_as_for_a_short_one(
        self, world: World, story: Opportunity
    ) -> None:
        client, url = client_of(world.manager), f"/opportunities/{story.id}/"
        client.get(url)
        few = statements(client, url)
        for number in range(2, 12):
            add_to(story, world, number)
        assert statements(client, url) == few
        assert few <= 30

    def test_shows_what_somebody_unknown_lacks(self, world: World) -> None:
        bare = make_opportunity(world.gulf, make_person(world.gulf, "", ""))
        shown = client_of(world.agent).get(f"/opportunities/{bare.id}/").content.decode()
        assert "No name given" in shown
        assert "No way to reach this customer is known." in shown


class TestTimeline:
    def test_is_paged_without_losing_anything(self, world: World) -> None:
        one = make_opportunity(world.gulf)
        made = Activity.objects.bulk_create(
            Activity(
                rooftop=world.gulf,
                opportunity=one,
                at=NOW + timedelta(seconds=n // 3),
                kind="note",
                words=str(n),
            )
            for n in range(2 * TIMELINE_ROWS + 15)
        )
        first = timeline(one.id)
        second = timeline(one.id, first.older or "")
        third = timeline(one.id, second.older or "")
        ids = [entry.id for page in (first, second, third) for entry in page.entries]
        assert ids == sorted((activity.id for activity in made), reverse=True)
        assert (len(first.entries), third.older) == (TIMELINE_ROWS, None)
        assert [entry.id for entry in timeline(one.id, "nonsense").entries] == ids[:TIMELINE_ROWS]


class TestPosting:
    def post(self, world: World, story: Opportunity, what: str, staff: str = "agent", **data: str) -> int:
        client = client_of(getattr(world, staff))
        with behind_the_wall(getattr(world, staff)):
            return client.post(f"/opportunities/{story.id}/{what}/", data).status_code

    def test_a_call(self, world: World, story: Opportunity) -> None:
        assert self.post(world, story, "outcomes", outcome="no_answer", words="Busy") == 303
        story.refresh_from_db()
        assert story.stage == "attempting"
        assert self.post(world, story, "outcomes", outcome="danced") == 404

    def test_a_note(self, world: World, story: Opportunity) -> None:
        assert self.post(world, story, "notes", words="Likes\0 blue") == 303
        assert Activity.objects.get(kind="note").words == "Likes blue"

    def test_a_closing_and_its_undoing(self, world: World, story: Opportunity) -> None:
        assert self.post(world, story, "closing", reason="lost.price") == 303
        story.refresh_from_db()
        assert story.stage == "lost"
        assert self.post(world, story, "reopening") == 303
        story.refresh_from_db()
        assert story.closed_at is None

    def test_a_closing_without_a_reason_changes_nothing(self, world: World, story: Opportunity) -> None:
        for reason in ("", "lost.", "sold.price", "bad.price", "x" * 500):
            assert self.post(world, story, "closing", reason=reason) == 303
        story.refresh_from_db()
        assert story.closed_at is None

    def test_an_approval_is_for_managers(self, world: World, story: Opportunity) -> None:
        Rooftop.objects.update(lost_needs_manager=True)
        self.post(world, story, "closing", reason="lost.price")
        assert b"asks to close" in client_of(world.manager).get(f"/opportunities/{story.id}/").content
        assert self.post(world, story, "closing/approval") == 403
        assert self.post(world, story, "closing/approval", staff="manager") == 303
        story.refresh_from_db()
        assert story.stage == "lost"

    def test_handing_over_is_for_managers(self, world: World, story: Opportunity) -> None:
        assert self.post(world, story, "ownership", to=str(world.own.id)) == 403
        assert self.post(world, story, "ownership", staff="manager", to=str(world.own.id)) == 303
        story.refresh_from_db()
        assert story.owner_id == world.own.id

    def test_nothing_changes_for_whoever_does_not_see_it(self, world: World, story: Opportunity) -> None:
        before = Activity.objects.count(), ContactPoint.objects.count()
        for stranger in ("colleague", "outsider", "own"):
            for what in ("outcomes", "notes", "closing", "closing/approval", "reopening", "ownership"):
                status = self.post(
                    world,
                    story,
                    what,
                    staff=stranger,
                    outcome="spoke",
                    words="x",
                    reason="lost.price",
                    to="me",
                )
                assert status == 404
        assert (Activity.objects.count(), ContactPoint.objects.count()) == before

    def test_only_posts_change_anything(self, world: World, story: Opportunity) -> None:
        assert client_of(world.agent).get(f"/opportunities/{story.id}/closing/").status_code == 405
