"""How the trade's values look on a page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

NOW = datetime(2026, 11, 22, 15, 2, tzinfo=UTC)  # 10:02 in Florida


def draw(source: str, **values: object) -> str:
    context = Context({"now": NOW, "zone": ZoneInfo("America/New_York")} | values)
    return Template("{% load freshup %}" + source).render(context)


class TestClock:
    def drawn(self, left: timedelta, allowed: timedelta = timedelta(minutes=5)) -> str:
        due = NOW + left
        return draw("{% clock due=due since=since %}", due=due, since=due - allowed)

    def test_counts_to_its_due_time(self) -> None:
        drawn = self.drawn(timedelta(minutes=4, seconds=12))
        assert 'data-state="counting"' in drawn
        assert "due in" in drawn
        assert ">4:12<" in drawn

    def test_says_soon_in_the_last_quarter(self) -> None:
        assert "due soon" in self.drawn(timedelta(seconds=75))
        assert "due in" in self.drawn(timedelta(seconds=76))

    def test_says_late_in_words_and_keeps_counting(self) -> None:
        drawn = self.drawn(-timedelta(hours=1, minutes=5))
        assert 'data-state="late"' in drawn
        assert "late by" in drawn
        assert ">1h 05m<" in drawn

    def test_does_not_tick_once_it_is_settled(self) -> None:
        drawn = draw('{% clock state="met" took=145 %}')
        assert ">2:25<" in drawn
        assert "data-clock" not in drawn

    def test_paused_says_until_when_at_the_store(self) -> None:
        drawn = draw('{% clock state="paused" until=until %}', until=NOW + timedelta(hours=3))
        assert "paused until" in drawn
        assert "1:02 PM" in drawn

    def test_of_a_lead_without_a_due_time_is_nothing(self) -> None:
        assert draw("{% clock due=due %}", due=None) == ""


class TestMoment:
    @pytest.mark.parametrize(
        ("back", "words"),
        [(timedelta(minutes=3), ">9:59 AM<"), (timedelta(days=12), ">Nov 10, 10:02 AM<")]
        + [(timedelta(days=700), ">Dec 22, 2024<")],
    )
    def test_is_as_short_as_it_can_be_without_doubt(self, back: timedelta, words: str) -> None:
        assert words in draw("{% moment at %}", at=NOW - back)

    def test_belongs_to_the_day_of_the_store(self) -> None:
        late_last_night = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
        assert ">Nov 21, 11:30 PM<" in draw("{% moment at %}", at=late_last_night)

    def test_of_long_ago_no_longer_counts(self) -> None:
        assert "data-ago" not in draw("{% ago at %}", at=NOW - timedelta(days=8))


class TestMarks:
    def test_tier_carries_a_word_and_a_shape(self) -> None:
        drawn = draw('{% tier "hot" score=82 %}')
        assert "Hot" in drawn
        assert "<svg" in drawn
        assert ">82<" in drawn

    def test_unknown_tier_and_grade_say_so(self) -> None:
        assert "Not scored" in draw("{% tier None %}")
        assert "Not graded" in draw("{% grade None %}")

    def test_grade_is_read_out_with_its_meaning(self) -> None:
        assert 'aria-label="Grade A: complete' in draw('{% grade "A" %}')


class TestValues:
    @pytest.mark.parametrize(
        ("e164", "written"),
        [("+12395550142", "(239) 555-0142"), ("+442079460123", "+44 20 7946 0123"), ("call me", "call me")],
    )
    def test_phone_is_written_as_its_country_does(self, e164: str, written: str) -> None:
        assert draw("{{ e164|phone }}", e164=e164) == written

    @pytest.mark.parametrize(
        ("cents", "written"), [(2799500, "$27,995"), (41250, "$412.50"), (-620000, "−$6,200"), (None, "")]
    )
    def test_money_shows_cents_only_where_there_are_any(self, cents: int | None, written: str) -> None:
        assert draw("{{ cents|money }}", cents=cents) == written

    @pytest.mark.parametrize(
        ("name", "letters"), [("Marisol de la Ortega", "MO"), ("Cher", "C"), ("", "?"), ("(none)", "?")]
    )
    def test_initials(self, name: str, letters: str) -> None:
        assert draw("{{ name|initials }}", name=name) == letters

    def test_a_customers_words_are_escaped_in_every_part(self) -> None:
        evil = "<script>x</script>"
        for part in ('{% component "panel" title=evil %}{{ evil }}{% endcomponent %}', "{% avatar evil %}"):
            assert "<script" not in draw(part, evil=evil)
