"""Who fetches files that providers keep: recordings, pictures of texts."""

from functools import cache

from django.conf import settings

from freshup.adapters.fetching import HttpFetcher
from freshup.ports.fetching import Fetcher


@cache
def fetcher() -> Fetcher:
    """One for the process: it keeps nothing between two files."""
    return HttpFetcher(frozenset(settings.FRESHUP_PLAIN_HOSTS))
