"""`/healthz/`, `/readyz/`, `/metrics/`, and this document."""

from freshup.interfaces.api.health import door
from freshup.interfaces.api.openapi.shapes import RETRY_AFTER, Shape, answer, object_of, refusals

TEXT: Shape = {"type": "string"}


def paths() -> dict[str, Shape]:
    ready = {"$ref": "#/components/schemas/Readiness"}
    return {
        "/healthz/": _get(
            "alive",
            "Does this process live?",
            {"200": answer("It does.", object_of({"alive": {"const": True}}))},
        ),
        "/readyz/": _get(
            "ready",
            "May this process take traffic?",
            {"200": answer("It may.", ready), "503": answer("Not now, and why.", ready, headers=RETRY_AFTER)},
        ),
        "/metrics/": _get(
            "metrics",
            "Numbers in Prometheus's text format; there where FRESHUP_METRICS_TOKEN is set",
            {
                "200": answer("The numbers.", TEXT, media="text/plain"),
                **refusals(door.UNKNOWN_TOKEN, door.NO_METRICS),
            },
        ),
        "/api/openapi.json": _get("description", "This document", {"200": answer("It.", {"type": "object"})}),
    }


def _get(name: str, summary: str, responses: Shape) -> Shape:
    operation: Shape = {"operationId": name, "tags": ["health"], "summary": summary, "responses": responses}
    if name == "metrics":
        operation["security"] = [{"metricsToken": []}]
    return {"get": operation}


def schemas() -> dict[str, Shape]:
    checks = object_of(dict.fromkeys(("database", "migrations", "draining"), TEXT))
    return {"Readiness": object_of({"ready": {"type": "boolean"}, "checks": checks})}


def security() -> dict[str, Shape]:
    return {"metricsToken": {"type": "http", "scheme": "bearer"}}
