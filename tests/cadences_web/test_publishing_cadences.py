from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from freshup.domain.cadences import SHIPPED
from freshup.operations.cadences.publishing import publish_cadence
from freshup.operations.rules import PublishedMeanwhile, UnfitRules
from freshup.queries.publications import running_on
from freshup.queries.stores import settings_of
from tests.cadences_web.conftest import FollowedUp, World
from tests.follow_up.conftest import NOW, running, steps

DENSER = SHIPPED["third_party"]


def publish(gulf: FollowedUp, cadence: object = DENSER, *, based_on: int = 0, who: str = "Mia") -> int:
    return publish_cadence(gulf.scope(who), gulf.rooftop, cadence, based_on=based_on, now=NOW)  # type: ignore[arg-type]


class TestPublishing:
    def test_makes_a_new_version_that_the_next_lead_runs_on(self, gulf: FollowedUp) -> None:
        before = running(gulf.lead())
        assert publish(gulf, replace(DENSER, steps=DENSER.steps[:2])) == 1
        after = gulf.lead(number="2", first="Bea", email="bea@example.com", phone="239-555-0177")
        assert (
            running(after).version_id == settings_of([gulf.rooftop])[gulf.rooftop].cadences["third_party"].id
        )
        assert running(after).version_id != before.version_id

    def test_lets_whoever_runs_finish_on_their_version(self, gulf: FollowedUp) -> None:
        lead = gulf.lead()
        before = running(lead)
        publish(gulf, replace(DENSER, steps=DENSER.steps[:1]))
        gulf.run_until(NOW + timedelta(days=1))
        assert running(lead).version_id == before.version_id
        assert len(steps(lead)) > 1

    def test_shows_how_many_run_on_which(self, gulf: FollowedUp) -> None:
        gulf.lead()
        publish(gulf)
        gulf.lead(number="2", first="Bea", email="bea@example.com", phone="239-555-0177")
        found = running_on(gulf.rooftop)["third_party"]
        assert [(one.own, one.version, one.count) for one in found] == [(False, 1, 1), (True, 1, 1)]

    def test_starts_nobody_on_one_that_is_off(self, gulf: FollowedUp) -> None:
        publish(gulf, replace(DENSER, enabled=False))
        assert not gulf.lead().enrolments.filter(key="third_party").exists()

    def test_is_a_managers(self, gulf: FollowedUp) -> None:
        with pytest.raises(PermissionDenied):
            publish(gulf, who="Ana")

    def test_refuses_an_old_base_and_bad_rules(self, gulf: FollowedUp) -> None:
        publish(gulf)
        with pytest.raises(PublishedMeanwhile) as meanwhile:
            publish(gulf)
        assert meanwhile.value.version == 1
        with pytest.raises(UnfitRules):
            publish(gulf, replace(DENSER, steps=()), based_on=1)

    def test_serves_its_own_store_only(self, world: World) -> None:
        ours = replace(DENSER, name="Ours")
        publish_cadence(world.scope("Mia"), world.gulf, ours, based_on=0, now=NOW)
        stores = settings_of([world.gulf, world.bay])
        names = [stores[id].cadence_bodies["third_party"].name for id in (world.gulf, world.bay)]
        assert names == ["Ours", DENSER.name]

    def test_of_another_store_is_not_for_its_manager(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            publish_cadence(world.scope("Mia"), world.elsewhere, DENSER, based_on=0, now=NOW)
