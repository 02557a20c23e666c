"""Customer, contact, vendor and provider elements → the draft."""

from __future__ import annotations

from freshup.adapters.decoding.adf_names import (
    NAME_PART_ATTRIBUTE,
    NAME_PARTS,
    PHONE_KINDS,
    bare,
    standard_name,
)
from freshup.adapters.decoding.adf_vehicles import read_trade, read_vehicle
from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.markup import Node
from freshup.domain.intake.prospect import SourceId

_PLACE = {"city": "city", "regioncode": "region", "postalcode": "postal_code", "country": "country"}
_PLAIN_NAMES = frozenset({"contact", "name", "email", "phone", "address", "timeframe", "comments"})


def read_customer(draft: Draft, node: Node) -> None:
    for child in node.children:
        name = child.name
        if name not in _PLAIN_NAMES:
            name = _known(draft, child)
        if name == "id":
            draft.keep("customer/id", child.text)
        elif not take_personal(draft, child, name, "customer"):
            _keep(draft, child, f"customer/{child.name}")


def take_personal(draft: Draft, node: Node, name: str, where: str) -> bool:
    """Take an element that tells about the customer, wherever it stands; False for any other."""
    if name == "contact":
        _contact(draft, node)
    elif name == "name":
        _name(draft, node)
    elif name == "email":
        value = draft.said(node.text, "email")
        if value is not None:
            draft.emails.append(value)
    elif name == "phone":
        _phone(draft, node)
    elif name == "address":
        _address(draft, node)
    elif name in _PLACE:
        _place(draft, name, node.text)
    elif name in ("street", "apartment"):
        _street(draft, node.text)
    elif name == "timeframe":
        _timeframe(draft, node)
    elif name == "comments":
        _comments(draft, node, where)
    elif name == "vehicle":
        read_vehicle(draft, node)
    elif name == "tradein":
        read_trade(draft, node)
    elif name == "language":
        draft.language = draft.said(node.text, "language")
    else:
        return False
    return True


def _contact(draft: Draft, node: Node) -> None:
    for child in node.children:
        name = child.name
        if name not in _PLAIN_NAMES:
            name = _known(draft, child)
        if not take_personal(draft, child, name, "contact"):
            _keep(draft, child, f"contact/{child.name}")


def _known(draft: Draft, node: Node) -> str:
    known = standard_name(node.name)
    if known is None:
        return node.name
    if known != node.name:
        draft.notes.add(f"<{node.name}> read as <{known}>.")
    return known


def _comments(draft: Draft, node: Node, where: str) -> None:
    text = draft.said(node.text, "comments")
    if text is not None:
        draft.comments.append((where, text))
    for child in node.children:
        _comments(draft, child, where)


def _name(draft: Draft, node: Node) -> None:
    for child in node.children:
        part = NAME_PARTS.get(bare(child.name))
        if part is not None:
            draft.notes.add(f"<{child.name}> inside <name> read as that part of it.")
            _name_part(draft, part, child.text)
    if not node.text:
        return
    written = node.attributes.get("part", "").strip().lower()
    part = NAME_PART_ATTRIBUTE.get(written) or "full"
    if not written and node.name != "name":
        part = NAME_PARTS.get(bare(node.name), "full")
    if node.attributes.get("type", "").strip().lower() in ("business", "company"):
        draft.company = draft.company or draft.said(node.text, "name")
        return
    _name_part(draft, part, node.text)


def _name_part(draft: Draft, part: str, text: str) -> None:
    value = draft.said(text, f"the {part} name")
    if value is None:
        return
    if part == "full":
        draft.full_names.append(value)
    elif part in draft.name:
        draft.name[part] = (
            f"{draft.name[part]} {value}" if value not in draft.name[part].split() else draft.name[part]
        )
    else:
        draft.name[part] = value


def _phone(draft: Draft, node: Node) -> None:
    text = node.text
    if not text:
        inner = next((child for child in node.children if child.text), None)
        text = inner.text if inner is not None else ""
    value = draft.said(text, "phone")
    if value is None:
        return
    attributes = node.attributes
    kind = attributes.get("type") or PHONE_KINDS.get(bare(node.name), "")
    draft.phones.append(
        WrittenPhone(
            value, kind, attributes.get("time", ""), attributes.get("extension") or attributes.get("ext")
        )
    )


def _address(draft: Draft, node: Node) -> None:
    if node.text:
        _street(draft, node.text)
    for child in node.children:
        name = child.name
        known = _PLACE.get(name)
        if known is None and name not in ("street", "apartment"):
            name = _known(draft, child)
        if name in _PLACE:
            _place(draft, name, child.text)
        elif name in ("street", "apartment"):
            _street(draft, child.text)
        else:
            _keep(draft, child, f"address/{child.name}")


def _place(draft: Draft, name: str, text: str) -> None:
    value = draft.said(text, name)
    if value is not None:
        draft.place.setdefault(_PLACE[name], value)


def _street(draft: Draft, text: str) -> None:
    value = draft.said(text, "street")
    if value is not None:
        before = draft.place.get("street")
        draft.place["street"] = f"{before}, {value}" if before and before != value else value


def _timeframe(draft: Draft, node: Node) -> None:
    texts = [node.text] if node.text else []
    for child in node.children:
        if child.name == "earliestdate":
            draft.earliest = draft.said(child.text, "earliestdate")
        elif child.name == "latestdate":
            draft.latest = draft.said(child.text, "latestdate")
        elif child.text:
            texts.append(child.text)
    for text in texts:
        draft.timeframe = draft.timeframe or draft.said(text, "timeframe")


def read_vendor(draft: Draft, node: Node) -> None:
    for child in node.children:
        name = standard_name(child.name)
        if name == "id":
            number = draft.said(child.text, "vendor id")
            if number is not None:
                draft.vendor_ids.append(SourceId(child.attributes.get("source", ""), number))
        elif name in ("vendorname", "name"):
            draft.vendor = draft.vendor or draft.said(child.text, "vendorname")
        elif name == "contact":
            named = child.find("name")
            if named is not None:
                draft.keep("vendor/contact", draft.said(named.text, "the vendor's name"))
        elif name == "provider":
            draft.notes.add("<provider> found inside <vendor>.")
            read_provider(draft, child)
        else:
            _keep(draft, child, f"vendor/{child.name}")
    if node.text:
        draft.vendor = draft.vendor or draft.said(node.text, "vendor")


def read_provider(draft: Draft, node: Node) -> None:
    service = None
    for child in node.children:
        name = child.name
        if name in ("name", "providername", "fullname"):
            draft.provider = draft.provider or draft.said(child.text, "the provider's name")
        elif name == "service":
            service = draft.said(child.text, "the provider's service")
            draft.keep("provider/service", service)
        elif name == "contact":
            named = child.find("name")
            if named is not None and named.text:
                draft.provider_hints.append(named.text)
        else:
            _keep(draft, child, f"provider/{child.name}")
    if node.text:
        draft.provider = draft.provider or draft.said(node.text, "provider")
    if service is not None:
        draft.provider_hints.insert(0, service)


def _keep(draft: Draft, node: Node, path: str) -> None:
    draft.keep(path, node.text)
    for child in node.children:
        _keep(draft, child, f"{path}/{child.name}")
