"""The strings of pages and rules, collected and compiled by Babel: no system package is needed."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
LOCALE = PACKAGE / "locale"
LANGUAGES = ("es",)
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
# A string, or a singular with its plural.
Found = str | tuple[str, ...]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def collect() -> Catalog:
    """Every marked string of the package, with the places it stands in."""
    catalog = Catalog(project="Freshup", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        for _, found, _, context in extract_from_file("python", path, KEYWORDS):
            _add(catalog, path, found, context)
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        for marked, context in _of_template(path):
            _add(catalog, path, marked, context)
    return catalog


def _add(catalog: Catalog, path: Path, found: Found, context: str | None) -> None:
    if found and found != ("", ""):
        # Without line numbers: a moved line is no change of the catalogue.
        catalog.add(found, locations=[(path.relative_to(PACKAGE).as_posix(), 0)], context=context)


def _of_template(path: Path) -> Iterator[tuple[Found, str | None]]:
    # Django blanks all but the strings; what is left of the layout would be read as Python's indentation.
    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    source = io.BytesIO("\n".join(line.strip() for line in calls).encode())
    # Typed as a list of strings, in truth a string or a tuple.
    marked: Any = extract_python(source, KEYWORDS, [], {"encoding": "utf-8"})
    for _, function, found, _ in marked:
        texts = [found] if isinstance(found, str) else [one for one in found if isinstance(one, str)]
        context = texts.pop(0) if function in ("pgettext", "npgettext") else None
        yield (tuple(texts[:2]) if function in ("ngettext", "npgettext") else texts[0]), context


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The translations that are there."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Freshup", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> Catalog:
    """Merge what the package says into the language's catalogue; write it, and the compiled one beside it."""
    merged = read(language)
    merged.update(collect(), no_fuzzy_matching=True)
    merged.obsolete.clear()
    # The day it was collected would make every collection a change.
    merged.creation_date = merged.revision_date = UNDATED
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    with po_path(language).open("wb") as file:
        write_po(file, merged, sort_output=True, width=110, include_lineno=False, omit_header=False)
    write_compiled(language, merged)
    return merged


def write_compiled(language: str, catalog: Catalog) -> None:
    with po_path(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def untranslated(catalog: Catalog) -> list[str]:
    """The strings a language has no words for yet."""
    return [str(one.id) for one in catalog if one.id and not _has_words(one.string)]


def _has_words(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
