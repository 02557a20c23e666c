"""The scripted talk by itself: what is answered at once, and what is never promised."""

import pytest

from freshup.domain.stores import Calendar
from freshup.domain.vehicles import Matches, Unit, Wanted, match
from freshup.domain.website import flow
from freshup.domain.website.chat_rules import DEFAULT, ChatRules, read_rules, typed_rules
from freshup.domain.website.chat_words import CHOICES, WORDS
from freshup.domain.website.hours import HoursWords, hours_words
from freshup.domain.website.naming import wanted_in
from freshup.domain.website.talk import Captured, Facts, Step, Talk
from freshup.domain.website.understanding import understand
from tests.intake.conftest import NOW, OFFICE

CIVIC = Unit(1, 1, "P1001", year=2024, make="Honda", model="Civic", trim="EX", price_cents=2_499_000,
             make_key="honda", model_key="civic")  # fmt: skip


def answered(
    *lines: str, open_now: bool = True, can_join: bool = True, language: str = "en", waiting: bool = False
) -> Step:
    """A whole talk; the last answer comes back."""
    talk, captured = Talk(), Captured()
    hours = HoursWords(open_now, "Now.", "" if open_now else "tomorrow at 9:00 AM", ("Mon 9–8",))
    for line in lines:
        understood = understand(line, asked=talk.asked)
        about = flow.wish(understood, line, talk, captured)
        facts = Facts(
            "Gulf Honda", understood.language or language, hours, "(239) 555-0100", "1 Main Street, Fort Myers",
            about, match(about, [CIVIC]) if about.says_anything else Matches(), can_join, waiting,
        )  # fmt: skip
        step = flow.step(understood, line, talk, captured, facts)
        talk, captured = step.talk, step.captured
    return step


def words(step: Step) -> str:
    return " ".join(one.words for one in step.lines)


class TestTheAnswers:
    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ("what are your hours?", "Mon 9–8"),
            ("where are you located", "1 Main Street"),
            ("are you a bot?", "not a person"),
            ("is this a real person", "not a person"),
            ("I need new tires", "(239) 555-0100"),
            ("what would my monthly payment be", "can't quote"),
            ("what is my car worth", "only an appraiser"),
            ("can you do $20,000 out the door?", "can't negotiate"),
            ("I want a test drive", "a person confirms it"),
            ("how much is the Honda Civic", "listed now"),
            ("¿cuál es el horario?", "Mon 9–8"),
            ("¿eres un robot?", "no una persona"),
            ("necesito cambio de aceite", "(239) 555-0100"),
        ],
    )
    def test_come_at_once(self, asked: str, told: str) -> None:
        assert told in words(answered(asked))

    def test_on_credit_name_no_figure(self) -> None:
        told = words(
            answered("I have bad credit, what APR and payment can I get on the civic with $500 down?")
        )
        assert not any(sign in told for sign in ("%", "$"))

    def test_name_the_nearest_where_the_very_one_is_not_there(self) -> None:
        assert "no Honda Odyssey in stock" in words(answered("Do you have a Honda Odyssey?"))

    def test_ask_which_one_where_nothing_was_named(self) -> None:
        step = answered("is it still available?")
        assert "Which vehicle" in words(step)
        assert step.talk.asked == "vehicle"

    def test_offer_a_person_to_whoever_is_not_understood_twice(self) -> None:
        step = answered("qwerty", "asdfgh")
        assert not step.understood
        assert step.lines[-1].choices[0] == "person"


class TestContact:
    def test_is_asked_for_once_there_is_something_to_answer(self) -> None:
        assert not any(one.ask for one in answered("hi").lines)
        assert answered("how would financing work?").lines[-1].ask == "contact"

    def test_is_read_from_one_line(self) -> None:
        known = answered("financing?", "Ana Diaz, 239-555-0147").captured
        assert (known.name, known.phone) == ("Ana Diaz", "239-555-0147")

    def test_that_can_not_be_read_is_asked_for_once_more(self) -> None:
        assert "could not read" in words(answered("financing?", "call 555"))

    def test_is_not_asked_for_ever(self) -> None:
        step = answered(*["financing?"] * 5)
        assert not any(one.ask for one in step.lines)

    def test_is_not_asked_of_whoever_wants_none(self) -> None:
        step = answered("don't contact me", "financing?")
        assert not any(one.ask for one in step.lines)

    def test_of_the_night_is_answered_in_the_morning(self) -> None:
        step = answered("talk to a person", "joe@example.com", open_now=False, can_join=False)
        assert "after we open tomorrow at 9:00 AM" in words(step)


