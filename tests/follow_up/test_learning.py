"""What is answered is learned from counts, by channel and part of the day, and never from who somebody is."""

from datetime import timedelta

from freshup.data.models import AnswerTally, Message
from freshup.domain.leads.outcomes import Outcome
from freshup.operations.cadences import recount
from freshup.operations.leads import log_outcome
from tests.follow_up.conftest import NOW, FollowedUp

SOON = NOW + timedelta(minutes=3)


def tallies() -> set[tuple[bool, str, str, int, int]]:
    return {
        (one.source_id == 0, one.channel, one.day_part, one.tried, one.answered)
        for one in AnswerTally.objects.all()
    }


def lived(gulf: FollowedUp) -> None:
    """A call nobody answered in the morning, a text that was answered."""
    lead = gulf.lead()
    log_outcome(gulf.owner_scope(lead), lead.pk, Outcome.NO_ANSWER, now=SOON)
    gulf.run_until(SOON + timedelta(minutes=1))
    text = Message.objects.get(channel="text", direction="out")
    gulf.answer(text, "Yes", at=SOON + timedelta(minutes=30))


class TestCounting:
    def test_is_by_channel_and_part_of_the_day(self, gulf: FollowedUp) -> None:
        lived(gulf)
        recount(now=NOW + timedelta(hours=2))
        whole = {one[1:] for one in tallies() if one[0]}
        part = "morning" if NOW.astimezone(gulf.house.now.tzinfo).hour - 5 < 12 else "afternoon"
        assert ("call", part, 1, 0) in whole
        assert ("text", part, 1, 1) in whole

    def test_twice_is_the_same(self, gulf: FollowedUp) -> None:
        lived(gulf)
        assert recount(now=NOW + timedelta(hours=2)) > 0
        assert recount(now=NOW + timedelta(hours=3)) == 0

    def test_forgets_after_ninety_days(self, gulf: FollowedUp) -> None:
        lived(gulf)
        recount(now=NOW + timedelta(hours=2))
        recount(now=NOW + timedelta(days=91))
        assert tallies() == set()
