"""The providers a store can be connected to, as data: what they do and what they must be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.reasons import N_ as _
from freshup.domain.reasons import Reason

# What a provider can do for a store.
DOES: Final = ("email_out", "email_in", "text", "voice", "lead_forms", "model")
SANDBOX: Final = "sandbox"
LISTENER: Final = "listener"
VALUE_LENGTH_MAX: Final = 4_000


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a provider must be told. `kind`: text, number, yes_no, address (a URL) or one of `options`."""

    name: str
    label: str
    secret: bool = False
    required: bool = True
    kind: str = "text"
    options: tuple[str, ...] = ()
    default: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """`hooks`: the addresses of ours it must be told, each for one kind of report."""

    key: str
    name: str
    does: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    hooks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field."""

    field: str
    reason: Reason


_API_KEY: Final = Field("api_key", _("API key"), secret=True)
_WEBHOOK: Final = Field(
    "webhook_password",
    _("Webhook password"),
    secret=True,
    help=_("Any words of your own; the provider repeats them with each report, so that nobody else can."),
)
_API_URL: Final = Field(
    "api_url",
    _("API address"),
    kind="address",
    required=False,
    help=_("Only where yours is another than the provider's usual one."),
)
_REPLY_DOMAIN: Final = Field(
    "reply_domain",
    _("Domain for answers"),
    required=False,
    help=_(
        "All mail to this domain reaches Freshup through the provider; customers answer to addresses there."
    ),
)
_MAIL_HOOKS: Final = ("mail-events", "mail-in")
_SMTP: Final = (
    Field("host", _("Server")),
    Field("port", _("Port"), kind="number", default="587"),
    Field("security", _("Encryption"), options=("starttls", "tls", "none"), default="starttls"),
    Field("user", _("User name"), required=False),
    Field("password", _("Password"), secret=True, required=False),
)
_IMAP: Final = (
    Field("host", _("Server")),
    Field("port", _("Port"), kind="number", default="993"),
    Field("security", _("Encryption"), options=("tls", "starttls", "none"), default="tls"),
    Field("user", _("User name")),
    Field("password", _("Password"), secret=True),
    Field("folder", _("Folder"), default="INBOX"),
    Field(
        "intake_key",
        _("Intake key for new inquiries"),
        secret=True,
        required=False,
        help=_("Mail that answers nothing of ours is handed in under this key."),
    ),
)

PROVIDERS: Final[dict[str, Provider]] = {
    one.key: one
    for one in (
        Provider("smtp", _("Mail server (SMTP)"), ("email_out",), _SMTP),
        Provider("imap", _("Mailbox (IMAP)"), ("email_in",), _IMAP),
        # Made by itself with the first answer that comes to the built-in mail server.
        Provider(LISTENER, _("Built-in mail server"), ("email_in",)),
        Provider(
            "postmark",
            "Postmark",
            ("email_out", "email_in"),
            (
                Field("server_token", _("Server token"), secret=True),
                _WEBHOOK,
                Field("message_stream", _("Message stream"), required=False),
                _REPLY_DOMAIN,
                _API_URL,
            ),
            _MAIL_HOOKS,
        ),
        Provider(
            "mailgun",
            "Mailgun",
            ("email_out", "email_in"),
            (
                _API_KEY,
                Field("sender_domain", _("Sending domain")),
                Field("webhook_signing_key", _("Webhook signing key"), secret=True),
                Field(
                    "api_url",
                    _("API address"),
                    kind="address",
                    required=False,
                    default="https://api.mailgun.net/v3",
                ),
                _REPLY_DOMAIN,
            ),
            _MAIL_HOOKS,
        ),
        Provider(
            "sendgrid",
            "SendGrid",
            ("email_out", "email_in"),
            (
                _API_KEY,
                _WEBHOOK,
                Field(
                    "verification_key",
                    _("Verification key of the event webhook"),
                    required=False,
                    help=_(
                        "Where signed events are switched on at the provider; then only signed ones are taken."
                    ),
                ),
                _REPLY_DOMAIN,
                _API_URL,
            ),
            _MAIL_HOOKS,
        ),
        Provider(
            "brevo",
            "Brevo",
            ("email_out", "email_in"),
            (_API_KEY, _WEBHOOK, _REPLY_DOMAIN, _API_URL),
            _MAIL_HOOKS,
        ),
        Provider(
            "mailjet",
            "Mailjet",
            ("email_out", "email_in"),
            (
                _API_KEY,
                Field("secret_key", _("Secret key"), secret=True),
                _WEBHOOK,
                _REPLY_DOMAIN,
                _API_URL,
            ),
            _MAIL_HOOKS,
        ),
        Provider(
            "resend",
            "Resend",
            ("email_out",),
            (_API_KEY, Field("signing_secret", _("Signing secret"), secret=True), _API_URL),
            ("mail-events",),
        ),
        Provider(
            "sparkpost",
            "SparkPost",
            ("email_out", "email_in"),
            (_API_KEY, _WEBHOOK, _REPLY_DOMAIN, _API_URL),
            _MAIL_HOOKS,
        ),
        Provider(
            "twilio",
            "Twilio",
            ("text", "voice"),
            (
                Field("account_sid", _("Account SID")),
                Field("auth_token", _("Auth token"), secret=True),
                Field("messaging_service_sid", _("Messaging service SID"), required=False),
                Field("api_url", _("API address"), kind="address", required=False),
            ),
            ("text-in", "voice-in", "voice-status"),
        ),
        Provider(
            "meta",
            _("Meta lead ads"),
            ("lead_forms",),
            (
                Field("app_secret", _("App secret"), secret=True),
                Field("verify_token", _("Verify token"), secret=True),
                Field("page_token", _("Page access token"), secret=True),
                Field("intake_key", _("Intake key"), secret=True),
                Field("api_url", _("API address"), kind="address", required=False),
            ),
            ("lead-forms",),
        ),
        Provider(
            "google",
            _("Google lead forms"),
            ("lead_forms",),
            (Field("google_key", _("Key"), secret=True), Field("intake_key", _("Intake key"), secret=True)),
            ("lead-forms",),
        ),
        Provider(
            "openai",
            _("Language model (OpenAI-compatible)"),
            ("model",),
            (
                Field("api_url", _("API address"), kind="address", default="https://api.openai.com/v1"),
                Field("api_key", _("API key"), secret=True, required=False),
                Field("model", _("Model")),
            ),
        ),
        Provider(SANDBOX, _("Sandbox"), ("email_out", "email_in", "text", "voice"), (), ()),
    )
}


def provider_of(key: str) -> Provider | None:
    return PROVIDERS.get(key)


def read_settings(
    provider: Provider, typed: Mapping[str, str], kept: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str], list[Problem]]:
    """What was typed, as (open settings, secrets, problems). A secret left empty stays as it was (`kept`)."""
    plain: dict[str, str] = {}
    secret: dict[str, str] = {}
    problems: list[Problem] = []
    for field in provider.fields:
        value = typed.get(field.name, "").replace("\0", "").strip()[:VALUE_LENGTH_MAX]
        if not value and field.secret and kept is not None:
            value = kept.get(field.name, "")
        value = value or field.default
        if not value and field.required:
            problems.append(Problem(field.name, Reason("connector.missing")))
        elif value and (code := _wrong(field, value)):
            problems.append(Problem(field.name, Reason(code)))
        (secret if field.secret else plain)[field.name] = value
    return plain, secret, problems


def _wrong(field: Field, value: str) -> str:
    if field.kind == "number" and not (value.isdigit() and 0 < int(value) < 65_536):
        return "connector.no_number"
    if field.kind == "address" and not value.startswith(("https://", "http://")):
        return "connector.no_address"
    if field.options and value not in field.options:
        return "connector.no_option"
    return ""
