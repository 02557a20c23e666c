"""Who delivers what goes out, by every channel and for every store."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from freshup.adapters.mail.anymail import SERVICES, AnymailSender
from freshup.adapters.mail.smtp import SmtpMail, server_of
from freshup.adapters.twilio.client import TwilioText
from freshup.bootstrap.mail import mail_sender
from freshup.bootstrap.texting import text_sender
from freshup.domain.connectors.providers import SANDBOX
from freshup.operations.connectors.accounts import accounts_for
from freshup.operations.conversations.senders import Breaker, MailRoute, Senders, TextRoute
from freshup.ports.accounts import Account
from freshup.ports.mail import MailSender
from freshup.ports.texting import TextSender

# Well over 200 messages a second by a provider that answers in 100 ms; a lane is a thread that waits.
LANES: Final = 64
# What a store is connected to itself; for all others the installation's own settings hold, or the sandbox.
MAIL_SENDERS: Final[dict[str, Callable[[Account], MailSender]]] = {
    "smtp": lambda account: SmtpMail(server_of(account)),
    **dict.fromkeys(SERVICES, AnymailSender),
}
TEXT_SENDERS: Final[dict[str, Callable[[Account], TextSender]]] = {"twilio": TwilioText}
# One for the process: it must outlive a job to know that a provider has been down.
BREAKER: Final = Breaker()


@dataclass
class StoreSenders(Senders):
    """Each store's own accounts. A sender is made once a lane and account: a connection is no thread's but its own."""

    accounts: dict[tuple[int, str], Account] = field(default_factory=dict)
    # The sandbox's own connector where a store is connected to nobody else: only so that its page can say what went.
    sandboxes: dict[tuple[int, str], int] = field(default_factory=dict)
    mails: dict[str, MailSender] = field(default_factory=dict)
    texts: dict[str, TextSender] = field(default_factory=dict)

    def begin(self, rooftop_ids: Iterable[int]) -> None:
        stores = list(rooftop_ids)
        self.accounts.clear()
        self.sandboxes.clear()
        for what, made in (("email_out", MAIL_SENDERS), ("text", TEXT_SENDERS)):
            for store, account in accounts_for(stores, what).items():
                if account.provider in made:
                    self.accounts[store, what] = account
                elif account.provider == SANDBOX and (what == "text" or settings.FRESHUP_EMAIL == SANDBOX):
                    self.sandboxes[store, what] = account.id

    def mail_for(self, rooftop_id: int) -> MailRoute:
        account = self.accounts.get((rooftop_id, "email_out"))
        if account is None:
            return MailRoute(self.mail, self.sandboxes.get((rooftop_id, "email_out")))
        key = f"{account.id}:{account.version}"
        if key not in self.mails:
            self.mails[key] = MAIL_SENDERS[account.provider](account)
        return MailRoute(self.mails[key], account.id)

    def text_for(self, rooftop_id: int) -> TextRoute | None:
        account = self.accounts.get((rooftop_id, "text"))
        if account is None:
            sandbox = self.sandboxes.get((rooftop_id, "text"))
            return None if self.text is None else TextRoute(self.text, sandbox)
        key = f"{account.id}:{account.version}"
        if key not in self.texts:
            self.texts[key] = TEXT_SENDERS[account.provider](account)
        return TextRoute(self.texts[key], account.id)

    def lane(self) -> Senders:
        return StoreSenders(
            mail_sender(),
            text_sender(),
            breaker=self.breaker,
            accounts=self.accounts,
            sandboxes=self.sandboxes,
        )

    def close(self) -> None:
        super().close()
        for mail in self.mails.values():
            mail.close()
        for text in self.texts.values():
            text.close()
        self.mails.clear()
        self.texts.clear()


def senders() -> Senders:
    """Senders of their own for each caller: a connection is not shared between threads."""
    # The installation's own sandbox writes files, which no second lane makes quicker.
    lanes = LANES if settings.FRESHUP_EMAIL != "sandbox" or TEXT_SENDERS else 1
    return StoreSenders(mail_sender(), text_sender(), lanes=lanes, breaker=BREAKER)
