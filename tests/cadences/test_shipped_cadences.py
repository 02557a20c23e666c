from datetime import datetime, timedelta

import pytest

from freshup.domain import rulesets
from freshup.domain.cadences import SERVES, SHIPPED, Cadence, choose_cadence, day_part, problems
from freshup.domain.conversations import LANGUAGES, SHIPPED_TEMPLATES

from .laying_out import NEW_YORK, SATURDAY_NIGHT, TUESDAY, case, is_attempt, plan

DAY = timedelta(hours=24)
ARRIVALS = pytest.mark.parametrize("arrived_at", [TUESDAY, SATURDAY_NIGHT], ids=["tuesday", "saturday night"])
SEEDS = (0, 1, 7, 4711, 99_999)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_every_cadence_may_be_published(key: str, language: str) -> None:
    templates = {one.key: one for one in SHIPPED_TEMPLATES if one.language == language}
    assert problems(SHIPPED[key], templates=templates, others=SHIPPED) == []


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_every_cadence_reads_back_from_json(key: str) -> None:
    assert rulesets.from_json(Cadence, rulesets.to_json(SHIPPED[key])) == SHIPPED[key]


@ARRIVALS
@pytest.mark.parametrize("tier", ["hot", "high", "medium"])
class TestTheDefault:
    def test_tries_ten_to_fifteen_times_in_thirty_days(self, arrived_at: datetime, tier: str) -> None:
        for seed in SEEDS:
            steps, _ = plan(SHIPPED["internet"], arrived_at, case(tier), seed=seed)
            tries = [one for one in steps if is_attempt(one)]
            assert 10 <= len(tries) <= 15
            assert sum(one.step.kind == "call" for one in tries) >= 6
            assert tries[-1].at <= arrived_at + 30 * DAY

    def test_tries_every_part_of_the_day_and_many_weekdays(self, arrived_at: datetime, tier: str) -> None:
        for seed in SEEDS:
            steps, _ = plan(SHIPPED["internet"], arrived_at, case(tier), seed=seed)
            tries = [one.at.astimezone(NEW_YORK) for one in steps if is_attempt(one)]
            assert {day_part(at) for at in tries} == {"morning", "afternoon", "evening"}
            assert len({at.weekday() for at in tries}) >= 4

    def test_leaves_an_hour_between_tries_after_the_first(self, arrived_at: datetime, tier: str) -> None:
        for seed in SEEDS:
            steps, _ = plan(SHIPPED["internet"], arrived_at, case(tier), seed=seed)
            tries = [one.at for one in steps if is_attempt(one)]
            later = [at for at in tries if at > tries[0] + timedelta(hours=1)]
            gaps = [after - before for before, after in zip(later, later[1:], strict=False)]
            assert min(gaps) >= timedelta(hours=1)

    def test_never_needs_more_than_six_calls_and_texts_a_day(self, arrived_at: datetime, tier: str) -> None:
        for seed in SEEDS:
            steps, _ = plan(SHIPPED["internet"], arrived_at, case(tier), seed=seed)
            tries = [one.at for one in steps if one.step.kind in ("call", "text")]
            assert max(sum(first <= at < first + DAY for at in tries) for first in tries) <= 6


class TestFirstHour:
    def test_is_in_time_while_the_store_is_open(self) -> None:
        steps = {one.step.key: one for one in plan(SHIPPED["internet"], TUESDAY, case("hot"))[0]}
        due = {
            key: one.at - TUESDAY + timedelta(minutes=0 if one.step.automatic else one.step.within_minutes)
            for key, one in steps.items()
        }
        assert steps["call_1"].at == TUESDAY
        assert steps["call_1"].step.within_minutes == 5
        assert due["text_1"] <= timedelta(minutes=10)
        assert due["email_1"] <= timedelta(minutes=30)
        assert timedelta(hours=4) <= due["text_2"] < timedelta(hours=8)
        assert timedelta(hours=4) <= due["call_2"] < timedelta(hours=8)
        assert steps["text_3"].at.astimezone(NEW_YORK).date() == TUESDAY.date() + timedelta(days=1)

    @pytest.mark.parametrize("tier", ["hot", "high", "medium", "low"])
    def test_is_the_same_for_every_tier(self, tier: str) -> None:
        keys = [one.step.key for one in plan(SHIPPED["internet"], TUESDAY, case(tier))[0]]
        firsts = ("call_1", "text_1", "email_1", "text_2", "call_2", "text_3", "call_3")
        assert [key for key in keys if key in firsts] == list(firsts)
        assert ("manager_1" in keys) == ("video_1" in keys) == (tier == "hot")

    def test_a_low_tier_gets_e_mail_only_after_the_second_day(self) -> None:
        steps, _ = plan(SHIPPED["internet"], TUESDAY, case("low"))
        later = [one.step for one in steps if one.at > TUESDAY + 3 * DAY]
        assert later
        assert all(step.kind == "email" and step.automatic for step in later)


def test_chains_of_cadences_come_to_an_end() -> None:
    for key in SHIPPED:
        seen = [key]
        while then := SHIPPED[seen[-1]].finally_:
            assert then not in seen
            seen.append(then)


def test_nothing_is_sold_to_who_just_bought() -> None:
    assert SHIPPED["sold_delivered"].finally_ == ""
    assert all(not step.unanswered for step in SHIPPED["sold_delivered"].steps)


class TestChoose:
    @pytest.mark.parametrize(
        ("source_kind", "kind", "key"),
        [
            ("first_party", "purchase", "internet"), ("chat", "purchase", "internet"),
            ("referral", "purchase", "internet"), ("third_party", "purchase", "third_party"),
            ("phone", "purchase", "phone"), ("walk_in", "purchase", "unsold_showroom"),
            ("first_party", "sell", "sell"), ("equity", "purchase", None), ("first_party", "parts", None),
        ],
    )  # fmt: skip
    def test_by_source_and_kind(self, source_kind: str, kind: str, key: str | None) -> None:
        assert choose_cadence(SHIPPED, source_kind=source_kind, kind=kind, grade="B", tier="low") == key

    def test_nothing_for_grade_d(self) -> None:
        for source_kind in SERVES:
            assert (
                choose_cadence(SHIPPED, source_kind=source_kind, kind="purchase", grade="D", tier="hot")
                is None
            )
