"""Who holds the sessions that open pages listen with, and what they may see now."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from freshup.data.models import User
from freshup.queries.access import Scope, scopes_of


def viewers(session_keys: Collection[str], *, now: datetime) -> dict[str, Scope]:
    """The scope behind each of these sessions; three statements for any number.

    A session that is missing was signed out, ran out, or its user was deactivated or has another password since:
    what Django itself asks at every request, asked here for pages that stay open. Changes nothing.
    """
    rows = Session.objects.filter(session_key__in=list(session_keys), expire_date__gt=now)
    read = {row.session_key: SessionStore().decode(row.session_data) for row in rows}
    said = {key: (int(data[SESSION_KEY]), data) for key, data in read.items() if data.get(SESSION_KEY)}
    users = User.objects.filter(is_active=True).in_bulk({user_id for user_id, _ in said.values()})
    held = {
        key: user_id
        for key, (user_id, data) in said.items()
        if user_id in users and _same_password(users[user_id], str(data.get(HASH_SESSION_KEY, "")))
    }
    scopes = scopes_of(sorted(set(held.values())))
    return {key: scopes[user_id] for key, user_id in held.items()}


def _same_password(user: User, said: str) -> bool:
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(said, one) for one in hashes)
