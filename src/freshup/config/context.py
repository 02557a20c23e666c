from django.http import HttpRequest


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """The name under which django-htmx looks for the nonce; made only when a template prints it."""
    return {"csp_nonce": getattr(request, "csp_nonce", None)}
