"""The Spanish words: complete, with the same blanks as the English, and what the pages really say."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import GNUTranslations
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from django.template import Context, Template
from django.utils import translation

from freshup.domain.leads import Stage
from freshup.domain.reasons import Reason
from freshup.interfaces.console import catalogue
from freshup.interfaces.web.templatetags.moments import moment_words
from freshup.queries.words import SENTENCES, say

# %(name)s, %s, a doubled percent sign, {name}, and the tags of HTML.
BLANK = re.compile(r"%\(\w+\)[a-z]|%s\b|%%|\{\w*\}|</?\w[^>]*>")
FUNCTIONS = set(catalogue.KEYWORDS) - {"_", "lazy"}


@pytest.fixture(scope="module")
def collected() -> Catalog:
    return catalogue.collect()


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    return catalogue.read("es")


@pytest.fixture
def in_spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


def words(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def looked_up(compiled: GNUTranslations, message: Message) -> tuple[str, ...]:
    if message.pluralizable:
        return tuple(compiled.ngettext(*message.id, n) for n in (1, 2))
    if message.context:
        return (compiled.pgettext(message.context, message.id),)
    return (compiled.gettext(message.id),)


def blanks(text: str) -> list[str]:
    return sorted(BLANK.findall(text))


def marked(path: Path) -> Iterator[str]:
    """Every literal handed to a function of gettext, by whatever name the module knows it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom))
    names = {
        alias.asname or alias.name: alias.name
        for alias in chain.from_iterable(one.names for one in imported)
        if alias.name in FUNCTIONS
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names:
            text = call.args[1 if "pgettext" in names[call.func.id] else 0]
            if isinstance(text, ast.Constant) and text.value:
                yield str(text.value)


class TestCollect:
    def test_misses_no_marked_string(self, collected):
        known = {ids(message)[0] for message in collected}
        texts = {text for path in catalogue.PACKAGE.rglob("*.py") for text in marked(path)}
        assert sorted(texts - known) == []

    def test_finds_every_sentence_of_the_rules(self, collected):
        assert [text for text in SENTENCES.values() if text not in collected] == []


class TestSpanish:
    def test_has_words_for_every_string(self, collected, spanish):
        said = [spanish.get(ids(one)[0], one.context) for one in collected]
        without = [
            ids(one)[0]
            for one, found in zip(collected, said, strict=True)
            if one.id and (found is None or not all(words(found)))
        ]
        assert without == []

    def test_keeps_the_blanks(self, spanish):
        differing = [
            (english, said)
            for message in spanish
            if message.id and message.string
            for english, said in zip(ids(message), words(message), strict=True)
            if blanks(english) != blanks(said)
        ]
        assert differing == []

    def test_is_nowhere_guessed(self, spanish):
        assert [message.id for message in spanish if message.fuzzy] == []

    def test_calls_a_lead_by_one_name(self, spanish):
        said = {text for message in spanish for text in words(message) if message.id}
        assert [text for text in sorted(said) if re.search(r"\bleads?\b", text, re.IGNORECASE)] == []

    def test_is_compiled_as_it_is_written(self, spanish):
        with catalogue.po_path("es").with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        assert [one.id for one in spanish if one.id and looked_up(compiled, one) != words(one)] == []


@pytest.mark.usefixtures("in_spanish")
class TestPages:
    def test_say_their_reasons(self):
        assert say(Reason("points.distance_percent", {"miles": 12})) == "A 12 mi del concesionario"

    def test_say_their_stages(self):
        assert say(Reason(f"stage.{Stage.LOST}")) == "Perdido"

    def test_say_what_templates_hold(self):
        page = Template("{% load i18n %}{% translate 'Who would get this lead?' %}")
        assert page.render(Context()) == "¿Quién recibiría este prospecto?"

    @pytest.mark.parametrize(("n", "said"), [(1, "1 consulta"), (2, "2 consultas")])
    def test_count(self, n, said):
        page = Template(
            "{% load i18n %}{% blocktranslate count n=n %}{{ n }} inquiry{% plural %}{{ n }} inquiries"
            "{% endblocktranslate %}"
        )
        assert page.render(Context({"n": n})) == said

    @pytest.mark.parametrize(
        ("form", "said"),
        [("", "14:32"), ("day", "martes 4 de noviembre"), ("full", "mar 4 nov 2025, 14:32 EST")],
    )
    def test_tell_the_time(self, form, said):
        at = datetime(2025, 11, 4, 19, 32, tzinfo=UTC)
        context = Context({"now": at, "zone": ZoneInfo("America/New_York")})
        assert moment_words(at, context, form).lower() == said.lower()
