"""Providers: what each does for a store, what it must be told, and what it reports."""

from freshup.domain.connectors.health import Health as Health
from freshup.domain.connectors.health import health as health
from freshup.domain.connectors.providers import PROVIDERS as PROVIDERS
from freshup.domain.connectors.providers import Field as Field
from freshup.domain.connectors.providers import Problem as Problem
from freshup.domain.connectors.providers import Provider as Provider
from freshup.domain.connectors.providers import provider_of as provider_of
from freshup.domain.connectors.providers import read_settings as read_settings
from freshup.domain.connectors.sentences import SENTENCES as SENTENCES
