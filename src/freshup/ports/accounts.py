"""A store's account with a provider, as an adapter needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """`hook_url` is where the provider reaches us, `…/hooks/<key>/`; empty where it need not."""

    id: int
    rooftop_id: int
    group_id: int
    provider: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    hook_url: str = ""
    version: str = ""
