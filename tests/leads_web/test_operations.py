"""What people do with a lead, and what stands in the tables afterwards."""

from datetime import timedelta

import pytest

from freshup.data.models import Activity, Assignment, Closing, Opportunity, ResponseClock, Rooftop
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.leads import (
    ClosedAlready,
    ClosingRefused,
    NeedsManager,
    NoSuchOpportunity,
    NotClosed,
    NothingSaid,
    add_note,
    approve_closing,
    close,
    log_outcome,
    reopen,
)
from freshup.operations.routing import NewOwner, TakenAlready, UnknownOwner, claim, reassign
from tests.factories import NOW, make_clock, make_lead, make_opportunity
from tests.leads_web.conftest import World, behind_the_wall, scope

LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def waiting(world: World) -> Opportunity:
    """A lead that came three minutes ago and waits for its first call."""
    one = make_opportunity(world.gulf, owner=world.agent)
    make_clock(make_lead(one))
    one.refresh_from_db()
    return one


def log(world: World, one: Opportunity, outcome: Outcome, **other: object) -> None:
    with behind_the_wall(world.agent) as its:
        log_outcome(its, one.id, outcome, now=other.pop("now", LATER), **other)  # type: ignore[arg-type]
    one.refresh_from_db()


class TestLoggingACall:
    def test_stops_the_clock_as_a_claim(self, world: World, waiting: Opportunity) -> None:
        log(world, waiting, Outcome.NO_ANSWER)
        clock = ResponseClock.objects.get()
        assert (clock.attempted_at, clock.attempt_claimed, clock.contacted_at) == (LATER, True, None)
        assert (waiting.due_at, waiting.stage, waiting.last_activity_at) == (None, "attempting", LATER)

    def test_stands_in_the_timeline_with_its_words(self, world: World, waiting: Opportunity) -> None:
        log(world, waiting, Outcome.LEFT_MESSAGE, words=" Try at four. ")
        entry = Activity.objects.order_by("-id")[0]
        assert (entry.kind, entry.words, entry.actor_id) == ("called", "Try at four.", world.agent.user_id)
        assert entry.data["outcome"] == "left_message"

    def test_tapped_twice_is_one(self, world: World, waiting: Opportunity) -> None:
        before = Activity.objects.count()
        log(world, waiting, Outcome.NO_ANSWER)
        log(world, waiting, Outcome.NO_ANSWER, now=LATER + timedelta(seconds=4))
        assert Activity.objects.count() == before + 1

    def test_again_a_minute_later_is_another(self, world: World, waiting: Opportunity) -> None:
        before = Activity.objects.count()
        log(world, waiting, Outcome.NO_ANSWER)
        log(world, waiting, Outcome.NO_ANSWER, now=LATER + timedelta(minutes=1))
        assert Activity.objects.count() == before + 2
        assert ResponseClock.objects.get().attempted_at == LATER

    def test_counts_business_time_in_opening_hours(self, world: World, waiting: Opportunity) -> None:
        world.gulf.hours.create(weekday=2, opens_minute=11 * 60 + 2, closes_minute=18 * 60)
        Rooftop.objects.filter(id=world.gulf.id).update(settings_version=9)
        log(world, waiting, Outcome.NO_ANSWER)
        assert ResponseClock.objects.get().attempt_business_seconds == 60


