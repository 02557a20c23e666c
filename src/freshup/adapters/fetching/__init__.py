"""Having a provider's file over HTTP, without being led into our own network."""

from freshup.adapters.fetching.client import HttpFetcher as HttpFetcher
