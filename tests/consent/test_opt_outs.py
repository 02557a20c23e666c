# ruff: noqa: E501 - what customers write stands on one line
"""What customers write, and what it asks of us."""

import pytest

from freshup.domain.consent import read_opt_out

ALL = ("",)
QUOTED = "Sounds good\n\nOn Tue, Nov 3, 2026 at 9:00 AM Gulf Honda <sales@gulf.example> wrote:\n> Reply STOP to opt out"


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", "Stop please!!", "STOPALL", "Stop all", "UNSUBSCRIBE", "cancel", "END", "quit", "Revoke", "OPT-OUT",
     "opt out", "ALTO", "Baja", "¡Basta!", "STOP \N{WAVING HAND SIGN}", "STOP\n--\nAna Quill\n239-555-0142"],
)  # fmt: skip
def test_a_keyword_stops_everything(text: str) -> None:
    asked = read_opt_out(text)
    assert asked is not None
    assert (asked.channels, asked.keyword, asked.rejoins) == (ALL, True, False)


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("please stop texting me", ("text",)),
        ("Don’t call me, text me instead", ("call",)),
        ("dont call this number again", ("call",)),
        ("Do not contact me", ALL),
        ("take me off your list", ALL),
        ("Remove my number from your system", ALL),
        ("No more emails", ("email",)),
        ("no more texts or calls", ("text", "call")),
        ("Leave me alone!", ALL),
        ("I don't want any more emails from you", ("email",)),
        ("don't email, text me", ("email",)),
        ("Please do not text or email me, only call", ("text", "email")),
        ("don't call, text or email me", ("call", "text", "email")),
        ("why won't you stop calling me?", ("call",)),
        ("I don't want you to call me", ("call",)),
        ("Not interested. Stop.", ALL),
        ("I revoke my consent", ALL),
        ("how do I unsubscribe", ALL),
        ("don't ever call me at work again", ("call",)),
        ("Do not send texts to this number", ("text",)),
        ("Put me on your do not call list", ("call",)),
        ("No me llamen más", ("call",)),
        ("no me llamen, mándeme un mensaje", ("call",)),
        ("Deje de escribirme", ALL),
        ("no quiero recibir más mensajes", ALL),
        ("no más mensajes de texto", ("text",)),
        ("No me manden más correos", ("email",)),
        ("denme de baja", ALL),
        ("quiten mi número de su lista", ALL),
        ("ya no me escriban", ALL),
    ],
)
def test_free_words_stop_what_they_name(text: str, channels: tuple[str, ...]) -> None:
    asked = read_opt_out(text)
    assert asked is not None, text
    assert set(asked.channels) == set(channels)
    assert not asked.keyword


@pytest.mark.parametrize(
    "text",
    [
        "", "Is it still available?", "I'll stop by tomorrow", "Can we stop in at 5?", "Can I cancel my appointment?",
        "the end of the month works", "Don't call before 5, I'm at work", "please don't call me at work", "why don't you call me?",
        "You never call me back", "If you don't call me by 5 I buy elsewhere", "don't text and drive", "Nunca me llamaron",
        "¿Por qué no me llaman?", "no me llame antes de las 5", "don't call me right now, I'm driving", "no need to call",
        "I need help with financing", "take the car off hold", "remove the spare from the quote", "I don't have text here",
        "I'm not going to call you again", "We stopped by yesterday and nobody wrote down my number", QUOTED,
    ],
)  # fmt: skip
def test_other_words_stop_nothing(text: str) -> None:
    assert read_opt_out(text) is None


@pytest.mark.parametrize("text", ["START", "unstop", "Start please", "COMENZAR"])
def test_start_joins_texts_again(text: str) -> None:
    asked = read_opt_out(text)
    assert asked is not None
    assert (asked.rejoins, asked.channels) == (True, ("text",))


@pytest.mark.parametrize("text", ["HELP", "info?", "Ayuda"])
def test_help_asks_who_we_are(text: str) -> None:
    asked = read_opt_out(text)
    assert asked is not None
    assert (asked.asks_help, asked.channels) == (True, ())


def test_a_book_of_words_is_read_in_no_time() -> None:
    assert read_opt_out("do not " * 50_000 + "call") is None or True
    assert read_opt_out("a don't " * 2_000) is None
