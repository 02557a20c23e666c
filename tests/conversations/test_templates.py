from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain import rulesets
from freshup.domain.cadences import SHIPPED
from freshup.domain.cadences.conditions import VOICEMAILS
from freshup.domain.conversations import (
    FIELDS,
    LANGUAGES,
    SHIPPED_TEMPLATES,
    Template,
    as_email,
    fields_of,
    fill,
    segments,
    template_problems,
)
from freshup.domain.conversations.templates import OPT_OUT_LINES
from freshup.domain.conversations.values import TEAM

SAMPLES = {name: doc.sample for name, doc in FIELDS.items()}
EVERY = pytest.mark.parametrize("template", SHIPPED_TEMPLATES, ids=lambda one: f"{one.key}-{one.language}")


def text(body: str, channel: str = "text", subject: str = "") -> Template:
    return Template("mine", channel, "en", "Mine", "follow_up", subject, body)


class TestFill:
    def test_puts_the_values_in(self) -> None:
        assert fill(text("Hi {first_name}."), {"first_name": "Ana"}).body == "Hi Ana."

    def test_says_what_is_missing(self) -> None:
        assert fill(text("Hi {first_name}, {first_name}."), {"first_name": ""}).missing == ("first_name",)

    def test_has_words_for_nobody(self) -> None:
        filled = fill(text("Hi {first_name|there}."), {})
        assert (filled.body, filled.missing) == ("Hi there.", ())

    def test_leaves_out_the_sentence_of_a_text(self) -> None:
        body = "Hello. It costs {price?}. Shall we talk?"
        assert fill(text(body), {}).body == "Hello. Shall we talk?"
        assert fill(text(body), {"price": "$1.50"}).body == "Hello. It costs $1.50. Shall we talk?"

    def test_leaves_out_the_paragraph_of_an_e_mail(self) -> None:
        filled = fill(text("One. {price?} is it.\n\nTwo.", "email", "About {vehicle|it}"), {})
        assert (filled.subject, filled.body) == ("About it", "Two.")

    def test_leaves_out_the_first_one_without_a_gap(self) -> None:
        assert fill(text("{price?} now. Two."), {}).body == "Two."

    def test_doubled_braces_are_braces(self) -> None:
        assert fill(text("{{x}} and }}"), {}).body == "{x} and }"

    def test_a_value_is_never_read_as_a_blank(self) -> None:
        assert fill(text("Hi {first_name}."), {"first_name": "{price}"}).body == "Hi {price}."

    def test_a_subject_is_one_line(self) -> None:
        filled = fill(text("x", "email", "About {vehicle}"), {"vehicle": "a\r\nBcc: b"})
        assert filled.subject == "About a Bcc: b"

    @given(st.text(), st.sampled_from(["text", "email"]))
    def test_never_fails_on_any_words(self, body: str, channel: str) -> None:
        template = text(body, channel, "s")
        fill(template, SAMPLES)
        template_problems(template)

    @given(st.text(alphabet=st.characters(exclude_characters="{}")))
    def test_words_without_blanks_stay_as_they_are(self, body: str) -> None:
        assert fill(text(body), {}).body == body
        assert fill(text(body, "email", "s"), {}).body == body


class TestProblems:
    @pytest.mark.parametrize(
        ("template", "code"),
        [
            (text("Hi {nick_name}"), "template.unknown_field"),
            (text("Hi {first_name"), "template.unclosed"),
            (text("Hi first_name}"), "template.unclosed"),
            (text("  "), "rules.empty"),
            (text("x", "email"), "template.no_subject"),
            (text("x" * 460), "template.segments"),
            (text("“" + "x" * 201), "template.segments"),
            (text("x" * 5_001, "email", "s"), "template.too_long"),
            (text("x", "fax"), "rules.choice"),
        ],
    )
    def test_is_found(self, template: Template, code: str) -> None:
        assert code in {one.reason.code for one in template_problems(template)}

    def test_three_segments_are_allowed(self) -> None:
        assert template_problems(text("x" * 459)) == []


class TestAsEmail:
    def test_has_no_way_out_by_text(self) -> None:
        sent = as_email(text("Hi {first_name}. It costs {price?}. Reply STOP to opt out", subject="News"))
        assert (sent.channel, sent.subject) == ("email", "News")
        assert fill(sent, {"first_name": "Ana"}).body == "Hi Ana."

    @EVERY
    def test_every_text_makes_a_whole_e_mail(self, template: Template) -> None:
        if template.channel == "text":
            sent = as_email(template)
            assert template_problems(sent) == []
            assert "STOP" not in fill(sent, SAMPLES).body


class TestShipped:
    @EVERY
    def test_fills_whole_and_has_no_problem(self, template: Template) -> None:
        assert template_problems(template) == []
        assert fill(template, SAMPLES).missing == ()
        assert rulesets.from_json(Template, rulesets.to_json(template)) == template

    @EVERY
    def test_says_something_to_nobody_in_particular(self, template: Template) -> None:
        known = {"store": "Harbor Honda", "store_phone": "(305) 555-0142"}
        filled = fill(template, known)
        assert filled.missing == ()
        assert " ," not in filled.body
        assert "  " not in filled.body

    @EVERY
    def test_a_text_is_one_segment_and_says_who_writes(self, template: Template) -> None:
        if template.channel != "text":
            return
        long = {
            **SAMPLES, "first_name": "Guadalupe", "agent_first_name": "Christopher",
            "store": "Harbor Honda of Miami", "vehicle": "2023 Chevrolet Silverado",
        }  # fmt: skip
        nobody_yet = {**long, "first_name": "Ana", "agent_first_name": TEAM[template.language]}
        for values in (SAMPLES, long, nobody_yet):
            counted = segments(fill(template, values).body)
            assert (counted.encoding, counted.count) == ("GSM-7", 1)
        assert {"store", "agent_first_name"} <= set(fields_of(template))

    def test_exist_in_every_language_with_the_same_blanks(self) -> None:
        blanks = defaultdict(dict)
        for one in SHIPPED_TEMPLATES:
            blanks[one.key, one.channel, one.purpose][one.language] = set(fields_of(one))
        for said in blanks.values():
            assert set(said) == set(LANGUAGES)
            assert said["en"] == said["es"]
        assert len(SHIPPED_TEMPLATES) == len(blanks) * len(LANGUAGES)

    def test_the_first_text_of_every_cadence_says_how_to_stop(self) -> None:
        for cadence in SHIPPED.values():
            first = next((step.template for step in cadence.steps if step.kind == "text"), None)
            for one in SHIPPED_TEMPLATES:
                if one.key == first:
                    assert OPT_OUT_LINES[one.language] in one.body

    def test_there_is_a_script_for_every_voicemail_and_source(self) -> None:
        keys = {one.key for one in SHIPPED_TEMPLATES}
        assert set(VOICEMAILS) <= keys
        assert len({key for key in keys if key.startswith("call_opening_")}) == 8

    def test_a_call_script_has_five_parts(self) -> None:
        for one in SHIPPED_TEMPLATES:
            if one.key == "call_script":
                assert len(one.body.split("\n\n")) == 5
