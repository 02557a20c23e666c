"""When an installation is well: rules without a database."""

import pytest

from freshup.domain.platform.findings import Finding, in_order, judged
from freshup.domain.platform.gauges import COUNTED_MAX, WAITING, Gauges, Lag, duration, judge_queue
from freshup.domain.platform.readiness import Standing, checks, is_ready, missing

WELL = Gauges(lags={kind: Lag() for kind in WAITING}, workers=8)


def states(gauges: Gauges) -> set[str]:
    return {one.state for one in judge_queue(gauges)}


class TestTheQueue:
    def test_is_well_where_nothing_waits_and_somebody_works(self) -> None:
        assert states(WELL) == {"ok"}

    def test_is_wrong_where_nobody_works(self) -> None:
        found = [one for one in judge_queue(Gauges(lags=WELL.lags)) if one.state == "wrong"]
        assert [one.advice for one in found] == ["start `freshup worker` (or `freshup serve`)"]

    @pytest.mark.parametrize("kind", list(WAITING))
    def test_turns_from_ok_to_warning_to_wrong_as_the_oldest_waits(self, kind: str) -> None:
        notable, bad = WAITING[kind].seconds
        turns = []
        for seconds in (notable - 1, notable, bad):
            found = judge_queue(Gauges(lags={kind: Lag(seconds, 3)}, workers=1))
            turns.append(next(one.state for one in found if WAITING[kind].what in one.says))
        assert turns == ["ok", "warning", "wrong"]

    def test_says_that_it_stopped_counting(self) -> None:
        assert Lag(1, COUNTED_MAX).many == "1,000 or more"
        assert Lag(1, 7).many == "7"

    @pytest.mark.parametrize(
        ("seconds", "said"), [(0, "0 s"), (90, "90 s"), (130, "2 min"), (9_000, "2 h"), (600_000, "6 days")]
    )
    def test_says_how_long_in_one_unit(self, seconds: float, said: str) -> None:
        assert duration(seconds) == said


class TestReadiness:
    def test_is_granted_where_nothing_lacks(self) -> None:
        assert is_ready(checks(Standing([])))

    @pytest.mark.parametrize(
        "standing",
        [Standing(None, "OperationalError"), Standing([("data", "0009")]), Standing([], draining=True)],
    )
    def test_is_refused_with_the_reason(self, standing: Standing) -> None:
        found = checks(standing)
        assert not is_ready(found)
        assert [name for name, said in found.items() if said not in ("ok", "unknown")]

    def test_tolerates_tables_newer_than_the_code(self) -> None:
        assert missing([("data", "0001")], [("data", "0001"), ("data", "0002")]) == []

    def test_counts_a_squashed_migration_once_all_it_stands_for_are_there(self) -> None:
        squashed, parts = ("data", "0001_squashed"), [("data", "0001"), ("data", "0002")]
        assert missing([squashed], parts, {squashed: parts}) == []
        assert missing([squashed], parts[:1], {squashed: parts}) == [squashed]


class TestFindings:
    def test_a_number_is_bad_from_its_limit_on(self) -> None:
        found = [judged("disk", value, (2, 5), "x", "y").state for value in (1.9, 2, 4.9, 5)]
        assert found == ["ok", "warning", "warning", "wrong"]

    def test_come_area_by_area(self) -> None:
        mixed = [Finding(area, "ok", "x") for area in ("providers", "settings", "disk")]
        assert [one.area for one in in_order(mixed)] == ["settings", "disk", "providers"]
