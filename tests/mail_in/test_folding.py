"""What somebody wrote is told apart from what their mail program added, and nothing of either is lost."""

import pytest

from freshup.adapters.mail.letters.folding import fold

WROTE = "On Wed, Nov 18, 2026 at 11:02 AM Gulf Honda <sales@example.com> wrote:"
ESCRIBIO = "El mié, 18 nov 2026 a las 11:02, Gulf Honda (<sales@example.com>) escribió:"
OUTLOOK = "From: Gulf Honda <sales@example.com>\nSent: Wednesday\nTo: Marisol\nSubject: Accord\n\nHi Marisol"
OUTLOOK_ES = (
    "De: Gulf Honda <sales@example.com>\nEnviado el: miércoles\nPara: Marisol\nAsunto: Accord\n\nHola"
)
MAILS = {
    "gmail": (f"Yes, Saturday.\n\n{WROTE}\n\n> Hi\n>\n> Reply STOP to end.", "Yes, Saturday."),
    "gmail in two lines": (f"Yes.\n\n{WROTE.replace(' <', ' <' + chr(10))}\n\n> Hi", "Yes."),
    "spanish": (f"Sí, gracias.\n\n{ESCRIBIO}\n\n> Hola", "Sí, gracias."),
    "outlook": (f"Is it there?\n\n________________________________\n{OUTLOOK}", "Is it there?"),
    "outlook without a line": (f"Is it there?\n\n{OUTLOOK}", "Is it there?"),
    "outlook in spanish": (f"¿Sigue ahí?\n\n{OUTLOOK_ES}", "¿Sigue ahí?"),
    "old outlook": (f"ok\n-----Original Message-----\n{OUTLOOK}", "ok"),
    "a telephone": ("At five.\n\nSent from my iPhone\n\n> On Nov 18 Gulf wrote:\n> Hi", "At five."),
    "a signature": ("At five.\n\nBest regards,\nMarisol Ortega\n239-555-0142", "At five."),
    "a signature in spanish": ("A las cinco.\n\nSaludos,\nMarisol", "A las cinco."),
    "a list and a signature": ("I want:\n- blue\n- leather\n-- \nMarisol", "I want:\n- blue\n- leather"),
    "an answer below": (f"{WROTE}\n> When?\n> Saturday?\n\nSunday is better.", "Sunday is better."),
    "an answer right below": (f"{WROTE}\n> When?\n> Saturday?\nSunday is better.", "Sunday is better."),
    "answers in between": (f"{WROTE}\n> When?\n\nSunday\n\n> Which?\n\nA Civic", "Sunday\n\nA Civic"),
    "a quote that was wrapped": (f"Yes.\n\n{WROTE}\n> To end this\nreply STOP\n> bye\n", "Yes."),
}
WHOLE = {
    "thanks with a question": "Hi Ana,\nThanks, is the blue one still there?\nI can come Saturday.",
    "a date at the beginning": "On 5 December I can come.\nWill you be there?",
    "from in a sentence": "I come from: Cape Coral\nand want to see it",
    "only a signature": "--\nMarisol",
    "only what was forwarded": "---------- Forwarded message ---------\nFrom: x\nDate: y\nTo: z\n\nwords",
    "one word": "STOP",
    "nothing": "",
}


@pytest.mark.parametrize("name", MAILS)
def test_shows_what_was_written(name: str) -> None:
    text, written = MAILS[name]
    assert fold(text)[0] == written


@pytest.mark.parametrize("name", WHOLE)
def test_folds_nothing_that_is_meant_for_us(name: str) -> None:
    assert fold(WHOLE[name]) == (WHOLE[name], "")


@pytest.mark.parametrize("text", [text for text, _ in MAILS.values()])
def test_loses_no_line(text: str) -> None:
    lines = sorted(line.strip() for line in text.split("\n") if line.strip())
    assert sorted(line.strip() for line in "\n".join(fold(text)).split("\n") if line.strip()) == lines


@pytest.mark.parametrize(
    "text",
    ["On " + "x " * 100_000, ("On 1 " + "x" * 50_000 + "\n") * 20, "From:\n" * 20_000, "Thanks,\n" * 20_000],
)
def test_is_not_kept_busy_by_what_was_made_to_do_so(text: str) -> None:
    written, folded = fold(text)
    assert len(written) + len(folded) >= len(text.strip()) - 20_000
