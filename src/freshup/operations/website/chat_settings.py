"""How a store wants its chat: saved whole, with who changed it."""

from datetime import datetime

from freshup.domain.website.chat_rules import ChatRules, read_rules
from freshup.operations.platform import record_change
from freshup.operations.stores.guard import must_manage
from freshup.queries import access
from freshup.queries.access import Scope

# Of these the audit log says that they changed, not to what.
WORDS = frozenset({"greeting_en", "greeting_es"})


def change_chat_rules(
    scope: Scope, rooftop_id: int, rules: ChatRules, *, now: datetime, ip: str | None = None
) -> tuple[str, ...]:
    """The names of the rules that differ; nothing differs, nothing is written."""
    must_manage(scope, rooftop_id)
    store = access.rooftops(scope).select_for_update().get(id=rooftop_id)
    before, after = read_rules(store.chat_rules).to_json(), rules.to_json()
    changed = tuple(name for name, value in after.items() if before[name] != value)
    if not changed:
        return ()
    store.chat_rules = after
    store.save(update_fields=["chat_rules"])
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="chat.changed",
        target="rooftop",
        target_id=rooftop_id,
        changes={name: [] if name in WORDS else [before[name], after[name]] for name in changed},
        ip=ip,
    )
    return changed
