"""What people do with a running follow-up: stop, pause, go on, switch; and what events do to it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import CadenceVersion, Enrolment, Message, Opportunity
from freshup.domain.leads import Stage
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.cadences import (
    NothingRuns,
    UnknownCadence,
    lift_stop,
    pause,
    resume,
    run_due,
    stop_everything,
    switch,
)
from freshup.operations.cadences.shipping import install_shipped
from freshup.operations.leads import NoSuchOpportunity, close, log_outcome
from freshup.queries.access import Scope
from freshup.queries.cadences import coming_steps
from tests.follow_up.conftest import NOW, FollowedUp, open_tasks_of, running

SOON = NOW + timedelta(minutes=3)


def automatic(lead: Opportunity) -> int:
    return Message.objects.filter(opportunity=lead, automatic=True, enrolment_id__isnull=False).count()


class TestStopEverything:
    def test_lets_nothing_start_again_by_itself_when_it_is_lifted(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        stop_everything(gulf.owner_scope(lead), lead.pk, now=SOON)
        lift_stop(gulf.owner_scope(lead), lead.pk, now=SOON + timedelta(hours=1))
        gulf.run_until(NOW + timedelta(days=40))
        assert automatic(lead) == 0

    def test_holds_against_a_new_inquiry_of_the_same_customer(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        stop_everything(gulf.owner_scope(lead), lead.pk, now=SOON)
        gulf.lead(NOW + timedelta(days=1))
        gulf.run_until(NOW + timedelta(days=40))
        assert automatic(lead) == 0

    def test_is_shown_with_who_said_it(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        stop_everything(gulf.scope("Ana"), lead.pk, now=SOON)
        assert coming_steps(gulf.scope("Ana"), lead.pk, now=SOON).stopped_by == "Ana"

    def test_is_not_for_outsiders(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        with pytest.raises(NoSuchOpportunity):
            stop_everything(Scope(), lead.pk, now=SOON)


class TestAPause:
    def test_is_quiet_until_its_day(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        until = NOW + timedelta(days=10)
        pause(gulf.owner_scope(lead), lead.pk, until, now=SOON)
        gulf.run_until(until - timedelta(minutes=1))
        assert automatic(lead) == 0
        assert coming_steps(gulf.owner_scope(lead), lead.pk, now=SOON).paused_until == until
        gulf.run_until(until + timedelta(days=8))
        assert automatic(lead) > 0

    def test_without_a_day_lasts_until_somebody_goes_on(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        pause(gulf.owner_scope(lead), lead.pk, None, now=SOON)
        gulf.run_until(NOW + timedelta(days=40))
        assert automatic(lead) == 0
        resume(gulf.owner_scope(lead), lead.pk, now=NOW + timedelta(days=40))
        assert running(lead).due_at is not None

    def test_of_nothing_says_so(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        close(gulf.scope("Mia"), lead.pk, Stage.LOST, "price", now=SOON)
        with pytest.raises(NothingRuns):
            pause(gulf.owner_scope(lead), lead.pk, None, now=SOON)


class TestASwitch:
    def test_ends_one_and_begins_the_other(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        switch(gulf.owner_scope(lead), lead.pk, "nurture", now=SOON)
        kept = list(Enrolment.objects.filter(opportunity=lead).order_by("id").values_list("key", "ended_by"))
        assert kept[0][1] == "switched"
        assert kept[1] == ("nurture", "")

    def test_to_nothing_known_changes_nothing(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        with pytest.raises(UnknownCadence):
            switch(gulf.owner_scope(lead), lead.pk, "no_such_thing", now=SOON)
        assert Enrolment.objects.get(opportunity=lead).ended_at is None


class TestAClosing:
    @pytest.mark.parametrize(("stage", "reason"), [(Stage.LOST, "price"), (Stage.BAD, "never_asked")])
    def test_ends_steps_and_tasks(self, gulf: FollowedUp, stage: Stage, reason: str) -> None:
        lead = gulf.lead()
        close(gulf.scope("Mia"), lead.pk, stage, reason, now=SOON)
        assert open_tasks_of(lead) == []
        gulf.run_until(NOW + timedelta(days=40))
        assert automatic(lead) == 0


class TestAConversation:
    def test_on_the_phone_ends_the_pursuit(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.SPOKE, now=SOON)
        assert (
            not Enrolment.objects.filter(opportunity=lead, ended_at=None)
            .exclude(due_at=None)
            .filter(key__in=("first_party", "third_party"))
            .exists()
        )


class TestShippedCadences:
    def test_are_installed_once(self, gulf: FollowedUp) -> None:
        before = CadenceVersion.objects.count()
        assert install_shipped() == 0
        assert CadenceVersion.objects.count() == before > 0


class TestWhatItCosts:
    def test_many_due_steps_take_as_many_statements_as_one(self, gulf: FollowedUp) -> None:
        gulf.lead()
        at = NOW + timedelta(hours=6)
        with CaptureQueriesContext(connection) as one:
            assert run_due(now=at) == 1
        for n in range(12):
            gulf.lead(
                NOW + timedelta(minutes=n),
                first=f"Zoe{n}",
                email=f"z{n}@example.com",
                phone=f"(239) 555-01{n + 50}",
            )
        run_due(now=NOW + timedelta(hours=5))
        with CaptureQueriesContext(connection) as many:
            assert run_due(now=NOW + timedelta(days=3)) > 5
        assert len(many) <= len(one) + 4, [one["sql"][:80] for one in many.captured_queries]


class TestAWorkerThatDies:
    def test_leaves_the_step_for_the_next_one(
        self, gulf: FollowedUp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lead = gulf.lead()
        log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
        at = SOON + timedelta(minutes=2)

        def dies(*_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as planted:
            planted.setattr("freshup.operations.cadences.running._write", dies)
            with pytest.raises(SystemExit):
                run_due(now=at)
        assert automatic(lead) == 0
        run_due(now=at)
        run_due(now=at)
        assert automatic(lead) == 1
