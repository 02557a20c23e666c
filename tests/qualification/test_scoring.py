from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.qualification import (
    DEFAULT,
    FACTS,
    SENTENCES,
    SOURCE_KINDS,
    Behaviour,
    Case,
    InquiryFacts,
    PointRow,
    QualificationRules,
    Score,
    ScoreFacts,
    qualify,
    score,
    tier_of,
)

NOTHING = ScoreFacts(source_kind="third_party")
EVERYTHING = ScoreFacts(
    timeframe_days=3, vehicle_specific=True, wants_finance=True, has_trade_in=True, wants_test_drive=True,
    wants_appointment=True, asks_price=True, distance_percent=10, distance_miles=3, pre_approved=True,
    money_down=True, phone_and_email=True, site_visits=9, vehicle_pages=20, mail_clicks=3, replies=2, calls_in=2,
    repeat_inquiries=1, showroom_visits=1, source_kind="referral",
)  # fmt: skip


def points(facts: ScoreFacts, rules: QualificationRules = DEFAULT) -> dict[str, int]:
    return {point.code: point.points for point in score(facts, rules).points}


def total_of(scored: Score, dimension: str) -> int:
    return sum(point.points for point in scored.points if point.dimension == dimension)


class TestThePointsTable:
    @pytest.mark.parametrize(
        ("facts", "code", "earned"),
        [
            (replace(NOTHING, distance_percent=100, distance_miles=30), "distance.local", 20),
            (replace(NOTHING, timeframe_days=30), "timeframe.month", 15),
            (replace(NOTHING, timeframe_days=7), "timeframe.week", 20),
            (replace(NOTHING, timeframe_days=0), "timeframe.week", 20),
            (replace(NOTHING, timeframe_days=90), "timeframe.quarter", 8),
            (replace(NOTHING, just_looking=True), "timeframe.looking", 2),
            (replace(NOTHING, vehicle_specific=True), "vehicle.specific", 10),
            (replace(NOTHING, site_visits=3), "site_visits", 10),
            (replace(NOTHING, vehicle_pages=8), "vehicle_pages", 10),
        ],
    )
    def test_gives_the_points_of_the_rows(self, facts: ScoreFacts, code: str, earned: int) -> None:
        assert points(facts)[code] == earned

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (replace(NOTHING, distance_percent=101, distance_miles=31), "distance.local"),
            (NOTHING, "distance.local"),
            (replace(NOTHING, site_visits=1), "site_visits"),
            (replace(NOTHING, vehicle_pages=7), "vehicle_pages"),
            (replace(NOTHING, timeframe_days=91), "timeframe.quarter"),
        ],
    )
    def test_gives_nothing_short_of_the_mark(self, facts: ScoreFacts, code: str) -> None:
        assert code not in points(facts)

    def test_counts_one_time_frame_band_only(self) -> None:
        earned = points(replace(NOTHING, timeframe_days=5, just_looking=True))
        assert [code for code in earned if code.startswith("timeframe")] == ["timeframe.week"]

    def test_fills_every_dimension_to_its_cap_and_adds_up_to_a_hundred(self) -> None:
        scored = score(EVERYTHING, DEFAULT)
        by_dimension = [total_of(scored, one) for one in ("intent", "local", "behaviour", "source")]
        assert (by_dimension, scored.total, scored.tier) == ([40, 25, 20, 15], 100, "hot")

    def test_says_where_a_cap_cut_and_from_how_many(self) -> None:
        facts = replace(NOTHING, site_visits=9)
        (visits,) = [point for point in score(facts, DEFAULT).points if point.code == "site_visits"]
        assert visits.points == 20
        assert visits.limit is not None
        assert visits.limit.params == {"full": 40, "cap": 20}

    def test_scores_a_source_nobody_rated_with_nothing(self) -> None:
        assert score(ScoreFacts(source_kind="fax"), DEFAULT).total == 0


class TestTheTotal:
    @given(
        st.builds(
            ScoreFacts,
            timeframe_days=st.none() | st.integers(0, 400),
            just_looking=st.booleans(),
            vehicle_specific=st.booleans(),
            wants_finance=st.booleans(),
            has_trade_in=st.booleans(),
            distance_percent=st.none() | st.integers(0, 900),
            site_visits=st.integers(0, 500),
            replies=st.integers(0, 50),
            showroom_visits=st.integers(0, 5),
            source_kind=st.sampled_from(SOURCE_KINDS),
        )
    )
    def test_is_the_sum_of_its_points_and_every_point_has_words(self, facts: ScoreFacts) -> None:
        scored = score(facts, DEFAULT)
        assert scored.total == sum(point.points for point in scored.points) <= 100
        for point in scored.points:
            assert SENTENCES[point.reason.code] % point.reason.params
            assert point.limit is None or SENTENCES[point.limit.code] % point.limit.params

    @pytest.mark.parametrize(
        ("total", "tier"),
        [
            (0, "low"),
            (25, "low"),
            (26, "medium"),
            (50, "medium"),
            (51, "high"),
            (75, "high"),
            (76, "hot"),
            (100, "hot"),
        ],
    )
    def test_decides_the_tier(self, total: int, tier: str) -> None:
        assert tier_of(total, DEFAULT.tiers) == tier


class TestFairness:
    def test_no_score_fact_tells_who_somebody_is(self) -> None:
        told = " ".join(field.name for field in fields(ScoreFacts))
        for barred in (
            "first",
            "last",
            "surname",
            "sex",
            "gender",
            "marital",
            "origin",
            "language",
            "birth",
            "postal",
            "zip",
            "race",
        ):
            assert barred not in told
        assert not {"age", "name"} & {word for field in fields(ScoreFacts) for word in field.name.split("_")}

    def test_the_rows_can_look_at_nothing_but_the_whitelist(self) -> None:
        allowed = {field.name for field in fields(ScoreFacts)} - {"distance_miles", "source_kind"}
        assert set(FACTS) == allowed
        smuggled = QualificationRules(points=(PointRow("x", "intent", 40, "surname"),))
        assert "points[0].fact" in [problem.path for problem in smuggled.validate()]

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_a_name_never_changes_the_score(self, first: str, last: str) -> None:
        inquiry = InquiryFacts(
            phones=("+13055550142",), email="a@example.com", vehicle="specific", kind="vehicle"
        )
        named = replace(inquiry, first=first, last=last)
        assert qualify(Case(1, named, 5), DEFAULT).score == qualify(Case(1, inquiry, 5), DEFAULT).score

    def test_the_same_wish_in_spanish_scores_the_same(self) -> None:
        english = InquiryFacts(comments="I am pre-approved and want a test drive this weekend")
        spanish = InquiryFacts(comments="Estoy preaprobado y quiero una prueba de manejo este fin de semana")
        assert qualify(Case(1, english), DEFAULT).score == qualify(Case(1, spanish), DEFAULT).score


class TestBehaviour:
    def test_raises_the_score_of_the_same_lead(self) -> None:
        case = Case(1, InquiryFacts(comments="Is it there?"), 12, 30)
        later = replace(case, behaviour=Behaviour(site_visits=2, replies=1))
        assert qualify(later, DEFAULT).score.total == qualify(case, DEFAULT).score.total + 13

    def test_distance_is_measured_against_the_stores_radius(self) -> None:
        near, far = Case(1, InquiryFacts(), 40, 50), Case(1, InquiryFacts(), 40, 30)
        assert qualify(near, DEFAULT).score.total == qualify(far, DEFAULT).score.total + 12
