"""The words an OpenAPI document is made of: answers, bodies, parameters.

What a door refuses with is read from the door's own constants, so that the document says what the door says.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from freshup.interfaces.api.asking import Reply

Shape = dict[str, Any]

JSON: Final = "application/json"
HTML: Final = "text/html"
REFUSAL: Final = {"$ref": "#/components/schemas/Refusal"}
RETRY_AFTER: Final[Shape] = {
    "Retry-After": {
        "description": "Come again after so many seconds.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
ALLOW_ORIGIN: Final[Shape] = {
    "Access-Control-Allow-Origin": {
        "description": "The page's own address, where the key is for it.",
        "schema": {"type": "string"},
    }
}


def object_of(
    properties: Mapping[str, Any], *, required: Iterable[str] | None = None, closed: bool = True
) -> Shape:
    """An object with these members; all of them are there unless `required` names fewer."""
    names = list(properties if required is None else required)
    shape: Shape = {"type": "object", "properties": dict(properties)}
    if names:
        shape["required"] = names
    return shape | ({"additionalProperties": False} if closed else {})


def answer(
    description: str, schema: Shape | None = None, *, media: str = JSON, headers: Shape | None = None
) -> Shape:
    made: Shape = {"description": description}
    if schema is not None:
        made["content"] = {media: {"schema": schema}}
    return made | ({"headers": headers} if headers else {})


def refusals(*replies: Reply, media: str = JSON) -> dict[str, Shape]:
    """By status: the sentences the door says, and a Retry-After where it names one."""
    found: dict[str, Shape] = {}
    for reply in replies:
        body = dict(reply.body or {})
        made = found.setdefault(str(reply.status), answer("", REFUSAL, media=media))
        made["description"] = f"{made['description']} {body.get('detail', '')}".strip()
        made["content"][media].setdefault("examples", {})[str(body.get("error", ""))] = {"value": body}
        if "retry-after" in reply.headers:
            made["headers"] = RETRY_AFTER
        if "allow" in reply.headers:
            made.setdefault("headers", {})["Allow"] = {"schema": {"type": "string"}}
    return found


def page(status: int, description: str, *, headers: Shape | None = None) -> dict[str, Shape]:
    """An answer that is a page for people."""
    words = description or HTTPStatus(status).phrase
    return {str(status): answer(words, {"type": "string"}, media=HTML, headers=headers)}


def in_path(name: str, description: str, **schema: Any) -> Shape:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1, **schema},
    }


def in_query(name: str, description: str, **schema: Any) -> Shape:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


def in_header(name: str, description: str, **schema: Any) -> Shape:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string", **schema}}


KEY: Final = in_path("key", "The key of one store, as its settings show it.", maxLength=100)
ORIGIN: Final = in_header("Origin", "Sent by browsers: the site whose page is speaking.")
# Every address is a segment of its own: a slash in a key is another address.
SEGMENT: Final = r"^[^/\x00-\x20]+$"
