import pytest

from freshup.domain.consent import Place, places_of
from freshup.domain.consent.places import STATES

NAPLES, PHOENIX = Place("FL", "America/New_York"), Place("AZ", "America/Phoenix")


@pytest.mark.parametrize(
    ("region", "postal", "number", "places"),
    [
        ("FL", "34102", None, {NAPLES}),
        ("Florida", "34102-1234", "+12395550142", {NAPLES}),
        ("", "34102", "+12395550142", {NAPLES}),
        ("", "", "+12395550142", {NAPLES}),
        # The number stayed with them when they moved: both count.
        ("AZ", "85001", "+12395550142", {PHOENIX, NAPLES}),
        # Two zones of one state, by the state alone and by an area code.
        ("fl", "", None, {NAPLES, Place("FL", "America/Chicago")}),
        ("", "", "+18505550142", {NAPLES, Place("FL", "America/Chicago")}),
        # A ZIP in the other zone of the area code's state.
        ("", "32501", "+18505550142", {Place("FL", "America/Chicago")}),
        # The address contradicts itself.
        ("GA", "34102", None, {NAPLES, Place("GA", "America/New_York")}),
        ("", "46204", None, {Place("IN", "America/Indiana/Indianapolis")}),
        ("", "", "+14165550142", {Place("", "America/Toronto")}),
        ("", "", "+442079460123", {Place("", "Europe/London")}),
        # Toll-free is nowhere; nonsense too.
        ("", "", "+18005550142", set()),
        ("XX", "00000", "+1", set()),
        ("", "", None, set()),
    ],
)
def test_a_customer_may_be_at(region: str, postal: str, number: str | None, places: set[Place]) -> None:
    assert set(places_of(region, postal, number)) == places


def test_the_border_zips_of_another_state_do_not_count_for_an_area_code() -> None:
    assert {place.state for place in places_of("", "", "+14135550142")} == {"MA"}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_somewhere(state: str) -> None:
    assert places_of(state, "", None)
