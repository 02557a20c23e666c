"""ADF nodes → drafts. Order never matters, names are met half-way, what nobody knows is kept as an extension."""

from __future__ import annotations

from freshup.adapters.decoding import limits
from freshup.adapters.decoding.adf_names import bare, standard_name
from freshup.adapters.decoding.adf_people import read_customer, read_provider, read_vendor, take_personal
from freshup.adapters.decoding.adf_vehicles import read_trade, read_vehicle
from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.markup import Node
from freshup.domain.intake.prospect import SourceId

_OF_A_PROSPECT = frozenset({"customer", "vehicle", "contact", "tradein"})
_SHARED = frozenset({"vendor", "provider", "customer", "vehicle", "requestdate", "contact", "tradein"})
_OF_EACH = frozenset({"id", "requestdate", "vehicle", "customer", "vendor", "provider"})


def find_roots(node: Node) -> list[Node]:
    """The outermost adf elements in a tree; where there is none, the outermost prospects."""
    return _outermost(node, "adf") or _outermost(node, "prospect")


def _outermost(node: Node, name: str) -> list[Node]:
    if node.name == name:
        return [node]
    return [found for child in node.children for found in _outermost(child, name)]


def read_adf(root: Node) -> list[Draft]:
    """One draft for each prospect below an adf element, or for a prospect that stands alone."""
    if root.name == "prospect":
        return [read_prospect(root)]
    prospects, shared = [], []
    for child in root.children:
        name = standard_name(child.name)
        if name == "prospect":
            prospects.append(child)
        elif name in _SHARED:
            shared.append(child)
    if len(prospects) > limits.PROSPECTS_MAX:
        raise limits.too_many_prospects()
    if not prospects:
        return _without_prospect(root)
    drafts = [read_prospect(prospect) for prospect in prospects]
    if shared:
        for prospect, draft in zip(prospects, drafts, strict=True):
            _take_shared(prospect, draft, shared)
    return drafts


def _without_prospect(root: Node) -> list[Draft]:
    if not any(standard_name(child.name) in _OF_A_PROSPECT for child in root.children):
        return []
    draft = read_prospect(root)
    draft.notes.add("No <prospect>; read as if <adf> were one.")
    return [draft]


def _take_shared(prospect: Node, draft: Draft, shared: list[Node]) -> None:
    """What stands outside the prospect counts where the prospect itself has none."""
    own = {standard_name(child.name) for child in prospect.children}
    for node in shared:
        name = standard_name(node.name)
        if name is not None and name not in own:
            draft.notes.add(f"<{name}> taken from outside the prospect.")
            _take(draft, node, name)


def read_prospect(prospect: Node) -> Draft:
    draft = Draft()
    draft.dated_by_standard = True
    draft.resend = prospect.attributes.get("status", "").strip().lower() == "resend"
    for child in prospect.children:
        name = child.name
        if name not in _OF_EACH:
            known = standard_name(name)
            if known is None:
                keep_unknown(draft, child, name)
                continue
            if known != name:
                draft.notes.add(f"<{name}> read as <{known}>.")
            name = known
        _take(draft, child, name)
    return draft


def _take(draft: Draft, node: Node, name: str) -> None:
    if name == "vehicle":
        read_vehicle(draft, node)
    elif name == "customer":
        read_customer(draft, node)
    elif name == "id":
        number = draft.said(node.text, "id")
        if number is not None:
            source = draft.said(node.attributes.get("source"), "the source of an id")
            draft.source_ids.append(SourceId(source or "", number))
    elif name == "requestdate":
        draft.requested_at = draft.said(node.text, "requestdate")
    elif name == "vendor":
        read_vendor(draft, node)
    elif name == "provider":
        read_provider(draft, node)
    elif name == "tradein":
        read_trade(draft, node)
    elif not take_personal(draft, node, name, "prospect"):
        keep_unknown(draft, node, bare(node.name))


def keep_unknown(draft: Draft, node: Node, path: str) -> None:
    """Keep text and attributes of everything below a node, named by its path."""
    draft.keep(path, node.text)
    for key, value in node.attributes.items():
        draft.keep(f"{path}@{key}", value)
    for child in node.children:
        keep_unknown(draft, child, f"{path}/{child.name}")
