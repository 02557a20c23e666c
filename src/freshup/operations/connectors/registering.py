"""A store's registration for texting from ordinary numbers (A2P 10DLC), as its people declare it."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from freshup.data.models import TextingRegistration
from freshup.domain.connectors.texting import Registration, problems_of
from freshup.domain.reasons import Reason
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.queries.access import Scope
from freshup.queries.numbers import registration_of

# Of these the audit log says that they changed, not to what: they are long, and nobody's figures.
UNSPOKEN: Final = frozenset({"samples", "opt_in", "privacy_url"})


class WrongRegistration(ValueError):
    """What was typed can't be saved; `problems` say why, by field."""

    def __init__(self, problems: list[tuple[str, Reason]]) -> None:
        super().__init__("registration")
        self.problems = problems


def register(
    scope: Scope, rooftop_id: int, typed: Registration, *, now: datetime, ip: str | None = None
) -> bool:
    """Write down what was declared and how it stands; whether anything differs. Raises WrongRegistration."""
    must_manage(scope, rooftop_id)
    if problems := problems_of(typed):
        raise WrongRegistration(problems)
    before, after = asdict(registration_of(rooftop_id)), asdict(typed)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return False
    TextingRegistration.objects.update_or_create(
        rooftop_id=rooftop_id, defaults={**after, "changed_at": now, "changed_by_id": scope.user_id}
    )
    record_change(
        rooftop_id=rooftop_id,
        user_id=scope.user_id,
        now=now,
        action="texting.changed",
        target="rooftop",
        target_id=rooftop_id,
        changes={name: [] if name in UNSPOKEN else [before[name], after[name]] for name in changed},
        ip=ip,
    )
    return True
