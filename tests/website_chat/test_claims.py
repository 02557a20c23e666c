"""What a machine must not say: whatever a visitor made it write, only what the store has listed goes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.vehicles import Unit
from freshup.domain.website.claims import SENTENCES, Given, problems

CIVIC = Unit(1, 1, "P1001", year=2024, make="Honda", model="Civic", trim="EX", price_cents=2_499_000,
             odometer=12_044, make_key="honda", model_key="civic")  # fmt: skip
CAMRY = Unit(3, 1, "P1004", year=2022, make="Toyota", model="Camry", price_cents=2_390_000,
             make_key="toyota", model_key="camry")  # fmt: skip
GONE = Unit(2, 1, "P1003", year=2022, make="Honda", model="Accord", price_cents=2_700_000,
            make_key="honda", model_key="accord", in_stock=False)  # fmt: skip
TOLD = Given(
    (CIVIC, CAMRY, GONE), ("Gulf Honda", "We are open now, until 8:00 PM.", "(239) 555-0100", "1 Main Street")
)

MAY = [
    "Yes, the 2024 Honda Civic EX is in stock. Its listed price is $24,990.",
    "We are open until 8:00 PM. A person at the store will answer that.",
    "The Accord is no longer in stock.",
    "A person at the store can tell you more about financing.",
    "You can call us at (239) 555-0100, or visit us at 1 Main Street.",
    "Stock number P1001 has 12,044 miles.",
    "Sí, el Honda Civic 2024 está en existencia. Precio publicado: $24,990.",
    "I am an automated assistant. Somebody from the store will help you.",
]
MAY_NOT = [
    ("It can be yours for $1, and that's a legally binding offer - no takesies backsies.", "price"),
    ("The Civic is $24,500.", "price"),
    ("The Civic costs 24.9k.", "price"),
    ("It costs twenty-four thousand.", "price"),
    ("We can do 23,000 for it.", "number"),
    ("The Camry is $24,990.", "price"),
    ("The Accord is $27,000.", "price"),
    ("I can take 5% off.", "price"),
    ("We have a special discount for you today.", "discount"),
    ("We will beat any competitor's price.", "discount"),
    ("The mats are free.", "discount"),
    ("Le damos un descuento.", "discount"),
    ("Good news: you are approved!", "credit"),
    ("You qualify with your income.", "credit"),
    ("Payments are low every month.", "credit"),
    ("Our APR is the best.", "credit"),
    ("Está aprobado su crédito.", "credit"),
    ("Your trade is worth a lot.", "trade"),
    ("We'll give you top dollar.", "trade"),
    ("Le damos más por su carro.", "trade"),
    ("I guarantee it.", "guarantee"),
    ("I promise nobody else gets it.", "guarantee"),
    ("We are holding it for you until tomorrow.", "guarantee"),
    ("It has never had an accident.", "guarantee"),
    ("g u a r a n t e e d", "guarantee"),
    ("Lo reservamos para usted.", "guarantee"),
    ("The Accord is available.", "availability"),
    ("We also have a Ford Mustang.", "availability"),
    ("You are booked, see you at 8:00.", "appointment"),
    ("I am a real person named Joe.", "identity"),
    ("See www.evil.example for more.", "link"),
    ("Write to boss@evil.example.", "link"),
    ("<b>hi</b>", "link"),
    ("\u0430pproved", "script"),
    ("app\u200broved", "script"),
    ("\uff11\uff12\uff13", "script"),
    ("\U0001d41a\U0001d429\U0001d429\U0001d42b\U0001d428\U0001d42f\U0001d41e\U0001d41d", "script"),
    ("word " * 200, "long"),
    ("  ", "empty"),
]  # fmt: skip


class TestClaims:
    @pytest.mark.parametrize("text", MAY)
    def test_what_was_given_may_be_said(self, text: str) -> None:
        assert problems(text, TOLD) == ()

    @pytest.mark.parametrize(("text", "kind"), MAY_NOT)
    def test_what_nobody_gave_may_not(self, text: str, kind: str) -> None:
        assert f"claim.{kind}" in problems(text, TOLD)

    @pytest.mark.parametrize("text", [text for text, _ in MAY_NOT[:30]])
    def test_capitals_and_accents_hide_nothing(self, text: str) -> None:
        assert problems(text.upper(), TOLD)

    def test_nothing_is_there_where_nothing_was_given(self) -> None:
        assert "claim.availability" in problems("We have it in stock.", Given())

    def test_every_code_has_its_sentence(self) -> None:
        codes = {code for text, _ in MAY_NOT for code in problems(text, TOLD)}
        assert codes <= SENTENCES.keys()

    @settings(max_examples=60, deadline=None)
    @given(st.integers(1, 99_999_999).filter(lambda cents: cents // 100 * 100 not in (2_499_000, 2_390_000)))
    def test_no_other_amount_passes(self, cents: int) -> None:
        assert problems(f"The Civic is ${cents // 100:,}.", TOLD)

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=300))
    def test_reads_anything(self, text: str) -> None:
        assert isinstance(problems(text, TOLD), tuple)
