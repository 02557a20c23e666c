"""How each provider's account is tried out."""

from typing import Final

from django.conf import settings

from freshup.adapters.probing.mail import probe_imap, probe_smtp
from freshup.adapters.probing.web import QUESTIONS, MetaProbe, WebProbe
from freshup.ports.probing import Probe

_PLAIN: Final = frozenset(settings.FRESHUP_PLAIN_HOSTS)
PROBES: Final[dict[str, Probe]] = {
    "smtp": probe_smtp,
    "imap": probe_imap,
    "meta": MetaProbe(_PLAIN),
    **{provider: WebProbe(_PLAIN) for provider in QUESTIONS},
}


def probe_of(provider: str) -> Probe | None:
    """None where there is nobody to ask: Google only ever calls us, and the sandbox is ourselves."""
    return PROBES.get(provider)
