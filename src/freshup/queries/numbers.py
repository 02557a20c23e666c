"""From which number a store texts, and whether carriers take what comes from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from freshup.data.models import PhoneLine, Rooftop, TextingRegistration
from freshup.data.sql import rows
from freshup.domain.connectors.providers import SANDBOX
from freshup.domain.connectors.texting import Registration, is_toll_free, needs_registration
from freshup.queries.connectors import ConnectorRow, connectors_of


@dataclass(frozen=True, slots=True)
class Texting:
    """Of several stores: the main line that takes texts, the account texts go by, and the registration."""

    lines: Mapping[int, str]
    accounts: Mapping[int, ConnectorRow]
    statuses: Mapping[int, str]

    def number(self, store: Rooftop) -> str:
        """The main line where it takes texts, else the number the store was set up with."""
        return self.lines.get(store.pk) or store.phone_e164

    def registered(self, store: Rooftop) -> bool:
        return self.statuses.get(store.pk) == "approved" or not self.needed(store)

    def needed(self, store: Rooftop) -> bool:
        account = self.accounts.get(store.pk)
        if account is None:
            return False
        return needs_registration(account.provider, account.settings, self.number(store))


def texting_of(rooftop_ids: Iterable[int]) -> Texting:
    """Three statements for any number of stores."""
    ids = list(rooftop_ids)
    lines = PhoneLine.objects.filter(rooftop__in=ids, is_main=True, takes_texts=True, archived_at=None)
    found = TextingRegistration.objects.filter(rooftop__in=ids)
    return Texting(
        dict(lines.order_by("id").values_list("rooftop_id", "e164")),
        {row.rooftop_id: row for row in connectors_of(ids) if row.does("text")},
        dict(found.values_list("rooftop_id", "status")),
    )


def registration_of(rooftop_id: int) -> Registration:
    """What is written down about the store's registration; an empty one where nothing is."""
    found = TextingRegistration.objects.filter(rooftop=rooftop_id).first()
    if found is None:
        return Registration()
    return Registration(
        found.status,
        found.brand,
        found.campaign,
        found.use_case,
        found.samples,
        found.opt_in,
        found.privacy_url,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a store's texts go out: `provider` is empty for the sandbox, `goes` says whether the gate lets them."""

    provider: str
    number: str
    toll_free: bool
    service: bool
    needed: bool
    goes: bool


def texting_at(rooftop_id: int) -> Standing:
    store = Rooftop.objects.get(id=rooftop_id)
    texting = texting_of([rooftop_id])
    account = texting.accounts.get(rooftop_id)
    number = texting.number(store)
    real = account is not None and account.provider != SANDBOX
    return Standing(
        provider=account.provider if account is not None and real else "",
        number=number,
        toll_free=is_toll_free(number),
        service=bool(account is not None and account.settings.get("messaging_service_sid")),
        needed=texting.needed(store),
        goes=texting.registered(store),
    )


# The number a customer last wrote to, while it is a line of the store that takes texts.
WRITTEN_TO: Final = """
SELECT a.id, l.e164, l.connector_id FROM unnest(%s::bigint[]) AS a(id)
JOIN LATERAL (
    SELECT m.rooftop_id, m.recipient FROM message m
    WHERE m.opportunity_id = a.id AND m.direction = 'in' AND m.channel = 'text'
    ORDER BY m.created_at DESC, m.id DESC LIMIT 1) last ON true
JOIN phone_line l ON l.rooftop_id = last.rooftop_id AND l.e164 = last.recipient
WHERE l.takes_texts AND l.archived_at IS NULL ORDER BY l.id
"""


def lines_written_to(opportunity_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """By opportunity, that line and the account it belongs to; one statement."""
    return {row[0]: (row[1], row[2]) for row in rows(WRITTEN_TO, [sorted(set(opportunity_ids))])}
