"""`/visits/{key}/`: what the web tag says of a page."""

from freshup.interfaces.api import visits
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

TOO_MANY = refusal(429, "too_many", "Not taken: too many at once.", wait=1)


def paths() -> dict[str, Shape]:
    before = (visits.UNKNOWN, visits.NOT_ALLOWED, TOO_MANY, visits.UNAVAILABLE)
    return {
        "/visits/{key}/": {
            "parameters": [KEY],
            "post": {
                "operationId": "tellOfAPage",
                "tags": ["website"],
                "summary": "The web tag tells which page of the store's site is looked at",
                "description": "Only for the sites the form key names. 204 whatever is made of it; a browser that asks "
                "by Sec-GPC not to be followed is not, and neither is a program.",
                "parameters": [ORIGIN],
                "requestBody": {
                    "required": True,
                    "content": {
                        JSON: {"schema": {"$ref": "#/components/schemas/PageView"}},
                        "text/plain": {"schema": {"type": "string"}},
                    },
                },
                "responses": {
                    "204": answer("Told.", headers=ALLOW_ORIGIN),
                    **refusals(*before, visits.NOT_A_VIEW, visits.TOO_LARGE, visits.SLOW),
                },
            },
            "options": {
                "operationId": "askBeforeTelling",
                "tags": ["website"],
                "summary": "A browser asks first",
                "parameters": [ORIGIN],
                "responses": {"204": answer("It may.", headers=ALLOW_ORIGIN), **refusals(*before)},
            },
        }
    }


def schemas() -> dict[str, Shape]:
    text: Shape = {"type": "string"}
    members: Shape = {
        "visitor": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{20,40}$",
            "description": "A random name of the browser",
        },
        "path": {**text, "description": "Without its query"},
        "vin": text,
        "stock": text,
        "vehicle": {"type": "boolean"},
        "fu": {**text, "description": "The link of ours that led here"},
    }
    return {"PageView": object_of(members, required=["visitor"], closed=False)}
