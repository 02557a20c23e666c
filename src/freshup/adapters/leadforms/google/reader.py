"""Google's webhook: the key inside the body, and the lead beside it."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from freshup.domain.connectors.reports import LeadReport, Report
from freshup.ports.accounts import Account
from freshup.ports.hooks import Answer, Forged, Hook, Unreadable

KIND: Final = "lead-forms"
PROVIDER: Final = "Google lead form"
TAKEN: Final = Answer(200, "application/json", b"{}")
# Said otherwise in the document, or nobody's business there.
NOT_PASSED_ON: Final = frozenset({"google_key", "lead_id", "is_test", "api_version", "user_column_data"})
ID_LENGTH_MAX: Final = 150
# Google's own names that ours would take for something else.
RENAMED: Final = {"VEHICLE_PURCHASE_TIMELINE": "purchase_timeline", "WORK_EMAIL": "email"}


class GoogleReader:
    """`ports.hooks.HookReader`. Google signs nothing: whoever knows the key is Google."""

    kinds = frozenset({KIND})

    def check(self, hook: Hook, account: Account) -> None:
        known = account.secrets.get("google_key", "")
        said = _read(hook.body).get("google_key")
        if not known or not isinstance(said, str):
            raise Forged
        if not hmac.compare_digest(known.encode(), said.encode("utf-8", "replace")):
            raise Forged

    def handshake(self, hook: Hook, account: Account) -> Answer | None:
        return None

    def event_key(self, hook: Hook) -> str:
        said = _read(hook.body)
        if said.get("is_test") is True:
            # Every test bears the same number; whoever presses the button twice wants to see it twice.
            return f"test:{hook.received_at.isoformat()}"
        lead_id = str(said.get("lead_id") or "")
        if lead_id and len(lead_id) <= ID_LENGTH_MAX:
            return f"lead:{lead_id}"
        return f"body:{hashlib.blake2b(hook.body, digest_size=16).hexdigest()}"

    def answer(self, hook: Hook) -> Answer:
        return TAKEN

    def read(self, hook: Hook, account: Account) -> Sequence[Report]:
        said = _read(hook.body)
        columns = said.get("user_column_data")
        if not isinstance(columns, list):
            raise Unreadable("no answers of a lead form in it")
        lead_id = str(said.get("lead_id") or "")[:ID_LENGTH_MAX]
        document = {
            "provider": PROVIDER,
            "source_ids": [{"source": "Google", "id": lead_id}] if lead_id else [],
            "answers": [_renamed(one) for one in columns if isinstance(one, dict)],
            **{name: value for name, value in said.items() if name not in NOT_PASSED_ON},
        }
        return [
            LeadReport(lead_id, orjson.dumps(document), hook.received_at, test=said.get("is_test") is True)
        ]


def _renamed(column: Mapping[str, Any]) -> dict[str, Any]:
    name = str(column.get("column_id") or column.get("column_name") or "")
    return {"name": RENAMED.get(name, name), "value": column.get("string_value")}


def _read(body: bytes) -> Mapping[str, Any]:
    """What can't be read holds no key either, so that it is turned away as forged."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
