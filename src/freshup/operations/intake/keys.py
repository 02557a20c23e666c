"""Intake keys: made, changed, replaced with an overlap, switched off. A key may only write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from freshup.data.models import IntakeKey, Rooftop, Source, Submission
from freshup.domain.intake.keys import key_hash
from freshup.operations.intake.receive import Delivery, receive_by_hand
from freshup.operations.platform import record_change
from freshup.operations.stores import must_manage
from freshup.ports.storage import Storage
from freshup.queries.access import Scope
from freshup.queries.sources import KeyNotFound

PREFIX_LENGTH: Final = 6
KINDS: Final = ("server", "form")
DEPARTMENTS: Final = ("sales", "service", "parts")
OVERLAP_DAYS_MAX: Final = 90


class NotOfThisStore(Exception):
    """The source belongs to another store, or is archived."""


class KeyIsOff(Exception):
    """The key is disabled or has expired."""


@dataclass(frozen=True, slots=True)
class KeyWords:
    """What a person says about a key. Origins and consent belong to form keys only."""

    label: str
    department: str = "sales"
    source_id: int | None = None
    allowed_origins: tuple[str, ...] = ()
    consent_text: str = ""


def create_key(
    scope: Scope, rooftop_id: int, kind: str, words: KeyWords, *, secret: str, now: datetime
) -> int:
    """A new key; of a server key only the hash and the first characters are kept. Raises `NotOfThisStore`."""
    must_manage(scope, rooftop_id)
    _check_source(rooftop_id, words.source_id)
    made = IntakeKey.objects.create(
        rooftop_id=rooftop_id,
        kind=kind,
        consent_version=1 if words.consent_text else 0,
        created_at=now,
        **_secret(kind, secret),
        **_spoken(words),
    )
    _record(scope, made, "created", now, {"kind": [None, kind], "department": [None, words.department]})
    return made.id


def change_key(scope: Scope, key_id: int, words: KeyWords, *, now: datetime) -> tuple[str, ...]:
    """What changed, by name. Another consent text is another version: what was agreed to before stays told apart."""
    key = _key(scope, key_id)
    _check_source(key.rooftop_id, words.source_id)
    spoken = _spoken(words)
    before = {name: getattr(key, name) for name in spoken}
    changed = tuple(name for name, value in spoken.items() if before[name] != value)
    if not changed:
        return ()
    for name in changed:
        setattr(key, name, spoken[name])
    if "consent_text" in changed:
        key.consent_version += 1
    key.save(update_fields=[*changed, "consent_version"])
    _record(scope, key, "changed", now, {name: [before[name], spoken[name]] for name in changed})
    return changed


def rotate_key(scope: Scope, key_id: int, *, secret: str, overlap: timedelta, now: datetime) -> int:
    """A new key in the place of this one, which goes on working for `overlap`. Raises `KeyIsOff`."""
    old = _key(scope, key_id)
    if old.disabled_at is not None or (old.expires_at is not None and old.expires_at <= now):
        raise KeyIsOff
    made = IntakeKey.objects.create(
        rooftop_id=old.rooftop_id,
        kind=old.kind,
        label=old.label,
        department=old.department,
        source_id=old.source_id,
        allowed_origins=old.allowed_origins,
        consent_text=old.consent_text,
        consent_version=old.consent_version,
        created_at=now,
        replaces=old,
        **_secret(old.kind, secret),
    )
    ends = now + overlap
    if old.expires_at is None or old.expires_at > ends:
        old.expires_at = ends
        old.save(update_fields=["expires_at"])
    _record(scope, made, "rotated", now, {"replaces": old.id, "overlap_days": overlap.days})
    return made.id


def disable_key(scope: Scope, key_id: int, *, now: datetime) -> None:
    """Nothing comes in by this key from now on."""
    key = _key(scope, key_id)
    if IntakeKey.objects.filter(id=key.id, disabled_at=None).update(disabled_at=now):
        _record(scope, key, "disabled", now, {})


def enable_key(scope: Scope, key_id: int, *, now: datetime) -> None:
    """Take the switching-off back."""
    key = _key(scope, key_id)
    if IntakeKey.objects.filter(id=key.id, disabled_at__isnull=False).update(disabled_at=None):
        _record(scope, key, "enabled", now, {})


def deliver_test(
    scope: Scope, key_id: int, body: bytes, *, receipt: UUID, storage: Storage, now: datetime
) -> int:
    """Hand in a lead as if it had come by this key; returns the submission. Raises `KeyIsOff`.

    The key itself is not known (only its hash is), so the lead goes in at the next door and is given the key.
    """
    key = _key(scope, key_id)
    if key.disabled_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise KeyIsOff
    group_id = Rooftop.objects.values_list("group_id", flat=True).get(id=key.rooftop_id)
    receive_by_hand(
        Delivery(
            key="",
            receipt=receipt,
            channel="test",
            received_at=now,
            body=body,
            content_type="application/x-adf+xml",
        ),
        group_id=group_id,
        rooftop_id=key.rooftop_id,
        user_id=scope.user_id or 0,
        storage=storage,
    )
    taken = Submission.objects.filter(rooftop_id=key.rooftop_id, received_at=now, receipt=receipt)
    taken.update(key_id=key.id)
    return taken.values_list("id", flat=True).get()


def _key(scope: Scope, key_id: int) -> IntakeKey:
    found = IntakeKey.objects.filter(id=key_id, rooftop_id__in=scope.stores).first()
    if found is None:
        raise KeyNotFound(key_id)
    must_manage(scope, found.rooftop_id)
    return found


def _check_source(rooftop_id: int, source_id: int | None) -> None:
    if source_id is None:
        return
    if not Source.objects.filter(id=source_id, rooftop_id=rooftop_id, archived_at=None).exists():
        raise NotOfThisStore(source_id)


def _secret(kind: str, secret: str) -> dict[str, Any]:
    return {
        "prefix": secret[:PREFIX_LENGTH],
        "secret_hash": key_hash(secret),
        # A form's key stands in the page of every visitor: it is no secret, its origins are its limit.
        "public_value": secret if kind == "form" else "",
    }


def _spoken(words: KeyWords) -> dict[str, Any]:
    return {
        "label": words.label,
        "department": words.department,
        "source_id": words.source_id,
        "allowed_origins": list(words.allowed_origins),
        "consent_text": words.consent_text,
    }


def _record(scope: Scope, key: IntakeKey, action: str, now: datetime, changes: dict[str, Any]) -> None:
    record_change(
        rooftop_id=key.rooftop_id,
        user_id=scope.user_id,
        now=now,
        action=f"intake_key.{action}",
        target="intake_key",
        target_id=key.id,
        changes=changes,
    )
