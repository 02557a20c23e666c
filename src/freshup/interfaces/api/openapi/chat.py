"""`/chat/{key}/…/`: the chat on a store's site."""

from typing import Any, Final

from freshup.interfaces.api.openapi.shapes import (
    JSON,
    KEY,
    ORIGIN,
    RETRY_AFTER,
    Shape,
    answer,
    in_query,
    object_of,
)

ERROR: Final[Shape] = {"$ref": "#/components/schemas/ChatError"}
# What each status of the chat means; the code in the body says more.
REFUSED: Final = {
    400: "The body is not an object in JSON.",
    401: "No token: Authorization: Bearer and what start answered.",
    403: "The key may not be used from pages of this address, or was switched off.",
    404: "No store has this key, or the token is none of this store's.",
    409: "There is no chat now (off), it has ended (ended), or the words of consent have changed (consent_changed).",
    413: "A message may have 8 kB at most.",
    422: "Nothing was said.",
    429: "Too much at once (too_many), or more lines than a chat may have (too_long).",
}
ALWAYS: Final = (403, 404, 429)
TEXT: Final[Shape] = {"type": "string"}


def paths() -> dict[str, Shape]:
    return {
        "/chat/{key}/config/": _path(
            "get", "chatConfig", "Is there a chat, and how does it look?", "ChatConfig"
        ),
        "/chat/{key}/start/": _path(
            "post",
            "startChat",
            "Begin a chat; the answer holds its token",
            "ChatStarted",
            400,
            409,
            413,
            body="ChatOpening",
        ),
        "/chat/{key}/say/": _path(
            "post",
            "say",
            "The visitor writes, chooses, or leaves their name and number",
            "ChatLines",
            400,
            401,
            409,
            413,
            422,
            body="ChatSaid",
            signed=True,
        ),
        "/chat/{key}/lines/": _path(
            "get",
            "lines",
            "What was said since",
            "ChatLines",
            401,
            signed=True,
            query=[in_query("after", "The id of the last line known", pattern="^[0-9]{0,18}$")],
        ),
        "/chat/{key}/end/": _path("post", "endChat", "The visitor leaves", "ChatEnded", 401, signed=True),
    }


def _path(
    verb: str,
    name: str,
    summary: str,
    good: str,
    *statuses: int,
    body: str = "",
    signed: bool = False,
    query: list[Shape] | None = None,
) -> Shape:
    operation: Shape = {
        "operationId": name,
        "tags": ["website"],
        "summary": summary,
        "parameters": [ORIGIN, *(query or [])],
        "responses": {
            "200": answer("As asked.", {"$ref": f"#/components/schemas/{good}"}),
            **{str(status): _refused(status) for status in sorted({*ALWAYS, *statuses})},
        },
    }
    if body:
        operation["requestBody"] = {"content": {JSON: {"schema": {"$ref": f"#/components/schemas/{body}"}}}}
    if signed:
        operation["security"] = [{"chatToken": []}]
    return {"parameters": [KEY], verb: operation}


def _refused(status: int) -> Shape:
    return answer(REFUSED[status], ERROR, headers=RETRY_AFTER if status == 429 else None)


def schemas() -> dict[str, Shape]:
    number, yes_no = {"type": "integer"}, {"type": "boolean"}
    nullable = {"type": ["string", "null"]}
    line = object_of(
        {
            "id": number,
            "who": {"type": "string", "enum": ["visitor", "bot", "person"]},
            "words": TEXT,
            "name": TEXT,
            "model": yes_no,
            "choices": {"type": "array", "items": object_of({"code": TEXT, "label": TEXT})},
        },
        required=["id", "who", "words"],
        closed=False,
    )
    shown: dict[str, Any] = {
        "state": {"type": "string", "enum": ["bot", "waiting", "person", "ended"]},
        "language": {"type": "string", "enum": ["en", "es"]},
        "thinking": yes_no,
        "person": nullable,
        "lines": {"type": "array", "items": line},
    }
    consent = object_of({"text": TEXT, "version": number})
    contact = object_of(
        {"name": TEXT, "phone": TEXT, "email": TEXT, "consent": yes_no, "consent_version": number},
        required=(),
        closed=False,
    )
    return {
        "ChatConfig": object_of(
            {
                "on": yes_no,
                "store": TEXT,
                "language": shown["language"],
                "colour": TEXT,
                "open": yes_no,
                "consent": {"oneOf": [consent, {"type": "null"}]},
            }
        ),
        "ChatStarted": object_of({"token": TEXT, **shown}),
        "ChatLines": object_of(shown),
        "ChatEnded": object_of({"state": {"const": "ended"}}),
        "ChatOpening": object_of(
            {"language": TEXT, "page": TEXT, "vin": TEXT, "stock": TEXT, "visitor": TEXT},
            required=(),
            closed=False,
        ),
        "ChatSaid": object_of(
            {"words": TEXT, "choice": TEXT, "contact": contact, "after": {"type": "integer", "minimum": 0}},
            required=(),
            closed=False,
        ),
        "ChatError": object_of({"error": TEXT}),
    }


def security() -> dict[str, Shape]:
    return {"chatToken": {"type": "http", "scheme": "bearer"}}
