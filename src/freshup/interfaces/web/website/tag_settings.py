"""Settings: the web tag to put on the store's site, and what it has brought."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from freshup.domain.website.visits import KEPT_DAYS
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.queries import sources
from freshup.queries.visits import tag_harvest


@require_GET
@of_store
def web_tag(request: StoreAsked) -> HttpResponse:
    """One line to copy for each key of a form that names the site's address."""
    lines = sources.keys(request.access, [request.store.id])
    forms = [one for one in lines if one.kind == "form" and one.state(request.now) in ("active", "expiring")]
    return settings_page(
        request,
        "website/web_tag.html",
        {
            "tags": [
                {"line": one, "text": tag_of(one.public_value), "origins": one.allowed_origins}
                for one in forms
                if one.allowed_origins and one.public_value
            ],
            "without_origin": [one for one in forms if not one.allowed_origins],
            "harvest": tag_harvest(request.store.id, now=request.now),
            "days": KEPT_DAYS,
        },
    )


def tag_of(key: str) -> str:
    """The line a site's pages carry."""
    return f'<script src="{settings.FRESHUP_BASE_URL}/widget/tag.js" data-key="{key}" async></script>'
