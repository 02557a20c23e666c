"""Pages that programs post to: the one click out of our mail, and the inquiry form."""

from typing import Any

from freshup.interfaces.api.openapi.shapes import KEY, RETRY_AFTER, SEGMENT, Shape, in_path, in_query, page

FORM = "application/x-www-form-urlencoded"
FIELDS = (
    "name",
    "email",
    "phone",
    "vehicle",
    "timeframe",
    "trade",
    "comments",
    "leave_empty",
    "visitor",
    "consent",
    "consent_version",
)


def paths() -> dict[str, Shape]:
    token = in_path(
        "token", "From the mail; it names one address and one store.", maxLength=500, pattern=SEGMENT
    )
    forged = page(404, "The token is none of ours.")
    return {
        "/unsubscribe/{token}/": {
            "parameters": [token],
            "get": _operation(
                "askToLeave",
                "mail",
                "The page that asks; it changes nothing",
                {**page(200, "The page."), **forged},
            ),
            "post": _operation(
                "leave",
                "mail",
                "One-click unsubscribe (RFC 8058)",
                {**page(200, "No more mail goes to the address the token names."), **forged},
                body={"List-Unsubscribe": {"type": "string", "const": "One-Click"}},
            ),
        },
        "/form/{key}/": {
            "parameters": [KEY],
            "get": _operation(
                "inquiryForm",
                "website",
                "The store's inquiry form",
                {**page(200, "The form."), **page(404, "No form has this key."), **_too_many()},
                query=[
                    in_query("lang", "en or es"),
                    in_query("vehicle", "Filled in for the customer"),
                    in_query("framed", "Shown inside another page"),
                    in_query("visitor", "The web tag's name"),
                ],
            ),
            "post": _operation(
                "sendForm",
                "website",
                "The form, filled in",
                {
                    **page(200, "Taken."),
                    **page(404, "No form has this key."),
                    **page(409, "The words of consent have changed."),
                    **page(422, "Something is missing."),
                    **page(503, "Not taken; please send it again."),
                    **_too_many(),
                },
                body={name: {"type": "string"} for name in FIELDS},
            ),
        },
    }


def _too_many() -> dict[str, Shape]:
    return page(429, "Too many at once.", headers=RETRY_AFTER)


def _operation(
    name: str,
    tag: str,
    summary: str,
    responses: dict[str, Shape],
    *,
    body: dict[str, Any] | None = None,
    query: list[Shape] | None = None,
) -> Shape:
    made: Shape = {"operationId": name, "tags": [tag], "summary": summary, "responses": responses}
    if query:
        made["parameters"] = query
    if body:
        made["requestBody"] = {"content": {FORM: {"schema": {"type": "object", "properties": body}}}}
    return made
