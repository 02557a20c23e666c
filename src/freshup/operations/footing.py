"""What every automatic e-mail ends with: who writes, from where, and the way out (CAN-SPAM, RFC 8058)."""

from typing import Final

from django.conf import settings

from freshup.operations.consent import unsubscribe_token
from freshup.queries.stores import StoreSettings

FOOTS: Final = {
    "en": "{store}\n{address}\nNo more e-mails from us: {link}",
    "es": "{store}\n{address}\nNo recibir más correos nuestros: {link}",
}


def footed(body: str, store: StoreSettings, language: str, address_key: str) -> str:
    """The text with the store's name and postal address and a link that ends automatic mail to this address."""
    foot = FOOTS.get(language, FOOTS["en"]).format(
        store=store.name, address=store.address, link=_link(store, address_key)
    )
    return f"{body.rstrip()}\n\n--\n{foot}\n"


def mail_headers(store: StoreSettings, address_key: str) -> dict[str, str]:
    """Mail of ours that nobody wrote says so, and can be ended with one click."""
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{_link(store, address_key)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _link(store: StoreSettings, address_key: str) -> str:
    token = unsubscribe_token(group_id=store.group_id, rooftop_id=store.id, value=address_key)
    return f"{settings.FRESHUP_BASE_URL}/unsubscribe/{token}/"
