from dataclasses import replace

import pytest

from freshup.domain.cadences import SENTENCES, SHIPPED, Cadence, Exit, Step, problems
from freshup.domain.conversations import SHIPPED_TEMPLATES, Template
from freshup.domain.rulesets import SENTENCES as RULES

TEMPLATES = {one.key: one for one in SHIPPED_TEMPLATES if one.language == "en"}
CALL = Step("call", "call", 0)
MAIL = Step("mail", "email", 10, template="email_options")


def found(*steps: Step, others: dict[str, Cadence] | None = None, **more: object) -> set[tuple[str, str]]:
    cadence = replace(Cadence("mine", "Mine", steps=steps), **more)  # type: ignore[arg-type]
    return {
        (one.path, one.reason.code)
        for one in problems(cadence, templates=TEMPLATES, others=others or SHIPPED)
    }


def test_a_sound_one_has_none() -> None:
    assert found(CALL, MAIL) == set()


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((), ("steps", "cadence.no_steps")),
        ((Step("wait", "wait", 5),), ("steps", "cadence.only_waits")),
        ((CALL, replace(MAIL, then="call")), ("steps[1].then", "cadence.no_end")),
        ((CALL, replace(MAIL, then="mail")), ("steps[1].then", "cadence.no_end")),
        ((replace(CALL, then="gone"), MAIL), ("steps[0].then", "cadence.unknown_step")),
        ((CALL, replace(MAIL, tiers=("warm",))), ("steps[1].tiers", "cadence.no_tier_left")),
        (
            (replace(MAIL, after_outcomes=("no_answer",)), CALL),
            ("steps[0].after_outcomes", "cadence.no_call_before"),
        ),
        ((replace(MAIL, released_by=("no_answer",)),), ("steps[0].released_by", "cadence.no_call_before")),
        ((CALL, replace(MAIL, template="gone")), ("steps[1].template", "cadence.unknown_template")),
        ((CALL, replace(MAIL, template="")), ("steps[1].template", "cadence.no_template")),
        ((CALL, replace(MAIL, template="vm_1_a")), ("steps[1].template", "cadence.wrong_channel")),
        ((MAIL, CALL), ("steps[1].after_minutes", "cadence.goes_back")),
        ((CALL, replace(MAIL, after_minutes=401 * 1440)), ("steps", "cadence.too_long")),
        ((CALL, replace(MAIL, times=3)), ("steps[1].every_minutes", "cadence.repeats_at_once")),
        ((CALL, replace(MAIL, or_kind="email")), ("steps[1].or_kind", "cadence.same_kind")),
        ((CALL, CALL), ("steps", "rules.twice")),
        (tuple(replace(CALL, key=f"c{at}") for at in range(61)), ("steps", "cadence.too_many")),
    ],
)
def test_is_found(steps: tuple[Step, ...], problem: tuple[str, str]) -> None:
    assert problem in found(*steps)


def test_a_source_the_cadence_does_not_serve() -> None:
    step = replace(MAIL, source_kinds=("chat",))
    assert ("steps[1].source_kinds", "cadence.no_source_left") in found(CALL, step, source_kinds=("phone",))


def test_a_text_of_more_than_three_segments() -> None:
    long = Template("long", "text", "en", "Long", "follow_up", "", "word " * 100)
    cadence = Cadence("mine", "Mine", steps=(Step("text", "text", 0, template="long"),))
    codes = {one.reason.code for one in problems(cadence, templates={"long": long}, others={})}
    assert codes == {"template.segments"}


class TestBetweenCadences:
    def test_a_circle_by_their_ends(self) -> None:
        other = Cadence("other", "Other", steps=(CALL,), finally_="mine")
        assert ("finally_", "cadence.loop_between") in found(CALL, others={"other": other}, finally_="other")

    def test_a_circle_by_an_exit(self) -> None:
        other = Cadence("other", "Other", steps=(CALL,), exits=(Exit("no_show", "switch", "mine"),))
        assert ("finally_", "cadence.loop_between") in found(CALL, others={"other": other}, finally_="other")

    def test_its_own_earlier_version_is_no_circle(self) -> None:
        assert found(CALL, others={"mine": Cadence("mine", "Mine", steps=(CALL,), finally_="mine")}) == set()

    def test_one_that_does_not_exist(self) -> None:
        assert ("finally_", "cadence.unknown_cadence") in found(CALL, finally_="gone")
        exits = (Exit("visit", "switch", "gone"), Exit("reply", "switch"))
        codes = found(CALL, exits=exits)
        assert ("exits[0].to", "cadence.unknown_cadence") in codes
        assert ("exits[1].to", "cadence.no_target") in codes


def test_every_problem_has_words() -> None:
    bad = found(
        Step("", "fax", -1, "moon", day_part="night", tiers=("x",), times=0), kinds=(), purpose="spam"
    )
    assert bad
    assert all(code in SENTENCES or code in RULES for _, code in bad)
