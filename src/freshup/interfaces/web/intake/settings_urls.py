"""The addresses of sources and intake keys, under settings."""

from django.urls import URLPattern, URLResolver, path

from freshup.interfaces.web.intake import keys, sources

urlpatterns: list[URLPattern | URLResolver] = [
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", sources.source_new, name="source_new"),
    path("sources/<int:source_id>/", sources.source, name="source"),
    path("sources/<int:source_id>/aliases/", sources.aliases, name="source_aliases"),
    path(
        "sources/<int:source_id>/aliases/<int:alias_id>/removal/", sources.alias_removal, name="alias_removal"
    ),
    path("sources/<int:source_id>/review/", sources.review, name="source_review"),
    path("sources/<int:source_id>/merging/", sources.merging, name="source_merging"),
    path("sources/<int:source_id>/archiving/", sources.archiving, name="source_archiving"),
    path("sources/<int:source_id>/restoring/", sources.restoring, name="source_restoring"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new/", keys.key_new, name="key_new"),
    path("keys/<int:key_id>/", keys.key, name="key"),
    path("keys/<int:key_id>/rotation/", keys.rotation, name="key_rotation"),
    path("keys/<int:key_id>/disabling/", keys.disabling, name="key_disabling"),
    path("keys/<int:key_id>/enabling/", keys.enabling, name="key_enabling"),
    path("keys/<int:key_id>/test/", keys.test_lead, name="key_test"),
]
