"""One lead from the Graph API."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

from freshup.adapters.asking import Answered, NoAnswer, NotAllowed, allowed, get
from freshup.ports.accounts import Account
from freshup.ports.hooks import UnableToFetch

API_URL: Final = "https://graph.facebook.com/v23.0"
HOSTS: Final = frozenset({"graph.facebook.com"})
FIELDS: Final = (
    "id,created_time,form_id,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,is_organic,platform,"
    "field_data"
)
# Meta's own trouble, or too many questions: the same question works later.
PASSING_CODES: Final = frozenset({1, 2, 4, 17, 32, 341, 368, 613, 80004, 80005})
TOKEN_ENDED: Final = 190
WORDS_MAX: Final = 160


def fetch_lead(account: Account, lead_id: str, plain_hosts: frozenset[str]) -> Mapping[str, Any]:
    """What was filled in, as Meta keeps it. Raises UnableToFetch."""
    return ask(account, lead_id, FIELDS, plain_hosts)


def ask(account: Account, what: str, fields: str, plain_hosts: frozenset[str]) -> Mapping[str, Any]:
    """The token goes in a header: addresses end up in logs. Raises UnableToFetch."""
    token = account.secrets.get("page_token", "")
    try:
        base = allowed(account.settings.get("api_url", "") or API_URL, HOSTS, plain_hosts)
    except NotAllowed as wrong:
        raise UnableToFetch("the API address is not one of Meta's", permanent=True) from wrong
    proof = hmac.new(account.secrets.get("app_secret", "").encode(), token.encode(), hashlib.sha256)
    url = f"{base}/{what}?fields={fields}&appsecret_proof={proof.hexdigest()}"
    try:
        answer = get(url, {"Authorization": f"Bearer {token}"})
    except NoAnswer as silent:
        raise UnableToFetch(f"Meta: {silent}") from silent
    if not answer.is_good:
        raise _refusal(answer)
    return answer.said


def _refusal(answer: Answered) -> UnableToFetch:
    """In Meta's words, which speak of tokens and permissions and of no customer."""
    error = answer.said.get("error")
    said = error if isinstance(error, dict) else {}
    code = said.get("code")
    words = str(said.get("message") or "").replace("\n", " ")[:WORDS_MAX]
    passing = answer.status == 429 or answer.status >= 500 or code in PASSING_CODES
    if code == TOKEN_ENDED:
        words = f"the page access token is no longer accepted: {words}"
    return UnableToFetch(f"Meta answered {answer.status}: {words}".rstrip(": "), permanent=not passing)
