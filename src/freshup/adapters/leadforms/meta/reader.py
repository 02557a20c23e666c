"""Meta's webhook: the handshake, the signature over the body, and the leads it speaks of."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from freshup.adapters.leadforms.meta.client import fetch_lead
from freshup.domain.connectors.reports import LeadReport, Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Forged, Hook, UnableToFetch, Unreadable

KIND: Final = "lead-forms"
PROVIDER: Final = "Meta lead ads"
SIGNED: Final = "x-hub-signature-256"
TAKEN: Final = Answer(200, "text/plain", b"EVENT_RECEIVED")
CHALLENGE_LENGTH_MAX: Final = 200
LEADS_MAX: Final = 200
ID_LENGTH_MAX: Final = 32
# What the button "Test" of Meta's settings sends: a lead that does not exist.
SAMPLE_DIGIT: Final = "4"
SAMPLE_DIGITS_MIN: Final = 9
# What Meta's testing tool fills in.
DUMMY: Final = "<test lead:"


class MetaReader:
    """`ports.hooks.HookReader`. `plain_hosts`: where a fake or a gateway of one's own may stand in for Meta."""

    kinds = frozenset({KIND})

    def __init__(self, plain_hosts: frozenset[str] = frozenset()) -> None:
        self._plain_hosts = plain_hosts

    def check(self, hook: Hook, account: Account) -> None:
        secret = account.secrets.get("app_secret", "")
        made = hmac.new(secret.encode(), hook.body, hashlib.sha256).hexdigest()
        said = hook.headers.get(SIGNED, "").encode("utf-8", "replace")
        if not secret or not hmac.compare_digest(f"sha256={made}".encode(), said):
            raise Forged

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        """Meta asks once, when the address is entered, whether we know the word it was given."""
        known = account.secrets.get("verify_token", "")
        said = hook.query.get("hub.verify_token", "")
        if hook.query.get("hub.mode") != "subscribe" or not known:
            raise Forged
        if not hmac.compare_digest(known.encode(), said.encode("utf-8", "replace")):
            raise Forged
        challenge = hook.query.get("hub.challenge", "")[:CHALLENGE_LENGTH_MAX]
        return Answer(200, "text/plain", challenge.encode("utf-8", "replace"))

    def event_key(self, hook: Hook) -> str:
        """By the leads it speaks of: Meta delivers again whatever it thinks we did not take."""
        try:
            ids = sorted({_id(one) for one in _changes(hook.body)})
        except Unreadable:
            ids = []
        if len(ids) == 1:
            return f"lead:{ids[0]}"
        content = ",".join(ids).encode() if ids else hook.body
        return f"leads:{hashlib.blake2b(content, digest_size=16).hexdigest()}"

    def answer(self, hook: Hook) -> Answer:
        return TAKEN

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        """Each lead fetched. One of several that is lost for good takes no other with it: it comes as what is known."""
        changes = {_id(one): one for one in _changes(hook.body)}
        reports = []
        for lead_id, change in changes.items():
            try:
                filled = {} if _is_sample(lead_id) else fetch_lead(account, lead_id, self._plain_hosts)
            except UnableToFetch as unable:
                if not unable.permanent or len(changes) == 1:
                    raise
                filled = {"comments": f"Freshup could not fetch this lead. {unable}"}
            reports.append(_report(lead_id, change, filled, hook))
        return reports


def _report(lead_id: str, change: Mapping[str, Any], filled: Mapping[str, Any], hook: Hook) -> LeadReport:
    answers = _answers(filled)
    known = {**change, **filled}
    document = {
        "provider": PROVIDER,
        "source_ids": [{"source": "Meta", "id": lead_id}],
        "answers": answers,
        "requested_at": _moment(known.get("created_time")),
        "comments": filled.get("comments"),
        **{name: known.get(name) for name in ("campaign_id", "campaign_name", "adset_id", "adset_name")},
        **{name: known.get(name) for name in ("ad_id", "ad_name", "form_id", "page_id", "platform")},
        "is_organic": known.get("is_organic"),
    }
    is_test = _is_sample(lead_id) or any(
        str(value).startswith(DUMMY) for one in answers for value in one["values"]
    )
    kept = {name: value for name, value in document.items() if value not in (None, "", [])}
    return LeadReport(lead_id, orjson.dumps(kept), hook.received_at, test=is_test)


def _answers(filled: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Questions and answers as they stand in the form, custom ones among them."""
    data = filled.get("field_data")
    return [
        {"name": str(one["name"]), "values": [str(value) for value in one["values"]]}
        for one in (data if isinstance(data, list) else [])
        if isinstance(one, dict) and one.get("name") and isinstance(one.get("values"), list)
    ]


def _moment(said: Any) -> str | None:
    """The webhook says seconds since 1970, the lead itself a date with its zone; only that is passed on."""
    return said if isinstance(said, str) else None


def _changes(body: bytes) -> list[Mapping[str, Any]]:
    """Everything about leads in one delivery. Raises Unreadable where there is no such thing."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        raise Unreadable("not the JSON that Meta sends") from broken
    found = [
        change["value"]
        for entry in _list(said, "entry")
        for change in _list(entry, "changes")
        if isinstance(change, dict) and change.get("field") == "leadgen" and _id(change.get("value"))
    ]
    if not found:
        raise Unreadable("no lead is named in it")
    if len(found) > LEADS_MAX:
        raise Unreadable(f"more than {LEADS_MAX} leads at once")
    return found


def _list(of: Any, name: str) -> list[Any]:
    found = of.get(name) if isinstance(of, dict) else None
    return found if isinstance(found, list) else []


def _id(value: Any) -> str:
    """Digits only: it becomes part of an address. Empty where it is anything else."""
    said = str(value.get("leadgen_id", "")) if isinstance(value, dict) else ""
    return said if said.isascii() and said.isdigit() and len(said) <= ID_LENGTH_MAX else ""


def _is_sample(lead_id: str) -> bool:
    return len(lead_id) >= SAMPLE_DIGITS_MIN and set(lead_id) == {SAMPLE_DIGIT}
