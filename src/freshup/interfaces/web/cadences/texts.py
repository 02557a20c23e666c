"""Every text of the store: by channel, in which languages, whose words, and which cadences send it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from freshup.domain.conversations import CHANNELS, LANGUAGES, Template, fields_of
from freshup.interfaces.web.cadences import words
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.interfaces.web.stores.words import LANGUAGES as LANGUAGE_NAMES
from freshup.queries.publications import own_texts
from freshup.queries.stores import StoreSettings


@of_store
def texts(request: StoreAsked) -> HttpResponse:
    """A line a text; statements do not grow with their number."""
    store = request.store
    own, used = own_texts(store.id), _used(store)
    by_channel: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key in dict.fromkeys(key for key, _ in store.templates):
        shown = next(one for language in LANGUAGES if (one := store.templates.get((key, language))))
        by_channel[shown.channel].append(
            {
                "key": key,
                "name": gettext(shown.name),
                "purpose": words.PURPOSES.get(shown.purpose, shown.purpose),
                "used": [(one, gettext(store.cadence_bodies[one].name)) for one in used.get(key, ())],
                "languages": [_language(store, key, one, own.get((key, one), 0)) for one in LANGUAGES],
            }
        )
    channels = [
        {"name": words.CHANNELS[one], "icon": words.ICONS.get(one, "note"), "lines": by_channel[one]}
        for one in ("text", *(each for each in CHANNELS if each != "text"))
        if by_channel[one]
    ]
    return settings_page(request, "cadences/texts.html", {"channels": channels})


def _used(store: StoreSettings) -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, one in store.cadence_bodies.items():
        for template in dict.fromkeys(step.template for step in one.steps if step.template):
            found[template].append(key)
    return dict(found)


def _language(store: StoreSettings, key: str, language: str, version: int) -> dict[str, Any]:
    template = store.templates.get((key, language))
    return {
        "code": language,
        "name": LANGUAGE_NAMES[language],
        "version": version,
        "written": template is not None,
        "missing": missing_blanks(store, key, language, template),
    }


def missing_blanks(store: StoreSettings, key: str, language: str, template: Template | None) -> list[str]:
    """Blanks that the English text has and this one has not: whoever reads the other language is told less."""
    english = store.templates.get((key, "en"))
    if language == "en" or english is None or template is None:
        return []
    return [name for name in fields_of(english) if name not in fields_of(template)]
