from dataclasses import replace

import pytest

from freshup.domain.consent import DEFAULT_LAW, CapRule, HoursRule, Law, Window
from freshup.domain.rulesets import UnreadableRules


class TestTheShippedLaw:
    def test_is_sound_and_survives_json(self) -> None:
        assert DEFAULT_LAW.validate() == []
        assert Law.from_json(DEFAULT_LAW.to_json()) == DEFAULT_LAW
        assert hash(Law.from_json(DEFAULT_LAW.to_json())) == hash(DEFAULT_LAW)

    def test_names_a_source_for_every_rule(self) -> None:
        assert all(rule.source for rule in (*DEFAULT_LAW.hours, *DEFAULT_LAW.caps, DEFAULT_LAW.unknown))

    def test_ships_what_was_not_read_at_a_source_switched_off(self) -> None:
        unread = [rule for rule in (*DEFAULT_LAW.hours, *DEFAULT_LAW.caps) if not rule.verified]
        assert {rule.state for rule in unread} >= {"CT", "MD", "AL", "NV"}
        assert not any(rule.enabled for rule in unread)


SHUT = Window(0, 0)


@pytest.mark.parametrize(
    ("law", "path"),
    [
        (replace(DEFAULT_LAW, hours=(HoursRule("a"), HoursRule("a"))), "hours"),
        (replace(DEFAULT_LAW, hours=(HoursRule("", "FL"),)), "hours[0].code"),
        (replace(DEFAULT_LAW, hours=(HoursRule("a", "ZZ"),)), "hours[0].state"),
        (
            replace(DEFAULT_LAW, hours=(HoursRule("a", weekdays=Window(600, 540)),)),
            "hours[0].weekdays.closes",
        ),
        (
            replace(DEFAULT_LAW, hours=(HoursRule("a", weekdays=Window(600, 1500)),)),
            "hours[0].weekdays.closes",
        ),
        (replace(DEFAULT_LAW, hours=(HoursRule("a", "", SHUT, SHUT, SHUT),)), "hours[0].weekdays.opens"),
        (replace(DEFAULT_LAW, hours=(HoursRule("a", effective_from="1 May"),)), "hours[0].effective_from"),
        (
            replace(
                DEFAULT_LAW,
                hours=(HoursRule("a", effective_from="2026-05-01", effective_until="2026-04-30"),),
            ),
            "hours[0].effective_until",
        ),
        (replace(DEFAULT_LAW, caps=(CapRule("a", "gossip", 3),)), "caps[0].purpose"),
        (replace(DEFAULT_LAW, caps=(CapRule("a", "marketing", 99),)), "caps[0].most"),
        (replace(DEFAULT_LAW, inquiry_days=120), "inquiry_days"),
        (replace(DEFAULT_LAW, confirmation_minutes=60), "confirmation_minutes"),
    ],
)
def test_law_that_would_go_wrong_is_refused_at_its_path(law: Law, path: str) -> None:
    assert path in [problem.path for problem in law.validate()]


def test_a_misspelt_rule_is_no_rule() -> None:
    with pytest.raises(UnreadableRules):
        Law.from_json(DEFAULT_LAW.to_json() | {"inquiry_day": 90})


def test_a_rule_of_the_29th_of_february_is_read() -> None:
    assert replace(DEFAULT_LAW, hours=(HoursRule("a", effective_from="2028-02-29"),)).validate() == []
    assert replace(DEFAULT_LAW, hours=(HoursRule("a", effective_from="2027-02-29"),)).validate()
