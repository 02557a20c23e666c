"""Is a request from Twilio? Its signature covers our public address and the fields of the form.

https://www.twilio.com/docs/usage/security: HMAC over the address and the sorted fields, or over the address alone with
a digest of a JSON body in the query (`bodySHA256`). A header may name a newer algorithm.
"""

from collections import defaultdict
from typing import Final
from urllib.parse import parse_qsl

from twilio.request_validator import (
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from freshup.ports.accounts import Account
from freshup.ports.hooks import Forged, Hook

SIGNATURE: Final = "x-twilio-signature"
SETTINGS: Final = SIGNATURE_SETTINGS_HEADER.lower()
FORM: Final = "application/x-www-form-urlencoded"


class Fields(defaultdict[str, list[str]]):
    """A form as the validator wants it: a name may come several times."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def check(hook: Hook, account: Account) -> None:
    """Raises Forged. Without a token nothing can be signed, so nothing is believed."""
    token, signature = account.secrets.get("auth_token", ""), hook.headers.get(SIGNATURE, "")
    if not token or not signature:
        raise Forged
    algorithm = get_signature_algorithm(hook.headers.get(SETTINGS, ""))
    try:
        genuine = RequestValidator(token).validate(hook.url, _signed(hook), signature, algorithm)
    # An address or a body that can't be read as one was not made by Twilio.
    except ValueError as unreadable:
        raise Forged from unreadable
    if not genuine:
        raise Forged


def _signed(hook: Hook) -> Fields | str:
    if hook.body and "bodySHA256" in hook.query:
        return hook.body.decode("utf-8")
    fields = Fields(list)
    if hook.headers.get("content-type", FORM).partition(";")[0].strip().lower() == FORM:
        for name, value in parse_qsl(hook.body.decode("utf-8"), keep_blank_values=True):
            fields[name].append(value)
    elif hook.body:
        # Neither a form nor signed with a digest: its body would go unchecked.
        raise Forged
    return fields
