"""JSON posts: our own shape and its many aliases, lists of leads, lead forms with answers as name and value."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.blocks import find_adf
from freshup.adapters.decoding.context import Context, Notes
from freshup.adapters.decoding.draft import WrittenPhone
from freshup.adapters.decoding.field_names import (
    LEAD_LISTS,
    LEAD_WRAPPERS,
    OF_PEOPLE,
    Place,
    container,
    field_of,
    normal_key,
)
from freshup.adapters.decoding.fields import FieldReader
from freshup.adapters.decoding.results import Result, from_drafts
from freshup.domain.intake.prospect import SourceId

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_PAIR = re.compile(r'"([^"\\\n]{1,80})"\s*:\s*(?:"((?:[^"\\]|\\.){0,2000})"|(-?[0-9][0-9.]{0,30}))')
_ANSWER_LISTS = frozenset(
    {
        "user column data",
        "field data",
        "answers",
        "questions",
        "custom fields",
        "custom questions",
        "fields",
        "responses",
    }
)
_NAMES_OF_KEY = ("column_id", "columnId", "name", "key", "field", "label", "question", "id", "column_name")
_NAMES_OF_VALUE = ("string_value", "stringValue", "value", "values", "answer", "answers", "text", "response")
_KINDS_OF_PHONE = ("type", "kind", "label")
_NUMBERS = ("number", "value", "phone", "phone_number", "phoneNumber", "e164", "raw")
_GIVER_OF_ID = {"lead_id": "Google", "google_key": "Google", "leadgen_id": "Meta"}


def looks_like_json(text: str) -> bool:
    return text[:1] in "{[" and text[:1] != ""


def read_json(text: str, context: Context) -> Result:
    """All leads of a JSON text. What is broken is quarantined with the pairs that could be read."""
    if len(text) > limits.TEXT_BYTES_MAX:
        raise limits.text_too_large()
    notes = Notes()
    try:
        document = _load(text, notes)
    except RecursionError:
        raise limits.too_deep() from None
    except ValueError:
        return _salvage(text, context)
    return _read(document, notes, context, 1)


def _load(text: str, notes: Notes) -> Json:
    try:
        loaded: Json = json.loads(text, strict=False)
    except ValueError:
        loaded = json.loads(_TRAILING_COMMA.sub(r"\1", text.strip("\ufeff\0 \t\r\n;")), strict=False)
        notes.add("Commas too many in the JSON left out.")
    return loaded


def _salvage(text: str, context: Context) -> Result:
    adf = find_adf(text.replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/"), notes := Notes())
    if adf is not None:
        notes.add("The JSON around the ADF is broken.")
        return from_drafts(adf.drafts, notes, context, "The JSON is broken or cut off")
    reader = FieldReader()
    place: Place = "person"
    for match in _PAIR.finditer(text):
        key, words, number = match.groups()
        reader.take(key, (words or number or "").replace("\\n", "\n").replace('\\"', '"'), place)
    result = from_drafts([reader.draft] if _told_anything(reader) else [], Notes(), context)
    result.broken = "The JSON is broken or cut off"
    return result


def _told_anything(reader: FieldReader) -> bool:
    draft = reader.draft
    return bool(draft.name or draft.full_names or draft.emails or draft.phones or draft.vehicles)


def _read(document: Json, notes: Notes, context: Context, depth: int) -> Result:
    if depth > limits.JSON_DEPTH_MAX:
        raise limits.too_deep()
    result = Result()
    if isinstance(document, str):
        adf = find_adf(document, notes)
        return from_drafts(adf.drafts, notes, context, _cut(adf.cut_inside)) if adf is not None else result
    if isinstance(document, list):
        if len(document) > limits.PROSPECTS_MAX:
            raise limits.too_many_prospects()
        for one in document:
            result.merge(_read(one, notes, context, depth + 1))
        return result
    if not isinstance(document, dict):
        return result
    inner = _wrapped(document)
    if inner is not None:
        return _read(inner, notes, context, depth + 1)
    adf_inside = _adf_in(document, context, depth)
    return adf_inside if adf_inside is not None else _one_lead(document, notes, context)


def _cut(inside: str | None) -> str | None:
    return f"Cut off inside <{inside}>" if inside is not None else None


def _wrapped(document: dict[str, Json]) -> Json:
    """What an envelope holds, when the object is an envelope and not itself a lead."""
    if any(_is_personal(key, value) for key, value in document.items()):
        return None
    for key, value in document.items():
        words = normal_key(key)
        if (
            words in LEAD_LISTS
            and isinstance(value, list)
            and any(isinstance(one, dict) for one in value)
            and not _answers(value)
        ):
            return value
        if (
            words in LEAD_WRAPPERS
            and isinstance(value, dict)
            and not set(map(normal_key, document)) & {"customer", "contact", "vehicle"}
        ):
            return value
    return None


def _is_personal(key: str, value: Json) -> bool:
    found = field_of(key)
    return (
        found is not None
        and found.name in OF_PEOPLE
        and found.place == "person"
        and not isinstance(value, dict | list)
    )


def _adf_in(document: dict[str, Json], context: Context, depth: int) -> Result | None:
    for value in document.values():
        if isinstance(value, str) and len(value) > 40:
            notes = Notes()
            adf = find_adf(value, notes)
            if adf is not None:
                return from_drafts(adf.drafts, notes, context, _cut(adf.cut_inside))
        elif isinstance(value, dict):
            if depth > limits.JSON_DEPTH_MAX:
                raise limits.too_deep()
            inside = _adf_in(value, context, depth + 1)
            if inside is not None:
                return inside
    return None


def _one_lead(document: dict[str, Json], notes: Notes, context: Context) -> Result:
    reader = FieldReader()
    _take_ids(reader, document)
    _walk(reader, document, "person", None, 1)
    if reader.is_test:
        return Result(not_a_lead="A test of the lead form")
    if not _told_anything(reader) and not reader.draft.comments:
        return Result(broken="No lead in the JSON")
    return from_drafts([reader.draft], notes, context)


def _take_ids(reader: FieldReader, document: dict[str, Json]) -> None:
    if "google_key" in document or "user_column_data" in document:
        giver = "Google"
    elif "field_data" in document or "leadgen_id" in document:
        giver = "Meta"
    else:
        return
    number = document.get("lead_id") or document.get("leadgen_id") or document.get("id")
    document.pop("google_key", None)
    for key in ("lead_id", "leadgen_id", "id"):
        document.pop(key, None)
    if isinstance(number, str | int):
        reader.draft.source_ids.append(SourceId(giver, str(number)))
    reader.draft.provider = giver


def _walk(
    reader: FieldReader, value: dict[str, Json], place: Place, vehicle: dict[str, str] | None, depth: int
) -> None:
    if depth > limits.JSON_DEPTH_MAX:
        raise limits.too_deep()
    for key, one in value.items():
        if isinstance(one, dict):
            _into(reader, key, one, place, vehicle, depth)
        elif isinstance(one, list):
            _list(reader, key, one, place, vehicle, depth)
        else:
            _leaf(reader, key, one, place, vehicle)


def _leaf(reader: FieldReader, key: str, value: Json, place: Place, vehicle: dict[str, str] | None) -> None:
    if value is None or isinstance(value, dict | list):
        return
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if place == "ignored":
        reader.draft.keep(key[:120], text)
    else:
        reader.take(key, text, place, vehicle)


def _into(
    reader: FieldReader,
    key: str,
    value: dict[str, Json],
    place: Place,
    vehicle: dict[str, str] | None,
    depth: int,
) -> None:
    inner = container(key)
    if inner in ("vehicle", "trade"):
        _walk(reader, value, inner, reader.new_vehicle(inner), depth + 1)
    elif inner is not None:
        _walk(reader, value, inner, None, depth + 1)
    elif isinstance(value.get("part"), str) and "value" in value:
        _leaf(reader, f"{value['part']} name", value["value"], place, vehicle)
    elif _is_phone(key, value):
        _phone(reader, value)
    elif place in ("vehicle", "trade") and normal_key(key) in ("odometer", "mileage", "price"):
        _measured(reader, key, value, place, vehicle)
    else:
        _walk(reader, value, place, vehicle, depth + 1)


def _measured(
    reader: FieldReader, key: str, value: dict[str, Json], place: Place, vehicle: dict[str, str] | None
) -> None:
    """A quantity with its unit: {"value": 114000, "unit": "mi"}."""
    for name, one in value.items():
        _leaf(reader, f"{key} unit" if "unit" in name.lower() else key, one, place, vehicle)


def _is_phone(key: str, value: dict[str, Json]) -> bool:
    words = normal_key(key)
    return ("phone" in words or words in ("tel", "mobile")) and any(name in value for name in _NUMBERS)


def _phone(reader: FieldReader, value: dict[str, Json]) -> None:
    number = next((value[name] for name in _NUMBERS if value.get(name)), None)
    kind = next((value[name] for name in _KINDS_OF_PHONE if isinstance(value.get(name), str)), "")
    if isinstance(number, str | int) and not isinstance(number, bool):
        text = reader.draft.said(str(number), "phone")
        if text is not None:
            reader.draft.phones.append(WrittenPhone(text, str(kind)))


def _answers(value: list[Json]) -> bool:
    return any(
        isinstance(one, dict)
        and any(name in one for name in _NAMES_OF_KEY)
        and any(name in one for name in _NAMES_OF_VALUE)
        and not any(name in one for name in ("email", "phone", "first_name", "firstName"))
        for one in value
    )


def _list(
    reader: FieldReader, key: str, value: list[Json], place: Place, vehicle: dict[str, str] | None, depth: int
) -> None:
    words = normal_key(key)
    if words in ("source ids", "ids"):
        _source_ids(reader, value)
        return
    if words in _ANSWER_LISTS or (_answers(value) and container(key) is None and "phone" not in words):
        _answer_list(reader, value, place, vehicle)
        return
    for one in value[: limits.PROSPECTS_MAX]:
        if isinstance(one, dict):
            _into(reader, key, one, place, vehicle, depth)
        elif not isinstance(one, list):
            _leaf(reader, key, one, place, vehicle)


def _source_ids(reader: FieldReader, value: list[Json]) -> None:
    for one in value:
        if isinstance(one, dict) and isinstance(one.get("id"), str | int):
            reader.draft.source_ids.append(SourceId(str(one.get("source") or ""), str(one["id"])))


def _answer_list(
    reader: FieldReader, value: list[Json], place: Place, vehicle: dict[str, str] | None
) -> None:
    """Answers of a lead form: name and value side by side, whatever the two are called."""
    for one in value:
        if not isinstance(one, dict):
            continue
        key = next((str(one[name]) for name in _NAMES_OF_KEY if isinstance(one.get(name), str)), "")
        answer = next((one[name] for name in _NAMES_OF_VALUE if one.get(name) not in (None, "", [])), None)
        texts = answer if isinstance(answer, list) else [answer]
        for text in texts[:10]:
            _leaf(reader, key, text, place, vehicle)
