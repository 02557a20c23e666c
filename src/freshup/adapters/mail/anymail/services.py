"""The services by name: which of anymail's classes speak with each, and what of an account each is told."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urljoin

from anymail.backends import brevo, mailgun, mailjet, postmark, resend, sendgrid, sparkpost
from anymail.backends.base_requests import requests
from anymail.exceptions import AnymailNotSupportedWarning
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks import brevo as brevo_hooks
from anymail.webhooks import mailgun as mailgun_hooks
from anymail.webhooks import mailjet as mailjet_hooks
from anymail.webhooks import postmark as postmark_hooks
from anymail.webhooks import resend as resend_hooks
from anymail.webhooks import sendgrid as sendgrid_hooks
from anymail.webhooks import sparkpost as sparkpost_hooks

from freshup.ports.accounts import Account

# Said about SendGrid at every message, to no purpose: nobody here can change it.
warnings.filterwarnings("ignore", category=AnymailNotSupportedWarning)


FETCH_SECONDS_MAX: Final = 20
ATTACHMENT_BYTES_MAX: Final = 40 * 1024 * 1024


class BrevoMails(brevo_hooks.BrevoInboundWebhookView):  # type: ignore[misc]
    """Anymail waits for ever for an attachment, and takes it however large it is."""

    def _fetch_attachment(self, attachment: Any) -> Any:
        url = urljoin(self.api_url, f"inbound/attachments/{quote(attachment['DownloadToken'], safe='')}")
        headers = {"api-key": self.api_key}
        with requests.get(url, headers=headers, timeout=FETCH_SECONDS_MAX, stream=True) as response:
            response.raise_for_status()
            content = response.raw.read(ATTACHMENT_BYTES_MAX + 1, decode_content=True)
        if len(content) > ATTACHMENT_BYTES_MAX:
            raise ValueError("an attachment that is too large")
        return AnymailInboundMessage.construct_attachment(
            content_type=response.headers.get("Content-Type") or attachment["ContentType"],
            content=content,
            filename=attachment.get("Name"),
            content_id=attachment.get("ContentID"),
        )


@dataclass(frozen=True, slots=True)
class Service:
    """`told`: names of the account's own settings and secrets, which are anymail's names, too.

    `follows`: can be told not to track a mail itself (we do). `own_id`: keeps our Message-ID where we send one.
    `repeats`: takes a key by which a second try sends nothing.
    """

    backend: Callable[..., Any]
    events: Callable[..., Any]
    inbound: Callable[..., Any] | None
    told: tuple[str, ...]
    headers: Mapping[str, str]
    follows: bool = True
    own_id: bool = True
    repeats: bool = False


SERVICES: Final[dict[str, Service]] = {
    "postmark": Service(
        postmark.EmailBackend,
        postmark_hooks.PostmarkTrackingWebhookView,
        postmark_hooks.PostmarkInboundWebhookView,
        ("server_token", "message_stream", "api_url"),
        # Without it our Message-ID is thrown away.
        {"X-PM-KeepID": "true"},
    ),
    "mailgun": Service(
        mailgun.EmailBackend,
        mailgun_hooks.MailgunTrackingWebhookView,
        mailgun_hooks.MailgunInboundWebhookView,
        ("api_key", "sender_domain", "api_url"),
        {},
    ),
    "sendgrid": Service(
        sendgrid.EmailBackend,
        sendgrid_hooks.SendGridTrackingWebhookView,
        sendgrid_hooks.SendGridInboundWebhookView,
        ("api_key", "api_url"),
        {},
    ),
    "brevo": Service(
        brevo.EmailBackend,
        brevo_hooks.BrevoTrackingWebhookView,
        BrevoMails,
        ("api_key", "api_url"),
        {},
        follows=False,
    ),
    "mailjet": Service(
        mailjet.EmailBackend,
        mailjet_hooks.MailjetTrackingWebhookView,
        mailjet_hooks.MailjetInboundWebhookView,
        ("api_key", "secret_key", "api_url"),
        {},
        # It refuses a mail that brings one.
        own_id=False,
    ),
    "resend": Service(
        resend.EmailBackend,
        resend_hooks.ResendTrackingWebhookView,
        None,
        ("api_key", "api_url"),
        {},
        follows=False,
        repeats=True,
    ),
    "sparkpost": Service(
        sparkpost.EmailBackend,
        sparkpost_hooks.SparkPostTrackingWebhookView,
        sparkpost_hooks.SparkPostInboundWebhookView,
        ("api_key", "api_url"),
        {},
    ),
}


def told(service: Service, account: Account) -> dict[str, str]:
    """What anymail is told of this account; what was left empty is as anymail has it."""
    known = {**account.settings, **account.secrets}
    return {name: known[name] for name in service.told if known.get(name)}
