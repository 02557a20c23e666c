"""`freshup cadence KEY --store NAME`: what a cadence would do for a sample lead, and what the law would hold."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from freshup.domain.cadences import SERVES, TIERS
from freshup.domain.cadences.rehearsal import Rehearsal, Rehearsed
from freshup.domain.consent.places import STATES
from freshup.interfaces.console.processes import must_be
from freshup.operations.accounts import NoSuchStore, find_store
from freshup.queries.rehearsing import Sample, rehearse_for
from freshup.queries.stores import StoreSettings, settings_of
from freshup.queries.words import say


class Command(BaseCommand):
    help = "Lays a store's cadence out for a sample lead that never answers; nothing is sent or changed"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY", help="such as internet, third_party, nurture")
        parser.add_argument("--store", required=True, help="name or number of the store")
        parser.add_argument("--tier", choices=TIERS, default="high")
        parser.add_argument("--source", choices=SERVES, help="kind of source; otherwise the first it serves")
        parser.add_argument("--state", help="where the customer is, such as FL; otherwise the store's")
        parser.add_argument("--zip", default="", help="the customer's ZIP code")
        parser.add_argument(
            "--at", metavar="TIME", help="when the lead comes, in the store's time; otherwise now"
        )
        parser.add_argument("--reach", choices=("both", "phone", "email"), default="both")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        must_be("owner")
        try:
            id = find_store(options["store"])
        except NoSuchStore as unknown:
            raise CommandError(str(unknown)) from unknown
        store = settings_of([id])[id]
        cadence = store.cadence_bodies.get(options["key"])
        if cadence is None:
            there_are = ", ".join(store.cadence_bodies)
            raise CommandError(f"{store.name} has no cadence {options['key']}; there are: {there_are}")
        sources = cadence.source_kinds or ("first_party",)
        sample = Sample(
            at=_moment(options["at"], store),
            tier=options["tier"],
            source_kind=options["source"] or sources[0],
            region=_state(options["state"], store),
            postal_code=options["zip"],
            has_phone=options["reach"] != "email",
            has_email=options["reach"] != "phone",
        )
        said = _said(rehearse_for(store, cadence, sample), sample, store, options["key"])
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=True, indent=2))
            return
        for line in _lines(said):
            self.stdout.write(line)


def _moment(written: str | None, store: StoreSettings) -> datetime:
    if written is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=at.tzinfo or store.zone).astimezone(UTC)
    except (ValueError, OverflowError) as unreadable:
        raise CommandError(f"{written} is no time such as 2026-11-21T23:10") from unreadable


def _state(asked: str | None, store: StoreSettings) -> str:
    state = store.calendar.region if asked is None else asked.upper()
    if state and state not in STATES:
        raise CommandError(f"{state} is no state such as FL")
    return state


def _said(laid_out: Rehearsal, sample: Sample, store: StoreSettings, key: str) -> dict[str, Any]:
    """The fixed shape that other programs read; moments in the store's time."""
    return {
        "store": store.name,
        "cadence": key,
        "arrives_at": sample.at.astimezone(store.zone).isoformat(),
        "state": sample.region,
        "tier": sample.tier,
        "steps": [_step(one, store) for one in sorted(laid_out.steps, key=lambda row: row.at)],
        "calls": laid_out.count("call") + laid_out.count("voicemail"),
        "texts": laid_out.count("text"),
        "emails": laid_out.count("email"),
        "by_hand": laid_out.by_hand,
        "held": laid_out.held,
        "refused": laid_out.refused,
        "then": laid_out.then,
    }


def _step(one: Rehearsed, store: StoreSettings) -> dict[str, Any]:
    return {
        "at": one.at.astimezone(store.zone).isoformat(),
        "planned_at": one.planned_at.astimezone(store.zone).isoformat(),
        "step": one.step.key,
        "kind": one.kind,
        "by_hand": not one.automatic,
        "text": one.step.template,
        "answer": "refused" if one.refused else "held" if one.held else "allowed",
        "why": say(one.reason) if one.reason else "",
        "attempts_in_24_hours": one.attempts,
    }


def _lines(said: dict[str, Any]) -> list[str]:
    lines = [f"{said['cadence']} at {said['store']}, {said['tier']}, {said['state'] or 'place unknown'}"]
    for one in said["steps"]:
        at = datetime.fromisoformat(one["at"])
        what = f"{one['kind']}{' by hand' if one['by_hand'] and one['kind'] in ('email', 'text') else ''}"
        why = f"  {one['answer']}: {one['why']}" if one["why"] else ""
        lines.append(f"{at:%a %Y-%m-%d %H:%M}  {what:<14} {one['text']}{why}".rstrip())
    counts = ", ".join(f"{said[name]} {name.replace('_', ' ')}" for name in COUNTS)
    return [*lines, counts]


COUNTS = ("calls", "texts", "emails", "by_hand", "held", "refused")
