"""The first people of an installation: accounts made at the console, by whoever runs the server."""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from freshup.data.models import Rooftop, Staff, User
from freshup.operations.platform import record_change
from freshup.operations.stores.opening import NewStore, open_group

# What a role sees unless somebody says otherwise.
SIGHT: Final = {
    "agent": "store",
    "salesperson": "own",
    "advisor": "own",
    "manager": "store",
    "principal": "group",
    "admin": "group",
}


class NoSuchStore(LookupError):
    """No store has that name or number; the text lists those there are."""


class HasPlace(Exception):
    """This person holds a place in that store already."""


def find_store(asked: str) -> int:
    """The store of that number or name. Raises NoSuchStore."""
    stores = list(Rooftop.objects.filter(archived_at=None).order_by("id").values_list("id", "name"))
    for id, name in stores:
        if asked == str(id) or asked.casefold() == name.casefold():
            return id
    there_are = ", ".join(f"{id} {name}" for id, name in stores) or "none yet"
    raise NoSuchStore(f"no store is called {asked}; there are: {there_are}")


def open_store(name: str, *, timezone: str, region: str, postal_code: str, now: datetime) -> int:
    """A store in a group of its own, to be filled in on the settings screens; closed until it has hours."""
    new = NewStore(
        name=name,
        timezone=timezone,
        region=region,
        postal_code=postal_code,
        street="",
        city="",
        phone_e164="",
        mail_from="",
        hours=(),
        team_hours={},
        holidays=(),
        people=(),
        sources=(),
        keys=(),
    )
    return open_group(name, [new], now=now).rooftop_ids[0]


def create_account(
    email: str, name: str, *, role: str, rooftop_id: int, password: str, now: datetime
) -> tuple[int, bool]:
    """Somebody's place at a store (in its whole group for a role that sees the group), with an account.

    (Staff id, whether the account was made): who has one keeps it, and its password. Raises HasPlace.
    """
    store = Rooftop.objects.get(id=rooftop_id)
    email = email.strip().lower()
    sight = SIGHT[role]
    with transaction.atomic():
        user = User.objects.filter(email=email).first()
        made = user is None
        if user is None:
            user = User.objects.create_user(email, password, name=name, created_at=now)
            # Only an address that counts as verified can have a second factor; the console vouches for it.
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        try:
            with transaction.atomic():
                staff = Staff.objects.create(
                    user=user,
                    group_id=store.group_id,
                    rooftop_id=None if sight == "group" else rooftop_id,
                    role=role,
                    scope=sight,
                    takes_leads=role in ("agent", "salesperson"),
                    joined_on=now.date(),
                )
        except IntegrityError as error:
            raise HasPlace from error
        record_change(
            rooftop_id=rooftop_id,
            user_id=None,
            now=now,
            action="staff.added",
            target="staff",
            target_id=staff.pk,
            changes={"role": role, "account_made": made, "by": "console"},
        )
    return staff.pk, made
