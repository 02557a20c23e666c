"""`/hooks/{key}/{kind}/`: what providers report."""

from freshup.interfaces.api import hooks
from freshup.interfaces.api.asking import refusal
from freshup.interfaces.api.openapi.shapes import SEGMENT, Shape, answer, in_path, in_query, refusals

TOO_MANY = refusal(429, "too_many", "Not taken: too many at once.", wait=1)


def paths() -> dict[str, Shape]:
    key = in_path("key", "From the connector's page.", maxLength=100, pattern=SEGMENT)
    kind = in_path(
        "kind",
        "What is reported: text-in, status, voice-in, events, mail-in, lead-forms …",
        maxLength=16,
        pattern=SEGMENT,
    )
    before = (
        hooks.UNKNOWN,
        hooks.NO_SUCH_KIND,
        hooks.OFF,
        hooks.FORGED,
        TOO_MANY,
        hooks.SEALED,
        hooks.UNAVAILABLE,
    )
    return {
        "/hooks/{key}/{kind}/": {
            "parameters": [key, kind],
            "post": {
                "operationId": "report",
                "tags": ["providers"],
                "summary": "A provider reports: a text, a delivery, a call, a lead form",
                "description": "Signed as the provider signs; without a good signature nothing is read. The body is "
                "the provider's own. It is written down once, however often it comes, and then answered.",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {}},
                        "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
                        "*/*": {"schema": {}},
                    }
                },
                "responses": {
                    "200": answer("Taken, in the provider's language."),
                    "204": answer("Taken."),
                    **refusals(*before, hooks.SLOW, hooks.TOO_LARGE, hooks.BUSY),
                },
            },
            "get": {
                "operationId": "greet",
                "tags": ["providers"],
                "summary": "Some providers make sure of us once, when the address is entered there",
                "parameters": [
                    in_query(f"hub.{name}", "As Meta asks") for name in ("mode", "verify_token", "challenge")
                ],
                "responses": {
                    "200": answer("The word that was asked for.", {"type": "string"}, media="text/plain"),
                    **refusals(*before, hooks.NOT_POST),
                },
            },
        }
    }