class TestContact:
    def test_speaking_is_all_of_it_at_once(self, world: World, waiting: Opportunity) -> None:
        log(world, waiting, Outcome.SPOKE)
        clock = ResponseClock.objects.get()
        assert clock.acknowledged_at == clock.attempted_at == clock.contacted_at == LATER
        assert (waiting.stage, waiting.due_at) == ("engaged", None)

    def test_a_visit_is_seen_in_the_stage(self, world: World, waiting: Opportunity) -> None:
        log(world, waiting, Outcome.CAME_IN)
        assert waiting.stage == "visited"

    def test_a_customers_message_is_contact_but_still_wants_an_answer(
        self, world: World, waiting: Opportunity
    ) -> None:
        due_at = waiting.due_at
        log(world, waiting, Outcome.CUSTOMER_WROTE)
        clock = ResponseClock.objects.get()
        assert (clock.contacted_at, clock.attempted_at) == (LATER, None)
        assert (waiting.due_at, waiting.stage) == (due_at, "engaged")

    def test_progress_never_goes_back(self, world: World, waiting: Opportunity) -> None:
        log(world, waiting, Outcome.CAME_IN)
        log(world, waiting, Outcome.NO_ANSWER, now=LATER + timedelta(hours=1))
        assert waiting.stage == "visited"

    def test_a_colleague_of_another_store_finds_no_lead(self, world: World, waiting: Opportunity) -> None:
        for stranger in (world.colleague, world.outsider, world.own):
            with pytest.raises(NoSuchOpportunity):
                log_outcome(scope(stranger), waiting.id, Outcome.SPOKE, now=LATER)


class TestNote:
    def test_needs_words(self, world: World, waiting: Opportunity) -> None:
        with pytest.raises(NothingSaid):
            add_note(scope(world.agent), waiting.id, "  ", now=LATER)

    def test_leaves_the_clock_alone(self, world: World, waiting: Opportunity) -> None:
        add_note(scope(world.agent), waiting.id, "Prefers mornings", now=LATER)
        add_note(scope(world.agent), waiting.id, "Prefers mornings", now=LATER)
        assert Activity.objects.filter(kind="note").count() == 1
        assert ResponseClock.objects.get().attempted_at is None


class TestClose:
    def test_takes_it_off_the_open_pile(self, world: World, waiting: Opportunity) -> None:
        with behind_the_wall(world.agent) as its:
            close(its, waiting.id, Stage.LOST, "price", now=LATER, note="$500 apart")
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.closed_at, waiting.due_at) == ("lost", LATER, None)
        assert Closing.objects.get().note == "$500 apart"
        assert Activity.objects.filter(kind="closed").count() == 1

    @pytest.mark.parametrize("reason", ["", "spam", "whatever"])
    def test_needs_a_reason_of_the_list(self, world: World, waiting: Opportunity, reason: str) -> None:
        with pytest.raises(ClosingRefused):
            close(scope(world.agent), waiting.id, Stage.LOST, reason, now=LATER)
        assert not Closing.objects.exists()

    def test_twice_is_one_and_differently_is_an_error(self, world: World, waiting: Opportunity) -> None:
        for _ in range(2):
            close(scope(world.agent), waiting.id, Stage.LOST, "price", now=LATER)
        with pytest.raises(ClosedAlready):
            close(scope(world.agent), waiting.id, Stage.BAD, "spam", now=LATER)
        assert Closing.objects.count() == 1

    def test_only_asks_where_a_manager_must_agree(self, world: World, waiting: Opportunity) -> None:
        Rooftop.objects.update(lost_needs_manager=True)
        with behind_the_wall(world.agent) as its:
            assert close(its, waiting.id, Stage.LOST, "price", now=LATER).asked
        waiting.refresh_from_db()
        assert (waiting.closed_at, Closing.objects.get().approved_at) == (None, None)
        with pytest.raises(NeedsManager):
            approve_closing(scope(world.agent), waiting.id, now=LATER)

    def test_is_closed_once_a_manager_agrees(self, world: World, waiting: Opportunity) -> None:
        Rooftop.objects.update(lost_needs_manager=True)
        close(scope(world.agent), waiting.id, Stage.LOST, "price", now=LATER)
        with behind_the_wall(world.manager) as its:
            approve_closing(its, waiting.id, now=LATER + timedelta(hours=1))
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.closed_at) == ("lost", LATER + timedelta(hours=1))
        assert Closing.objects.get().approved_by_id == world.manager.user_id

    def test_a_manager_needs_nobody(self, world: World, waiting: Opportunity) -> None:
        Rooftop.objects.update(lost_needs_manager=True)
        assert not close(scope(world.manager), waiting.id, Stage.BAD, "spam", now=LATER).asked


