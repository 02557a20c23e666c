"""The judge as a whole: what it reads and refuses, and that it knows nothing of what it judges."""

import ast
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from freshup.interfaces.console.simulation import judge as judging
from freshup.interfaces.console.simulation.judge import Judge, Unreadable, judged
from freshup.interfaces.console.simulation.judging.names import VIOLATIONS
from freshup.interfaces.console.simulation.judging.reading import KINDS
from tests.simulation.logs import (
    NOON,
    begin,
    call,
    end,
    found,
    inquiry,
    line,
    person,
    sent,
    shown,
    taken,
    told,
    week,
    went,
)
from tests.simulation.mutations import MUTATIONS

DOCUMENT = Path(__file__).parents[2] / "docs" / "simulation.md"
PACKAGE = "freshup.interfaces.console.simulation"
ROOMS = f"{PACKAGE}.judging"


def imported(module: str) -> set[str]:
    """Everything a module of ours imports, with what that imports, by name."""
    start = Path(judging.__file__).parents[3]
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        file = start.joinpath(*name.split(".")[1:]).with_suffix(".py")
        if not file.is_file():
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                waiting += [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                waiting.append(node.module or "")
                assert node.level == 0
    return seen


class TestTheJudge:
    def test_imports_nothing_of_what_it_judges(self) -> None:
        names = imported(f"{PACKAGE}.judge") - {f"{PACKAGE}.judge"}
        ours = {one for one in names if one.partition(".")[0] == "freshup"}
        assert all(one.startswith(f"{ROOMS}.") for one in ours)
        assert {one.partition(".")[0] for one in names - ours} <= sys.stdlib_module_names
        assert len(ours) >= 10

    def test_leaves_a_lawful_week_alone(self) -> None:
        judge = judged(week())
        assert (judge.violations, judge.judged) == ([], 7)

    def test_can_be_shown_one_line_at_a_time(self) -> None:
        judge = Judge()
        for one in told(sent(), sent(NOON + timedelta(minutes=1))):
            judge.look(one)
        assert "sent_twice" in [one.what for one in judge.violations]

    def test_says_at_which_line_it_found_something(self) -> None:
        lines = told(inquiry(), taken(), *went(NOON + timedelta(hours=1)))
        wrong = judged(lines).violations[0]
        assert (wrong.what, lines[wrong.number - 1]["kind"]) == ("not_acknowledged", "queued")
        assert wrong.line["inquiry"] == "s0-1"


class TestTheNames:
    def test_are_those_of_the_document(self) -> None:
        chapter = DOCUMENT.read_text(encoding="utf-8").partition("## What is judged")[2].partition("\n## ")[0]
        first_cells = [row.split("|")[1] for row in chapter.splitlines() if row.startswith("| `")]
        assert {name for cell in first_cells for name in re.findall("`([a-z_]+)`", cell)} == VIOLATIONS

    def test_are_all_found_in_a_week_with_one_thing_wrong(self) -> None:
        assert {name for name, _ in MUTATIONS.values()} == VIOLATIONS

    def test_of_the_facts_are_those_of_the_document(self) -> None:
        chapter = DOCUMENT.read_text(encoding="utf-8").partition("## The log")[2].partition("\n## ")[0]
        rows = [row for row in chapter.splitlines() if row.startswith("| `")]
        told = {kind for row in rows for kind in re.findall("`([a-z_]+)`", row.split("|")[1])}
        assert told == set(KINDS)
        for row in rows:
            for kind in re.findall("`([a-z_]+)`", row.split("|")[1]):
                missing = {fact.name for fact in KINDS[kind]} - set(
                    re.findall("`([a-z_]+)`", row.split("|")[3])
                )
                assert not missing, f"{kind}: {missing}"


class TestALog:
    def test_that_stops_before_its_end_is_not_innocent(self) -> None:
        assert [one.what for one in judged(week()[:-1]).violations] == ["log_unfinished"]

    def test_that_lacks_a_message_is_found_by_its_own_count(self) -> None:
        lines = week()
        del lines[[one.get("key") for one in lines].index("m1")]
        lines = [one for one in lines if one.get("key") != "m1"]
        assert [one.what for one in judged(lines).violations] == ["counts_differ"]
        assert [one.what for one in judged([begin(), end(NOON, inquiry())]).violations] == ["counts_differ"]

    def test_must_not_run_backwards(self) -> None:
        before = call(NOON - timedelta(seconds=1))
        assert [one.what for one in judged([begin(), person(), before, end(NOON)]).violations] == [
            "clock_backwards"
        ]

    def test_may_stand_still(self) -> None:
        assert found(call(), call()) == []


class TestALineThatCannotBeRead:
    @pytest.mark.parametrize(
        ("broken", "why"),
        [
            ("no object", "line 3 is no object"),
            (["kind"], "line 3 is no object"),
            ({"at": NOON.isoformat()}, "line 3 is of no known kind: None"),
            (line("rumour"), "line 3 is of no known kind: 'rumour'"),
            (line("delivered"), "line 3 delivered lacks key"),
            (line("delivered", key=7), "line 3 delivered has an unlikely key: 7"),
            ({**call(), "person": "Pat"}, "line 3 call has an unlikely person: 'Pat'"),
            ({**call(), "person": None}, "line 3 call has an unlikely person: None"),
            ({**call(), "verified": 1}, "line 3 call has an unlikely verified: 1"),
            ({**call(), "at": "yesterday"}, "line 3 call has no moment in at: 'yesterday'"),
            (
                {**call(), "at": "2026-11-18T17:00:00"},
                "line 3 call has no moment in at: '2026-11-18T17:00:00'",
            ),
            ({"kind": "delivered", "key": "k"}, "line 3 delivered has no moment in at: None"),
            (
                line("fault", what="crash", store=None, until="soon"),
                "line 3 fault has no moment in until: 'soon'",
            ),
            (person(phones=[2395550142]), "line 3 person has an unlikely phones: [2395550142]"),
            (shown(tasks=[[31]]), "line 3 shown has an unlikely tasks: [[31]]"),
            (begin(), "line 3 is begin: a log has one begin, its first line"),
        ],
    )
    def test_is_named_with_its_number(self, broken: Any, why: str) -> None:
        with pytest.raises(Unreadable) as told:
            judged([begin(), person(), broken, end(NOON)])
        assert str(told.value) == why

    def test_is_a_beginning_that_puts_everything_in_doubt(self) -> None:
        with pytest.raises(Unreadable, match="line 1 has a grain of 86400 seconds: from 0 to 3600"):
            judged([begin(grain=timedelta(days=1))])

    def test_is_one_that_comes_before_the_beginning_or_after_the_end(self) -> None:
        with pytest.raises(Unreadable, match="line 1 is person: a log has one begin"):
            judged([person()])
        with pytest.raises(Unreadable, match="line 3 is inquiry, after the end"):
            judged([begin(), end(NOON), inquiry()])
