"""Which adapter speaks with which provider."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings

from freshup.adapters.leadforms.google import GoogleReader
from freshup.adapters.leadforms.meta import MetaReader
from freshup.adapters.mail.anymail import SERVICES, AnymailHooks
from freshup.adapters.mail.letters import MailLetters
from freshup.adapters.mail.raw import RawMailReader
from freshup.adapters.sandbox.reader import SandboxReader
from freshup.adapters.twilio.reader import TwilioReader
from freshup.bootstrap.calling import DECIDED, otherwise, talk
from freshup.bootstrap.intake import storage
from freshup.operations.hooks.handling import Outside
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Hook, HookReader

Talk = Callable[[Hook, Account, datetime], Answer]

# A reader keeps nothing between two reports: one for all.
READERS: Final[dict[str, HookReader]] = {
    "twilio": TwilioReader(),
    "sandbox": SandboxReader(),
    "meta": MetaReader(frozenset(settings.FRESHUP_PLAIN_HOSTS)),
    "google": GoogleReader(),
    **{provider: AnymailHooks(provider) for provider in SERVICES},
    # What we fetched or were handed ourselves, mail by mail; nobody reports it by HTTP.
    "imap": RawMailReader(),
    "listener": RawMailReader(),
}


# What a provider must hear at once, by provider and kind of report.
TALKS: Final[dict[tuple[str, str], Talk]] = {("twilio", kind): talk for kind in DECIDED}
# What it hears when even that fails, which must not be silence.
OTHERWISE: Final[dict[str, Callable[[Hook, Account], Answer]]] = {"twilio": otherwise}


def reader_of(provider: str) -> HookReader | None:
    return READERS.get(provider)


def talk_of(provider: str, kind: str) -> Talk | None:
    return TALKS.get((provider, kind))


def otherwise_of(provider: str) -> Callable[[Hook, Account], Answer] | None:
    return OTHERWISE.get(provider)


@cache
def outside() -> Outside:
    return Outside(storage(), MailLetters())
