"""What providers ask of whoever fetches a file they keep, and who understands mail and files."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from freshup.adapters.mail.letters import MailLetters
from freshup.ports.accounts import Account
from freshup.ports.letters import LetterReader

TWILIO: Final = ".twilio.com"


def letter_reader() -> LetterReader:
    return MailLetters()


def credentials(account: Account, url: str) -> Mapping[str, str]:
    """Twilio keeps pictures and recordings behind the account's own log-in, which nobody else's host is shown."""
    host = urlsplit(url).hostname or ""
    own = urlsplit(account.settings.get("api_url", "")).hostname
    if account.provider != "twilio" or not (host == own or host.endswith(TWILIO)):
        return {}
    said = f"{account.settings.get('account_sid', '')}:{account.secrets.get('auth_token', '')}"
    return {"Authorization": f"Basic {b64encode(said.encode()).decode()}"}
