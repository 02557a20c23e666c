"""`/in/{key}/`: inquiries."""

from typing import Any

from freshup.interfaces.api import intake
from freshup.interfaces.api.asking import refusal
from freshup.interfaces.api.openapi.shapes import (
    ALLOW_ORIGIN,
    JSON,
    KEY,
    ORIGIN,
    Shape,
    answer,
    object_of,
    refusals,
)

TOO_MANY = refusal(429, "too_many", "Not taken: too many at once. Please send it again.", wait=1)
WORDS: dict[str, str] = {
    "first_name": "",
    "last_name": "",
    "full_name": "Instead of the two",
    "email": "",
    "phone": "In any notation",
    "cell": "",
    "street": "",
    "city": "",
    "state": "",
    "zip": "",
    "language": "en, es or as the customer says",
    "vehicle": "In one line: 2026 Honda Accord EX",
    "year": "",
    "make": "",
    "model": "",
    "trim": "",
    "vin": "",
    "stock": "",
    "trade_in": "What is offered in trade, in one line",
    "timeframe": "When they want to buy",
    "comments": "The customer's own words",
    "source": "Who sends it",
    "id": "Your number of it: the same one twice is one lead",
    "requested_at": "When the customer asked, ISO 8601",
    "visitor": "The web tag's name of the browser",
}
CONSENT = object_of(
    {
        "text": {"type": "string", "description": "What the customer read"},
        "version": {"type": ["integer", "string"]},
        "channel": {"type": "string", "enum": ["text", "call", "email"]},
        "given": {"type": "boolean"},
    },
    required=["text", "given"],
    closed=False,
)


def lead() -> Shape:
    """What is understood at once; other names are looked up in a long list, and nothing is ever thrown away."""
    members: dict[str, Any] = {
        name: {"type": "string", **({"description": says} if says else {})} for name, says in WORDS.items()
    }
    return object_of({**members, "consent": CONSENT}, required=(), closed=False)


def paths() -> dict[str, Shape]:
    gone = intake.GONE.values()
    return {
        "/in/{key}/": {
            "parameters": [KEY],
            "post": {
                "operationId": "handInInquiry",
                "tags": ["inquiries"],
                "summary": "Hand an inquiry in, in any format",
                "description": "Answered as soon as it is on disk, before anybody has looked at it. Any other answer "
                "than 202 means that it was not taken. ADF/XML, JSON, form fields, a whole e-mail, plain text: the "
                "content type is a hint and no condition.",
                "parameters": [ORIGIN],
                "requestBody": _body(),
                "responses": {
                    "202": answer(
                        "Written down.", {"$ref": "#/components/schemas/Receipt"}, headers=ALLOW_ORIGIN
                    ),
                    **refusals(
                        intake.EMPTY,
                        *gone,
                        intake.NOT_POST,
                        intake.SLOW,
                        intake.TOO_LARGE,
                        TOO_MANY,
                        intake.UNSTORABLE,
                        intake.UNAVAILABLE,
                        intake.BUSY,
                        intake.FULL,
                    ),
                },
            },
            "options": {
                "operationId": "askBeforeHandingIn",
                "tags": ["inquiries"],
                "summary": "A browser asks whether a page of another site may hand in",
                "parameters": [ORIGIN],
                "responses": {
                    "204": answer("It may.", headers=ALLOW_ORIGIN),
                    **refusals(*gone, TOO_MANY, intake.UNAVAILABLE),
                },
            },
        }
    }


def _body() -> Shape:
    text = {"schema": {"type": "string", "minLength": 1}}
    return {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/Lead"}},
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Lead"}},
            "application/x-adf+xml": text,
            "application/xml": text,
            "message/rfc822": text,
            "text/plain": text,
        },
    }


def schemas() -> dict[str, Shape]:
    receipt = object_of(
        {
            "receipt": {"type": "string", "format": "uuid"},
            "received": {"type": "string", "format": "date-time"},
        }
    )
    return {"Lead": lead(), "Receipt": receipt}
