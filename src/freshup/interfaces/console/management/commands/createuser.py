"""`freshup createuser`: the first people of an installation; the others are added on the settings screens."""

import getpass
import secrets
import sys
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from freshup.interfaces.console.processes import must_be
from freshup.operations.accounts import (
    SIGHT,
    HasPlace,
    NoSuchStore,
    create_account,
    find_store,
    open_store,
)


class Command(BaseCommand):
    help = "Adds somebody who may sign in, and where there is none yet, their store"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=list(SIGHT), default="admin")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--store", help="name or number of the store")
        where.add_argument("--new-store", metavar="NAME", help="open a store of that name")
        parser.add_argument("--timezone", default="America/New_York", help="of a new store")
        parser.add_argument("--region", default="", help="of a new store: its state, such as FL")
        parser.add_argument("--postal-code", default="", help="of a new store")
        parser.add_argument("--generate", action="store_true", help="make up a password and print it")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        try:
            validate_email(options["email"])
            password, told = self._password(generate=options["generate"] or not sys.stdin.isatty())
            with transaction.atomic():
                made = self._create(password, **options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except NoSuchStore as error:
            raise CommandError(str(error)) from error
        except HasPlace as error:
            raise CommandError(f"{options['email']} holds a place there already") from error
        self.stdout.write(f"{options['email']} may sign in as {options['role']}")
        if not made:
            self.stdout.write("they had an account already and keep its password")
        elif told:
            self.stdout.write(f"password: {password}")

    def _create(self, password: str, **options: Any) -> bool:
        now = datetime.now(UTC)
        if options["new_store"]:
            if options["timezone"] not in available_timezones():
                raise CommandError(f"{options['timezone']} is no time zone; one is America/New_York")
            store = open_store(
                options["new_store"],
                timezone=options["timezone"],
                region=options["region"],
                postal_code=options["postal_code"],
                now=now,
            )
        else:
            store = find_store(options["store"])
        _, made = create_account(
            options["email"],
            options["name"],
            role=options["role"],
            rooftop_id=store,
            password=password,
            now=now,
        )
        return made

    def _password(self, *, generate: bool) -> tuple[str, bool]:
        """The password, and whether it must be told."""
        if generate:
            return secrets.token_urlsafe(12), True
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("the two are not the same")
        validate_password(password)
        return password, False
