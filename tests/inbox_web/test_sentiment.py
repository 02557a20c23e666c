"""Angry words in two languages, and words that only sound like it."""

import pytest

from freshup.domain.conversations.sentiment import read_heat

ANGRY = {
    "You never called me back and I asked twice": "ignored",
    "This is the third time I ask for the out the door price": "ignored",
    "this is my 3rd email": "ignored",
    "Nobody has called me": "ignored",
    "No one ever got back to me. Terrible.": "ignored",
    "I'm going to call my lawyer": "threat",
    "Don't make me call my lawyer": "threat",
    "I will report you to the BBB": "threat",
    "I'm filing a complaint with the Attorney General": "threat",
    "I'll leave a one star review": "review",
    "you guys are a bunch of liars": "insult",
    "What a scam": "insult",
    "SCAM": "insult",
    "You lied to me about the price": "insult",
    "I am furious": "fury",
    "I'm so mad right now": "fury",
    "this is ridiculous": "fury",
    "Worst service ever": "fury",
    "You wasted my Saturday": "fury",
    "I'm not happy with this at all": "fury",
    "The salesman was very rude": "fury",
    "WHY HAVEN'T YOU CALLED, I WANT MY MONEY": "shouting",
    "Nadie me ha llamado": "ignored",
    "Es la tercera vez que pregunto": "ignored",
    "Son unos ladrones": "insult",
    "Esto es una estafa": "insult",
    "Estoy muy enojado con ustedes": "fury",
    "Pésima atención": "fury",
    "Voy a hablar con mi abogado": "threat",
    "los voy a demandar": "threat",
    "Voy a dejar una mala reseña": "review",
}
CALM = [
    "You have mad deals!",
    "crazy good price",
    "I'm not mad, just curious",
    "No estoy enojado, gracias",
    "Is this a scam?",
    "It's not a scam, I checked",
    "I am a lawyer and need a Tahoe",
    "What's your BBB rating?",
    "The other dealer lied to me so I came to you",
    "El otro concesionario me mintió",
    "Hi this is Sue, you called me",
    "I'm not going to sue you lol",
    "I'll leave you a great review",
    "this is the 3rd time I've bought from you",
    "WHAT IS YOUR BEST PRICE ON THE F150",
    "CALL ME AFTER 5 PM PLEASE",
    "STOP",
    "Sorry I never called you back",
    "I hope I'm not wasting your time",
    "I got a scam call earlier, was that you?",
    "On Mon, Jan 3, 2026 Ben Reed wrote:\nthis is ridiculous",
    "> you never called me",
    "No hay problema",
    "",
]


@pytest.mark.parametrize(("words", "kind"), ANGRY.items())
def test_anger_is_heard_and_named(words: str, kind: str) -> None:
    assert read_heat(words).kind == kind


@pytest.mark.parametrize("words", CALM)
def test_what_only_sounds_like_it_is_left_alone(words: str) -> None:
    assert not read_heat(words).angry


def test_who_threatens_comes_before_who_swears() -> None:
    heat = read_heat("This is ridiculous. You liars. I will call my lawyer.")
    assert heat.reason.code == "angry.threat"


def test_the_reason_holds_none_of_the_words() -> None:
    assert read_heat("You are a bunch of liars").reason.to_json() == {"code": "angry.insult"}


def test_a_very_long_mail_is_read_in_no_time_and_only_so_far() -> None:
    assert not read_heat("a " * 200_000 + "you liars").angry
