"""What a store's providers leave to be desired, as far as it can be known without asking them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from freshup.domain.platform.findings import Finding, ok, warning, wrong

AREA: Final = "providers"
# Without these nobody hears from the store; the others are a matter of taste.
CHANNELS: Final[Mapping[str, str]] = {"email_out": "mail", "text": "texts"}
DAYS_WARNED: Final = 7


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """One store. `failing` and `silent` name its connectors; `sandboxed` the channels that reach nobody."""

    name: str
    failing: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    sandboxed: tuple[str, ...] = ()
    mail_from: str = ""
    sends_mail: bool = False
    registration_missing: bool = False


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The national do-not-call list of one group. `days_left` of its oldest area code; None where it has none."""

    group: str
    days_left: int | None
    texts_for_real: bool = False


def judge_store(facts: StoreFacts, *, production: bool) -> list[Finding]:
    """One line for each thing that is wrong; one in all where nothing is."""
    found = [*_connectors(facts)]
    if facts.registration_missing:
        says = f"{facts.name}: its number is not registered for texting (10DLC), so no text goes out"
        found.append(
            wrong(
                AREA,
                says,
                "register brand and campaign with the provider, then note it under Settings, Texting",
            )
        )
    if production:
        found += [
            warning(
                AREA,
                f"{facts.name}: {CHANNELS[one]} go to the sandbox and reach nobody",
                "connect a provider",
            )
            for one in facts.sandboxed
        ]
    if facts.sends_mail and not facts.mail_from:
        says = f"{facts.name}: has no sender address"
        found.append(warning(AREA, says, "enter one of a domain whose SPF names the provider"))
    return found or [ok(AREA, f"{facts.name}: all that is connected works")]


def _connectors(facts: StoreFacts) -> list[Finding]:
    """Each of them that does not work as it should."""
    lost = "the secret key was changed: enter them anew"
    return [
        *(
            warning(AREA, f"{facts.name}: {one} fails", "see its page under Settings, Connectors")
            for one in facts.failing
        ),
        *(warning(AREA, f"{facts.name}: {one} has been silent for days", "test it") for one in facts.silent),
        *(wrong(AREA, f"{facts.name}: the secrets of {one} can't be opened", lost) for one in facts.sealed),
    ]


def judge_list(facts: ListFacts) -> list[Finding]:
    """47 CFR 64.1200(c)(2): the list may be 31 days old. Where nothing is loaded, nothing is scrubbed."""
    if facts.days_left is None:
        if not facts.texts_for_real:
            return []
        says = f"{facts.group}: no national do-not-call list is loaded, and it texts or calls for real"
        return [warning(AREA, says, "load it with `freshup dnc` once you have access to the registry")]
    if facts.days_left < 0:
        says = f"{facts.group}: its national do-not-call list is too old by {-facts.days_left} days"
        return [
            wrong(AREA, says, "load a new one: until then whoever has not agreed in writing is not called")
        ]
    says = f"{facts.group}: its national do-not-call list is good for {facts.days_left} days"
    return [warning(AREA, says, "load a new one") if facts.days_left <= DAYS_WARNED else ok(AREA, says)]


def judge_probe(store: str, name: str, said: str, *, works: bool) -> Finding:
    """What the provider itself says of the account (--deep)."""
    if works:
        return ok(AREA, f"{store}: {name} answers{f' ({said})' if said else ''}")
    return wrong(
        AREA,
        f"{store}: {name} does not work: {said}",
        "mend it under Settings, Connectors, and test it there",
    )