class TestReopen:
    def test_brings_back_stage_and_alert(self, world: World, waiting: Opportunity) -> None:
        due_at = waiting.due_at
        close(scope(world.agent), waiting.id, Stage.LOST, "price", now=LATER)
        with behind_the_wall(world.agent) as its:
            reopen(its, waiting.id, now=LATER + timedelta(hours=1))
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.closed_at, waiting.due_at) == ("new", None, due_at)
        assert Closing.objects.get().undone_by_id == world.agent.user_id

    def test_starts_a_clock_for_what_a_rule_had_closed(self, world: World) -> None:
        one = make_opportunity(world.gulf, grade="D", stage="bad", closed_at=NOW)
        make_lead(one)
        Closing.objects.create(
            rooftop=world.gulf, opportunity=one, stage="bad", reason="spam", at=NOW, previous_stage="new"
        )
        with behind_the_wall(world.agent) as its:
            reopen(its, one.id, now=LATER)
        one.refresh_from_db()
        assert one.due_at == LATER + timedelta(minutes=5)

    def test_turns_down_a_wish_to_close(self, world: World, waiting: Opportunity) -> None:
        Rooftop.objects.update(lost_needs_manager=True)
        close(scope(world.agent), waiting.id, Stage.LOST, "price", now=LATER)
        log(world, waiting, Outcome.SPOKE)
        reopen(scope(world.manager), waiting.id, now=LATER)
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.closed_at) == ("engaged", None)

    def test_an_open_one_is_an_error(self, world: World, waiting: Opportunity) -> None:
        with pytest.raises(NotClosed):
            reopen(scope(world.agent), waiting.id, now=LATER)


class TestHandOver:
    def test_is_a_row_of_the_timeline_of_owners(self, world: World, waiting: Opportunity) -> None:
        with behind_the_wall(world.manager) as its:
            reassign(its, waiting.id, NewOwner(staff_id=world.own.id), now=LATER)
            reassign(its, waiting.id, NewOwner(staff_id=world.own.id), now=LATER)
        waiting.refresh_from_db()
        row = Assignment.objects.get()
        assert waiting.owner_id == row.staff_id == world.own.id
        assert (row.how, row.by_user_id) == ("given", world.manager.user_id)

    def test_to_the_desk(self, world: World, waiting: Opportunity) -> None:
        reassign(scope(world.manager), waiting.id, NewOwner(desk="Sales desk"), now=LATER)
        waiting.refresh_from_db()
        assert (waiting.owner_id, waiting.desk) == (None, "Sales desk")

    def test_is_for_managers(self, world: World, waiting: Opportunity) -> None:
        with pytest.raises(NeedsManager):
            reassign(scope(world.agent), waiting.id, NewOwner(staff_id=world.own.id), now=LATER)

    def test_never_goes_to_somebody_of_another_store(self, world: World, waiting: Opportunity) -> None:
        for stranger in (world.colleague.id, world.outsider.id, 10**12):
            with pytest.raises(UnknownOwner):
                reassign(scope(world.manager), waiting.id, NewOwner(staff_id=stranger), now=LATER)
        with pytest.raises(UnknownOwner):
            reassign(scope(world.manager), waiting.id, NewOwner(), now=LATER)

    def test_what_lies_on_a_desk_is_taken_by_whoever_is_first(self, world: World) -> None:
        lying = make_opportunity(world.gulf)
        with behind_the_wall(world.agent) as its:
            claim(its, lying.id, now=LATER)
        lying.refresh_from_db()
        assert (lying.owner_id, lying.desk) == (world.agent.id, "")
        with pytest.raises(TakenAlready):
            claim(scope(world.manager), lying.id, now=LATER)