class TestAPersonIsAskedFor:
    def test_while_the_store_is_open(self) -> None:
        assert answered("can I speak to a human").wants_person

    def test_and_not_twice(self) -> None:
        assert not answered("can I speak to a human", waiting=True).wants_person

    def test_and_nobody_is_promised_at_night(self) -> None:
        step = answered("can I speak to a human", open_now=False, can_join=False)
        assert not step.wants_person
        assert "Nobody is here" in words(step)


class TestATrade:
    def test_is_noted_as_it_was_written_and_never_valued(self) -> None:
        step = answered("I want to trade in my truck", "2018 Ford F-150, 80k miles")
        assert step.captured.trade == "2018 Ford F-150, 80k miles"
        assert "$" not in words(step)
        assert not step.captured.wanted.says_anything


class TestAVisit:
    def test_is_a_wish_until_a_person_confirms_it(self) -> None:
        step = answered("can I come by for a test drive?", "Saturday at 10")
        assert step.captured.visit == "Saturday at 10"
        assert "confirm whether" in words(step)


class TestTheWords:
    def test_are_there_in_both_languages_with_the_same_blanks(self) -> None:
        for code, (english, spanish) in WORDS.items():
            for blank in (
                "{store}",
                "{line}",
                "{price}",
                "{name}",
                "{phone}",
                "{opens}",
                "{trade}",
                "{words}",
            ):
                assert (blank in english) == (blank in spanish), code
        assert all(all(pair) for pair in CHOICES.values())

    def test_answer_every_choice_that_is_offered(self) -> None:
        assert set(flow.ABOUT_UNIT) | set(flow.START) | set(CHOICES) <= flow.CODES


class TestNamingAVehicle:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Do you still have the 2024 Honda Civic EX?", (2024, "Honda", "Civic EX", "")),
            ("is the civic available", (None, "Honda", "civic", "")),
            ("chevy silverado 1500 LT", (None, "Chevrolet", "silverado 1500 LT", "")),
            ("stock # P1234A please", (None, "", "", "P1234A")),
            ("what is the interest", (None, "", "", "")),
            ("tienen un Toyota Camry 2022?", (2022, "Toyota", "Camry", "")),
            ("a Grand Cherokee L", (None, "Jeep", "Grand Cherokee L", "")),
            ("80000 miles on it", (None, "", "", "")),
        ],
    )
    def test_reads_what_people_write(self, text: str, wanted: tuple[int | None, str, str, str]) -> None:
        found = wanted_in(text)
        assert (found.year, found.make, found.model, found.stock) == wanted

    def test_knows_a_vin_in_a_sentence(self) -> None:
        assert wanted_in("vin 1HGCM82633A004352 ok?").vin == "1HGCM82633A004352"


class TestHours:
    def test_are_told_in_runs_of_equal_days_from_today_on(self) -> None:
        told = hours_words(Calendar.from_rows("America/New_York", OFFICE), NOW, "en")
        assert (told.open_now, told.now) == (True, "We are open now, until 8:00 PM.")
        assert told.week[0] == "Wed–Sat 9:00 AM–8:00 PM"
        assert told.week[1] == "Sun closed"

    def test_of_a_store_that_never_opens_promise_nothing(self) -> None:
        told = hours_words(Calendar.from_rows("America/New_York", []), NOW, "es")
        assert (told.open_now, told.now) == (False, "Ahora estamos cerrados.")


class TestRules:
    def test_come_back_as_they_were_kept(self) -> None:
        rules = ChatRules(greeting_en="Welcome!", colour="green", minutes=3, model="live", closed="hidden")
        assert read_rules(rules.to_json()) == rules

    def test_that_make_no_sense_are_as_shipped(self) -> None:
        assert read_rules({"colour": "javascript:", "minutes": "soon", "model": "always"}) == DEFAULT

    def test_are_refused_with_the_field_they_stand_in(self) -> None:
        _, problems = typed_rules(
            {"colour": "pink", "minutes": "0", "greeting_en": "x" * 301, "enabled": "on"}
        )
        assert {one.field for one in problems} == {"colour", "minutes", "greeting_en"}

    def test_let_a_model_only_suggest_unless_somebody_says_otherwise(self) -> None:
        assert DEFAULT.model == "drafts"


class TestWhatIsKept:
    def test_comes_back_from_the_table(self) -> None:
        known = Captured(
            "Ana", "239 555 0147", wanted=Wanted(2024, "Honda", "Civic"), wants=("visit",), consent=False
        )
        assert Captured.from_json(known.to_json()) == known
        assert Talk.from_json(Talk("contact", 1, 2, 3, True).to_json()) == Talk("contact", 1, 2, 3, True)
