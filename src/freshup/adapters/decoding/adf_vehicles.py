"""The vehicle element and its dialects → a vehicle draft."""

from __future__ import annotations

from freshup.adapters.decoding.adf_names import standard_name
from freshup.adapters.decoding.draft import Draft
from freshup.adapters.decoding.markup import Node

_PLAIN = frozenset({"year", "make", "model", "vin", "stock", "trim"})
_PRICES_FIRST = ("quote", "asking", "offer", "msrp")
_FINANCED = frozenset({"finance", "lease", "loan", "financing"})


def read_vehicle(draft: Draft, node: Node, *, interest: str | None = None) -> None:
    """Add one vehicle, and those wrapped inside it, to the draft."""
    vehicle: dict[str, str] = {}
    written = node.attributes.get("interest") or interest
    if written:
        vehicle["interest"] = written
    status = node.attributes.get("status")
    if status:
        vehicle["status"] = status
    draft.vehicles.append(vehicle)
    for child in node.children:
        name = child.name
        if name in _PLAIN:
            _keep_first(draft, vehicle, name, child.text)
            continue
        known = standard_name(name)
        if known is not None and known != name:
            draft.notes.add(f"<{name}> read as <{known}>.")
        _take(draft, vehicle, child, known or name)


def read_trade(draft: Draft, node: Node) -> None:
    """A <trade> or <tradein> of somebody's own: either around vehicles, or a vehicle itself."""
    draft.notes.add(f"<{node.name}> read as a vehicle to trade in.")
    inside = [child for child in node.children if standard_name(child.name) == "vehicle"]
    for vehicle in inside:
        interest = vehicle.attributes.get("interest", "").strip().lower()
        read_vehicle(draft, _offered(vehicle) if interest in ("", "buy") else vehicle, interest="trade-in")
    if not inside:
        read_vehicle(draft, _offered(node), interest="trade-in")


def _offered(node: Node) -> Node:
    """The same vehicle, without the interest that the sender's template gives to all of them."""
    node.attributes.pop("interest", None)
    return node


def _keep_first(draft: Draft, vehicle: dict[str, str], key: str, text: str) -> None:
    value = draft.said(text, key)
    if value is None:
        return
    if key not in vehicle:
        vehicle[key] = value
    elif vehicle[key] != value:
        draft.keep(f"vehicle/{key}", value)


def _take(draft: Draft, vehicle: dict[str, str], node: Node, name: str) -> None:
    if name in _PLAIN:
        _keep_first(draft, vehicle, name, node.text)
    elif name == "odometer":
        _odometer(draft, vehicle, node)
    elif name == "comments":
        text = draft.said(node.text, "comments")
        if text is not None:
            vehicle["comments"] = f"{vehicle['comments']}\n{text}" if "comments" in vehicle else text
            draft.comments.append(("vehicle", text))
    elif name == "colorcombination":
        for child in node.children:
            _color(draft, vehicle, child)
    elif name in ("exteriorcolor", "interiorcolor"):
        _color(draft, vehicle, node)
    elif name == "bodystyle":
        _keep_first(draft, vehicle, "body", node.text)
    elif name == "price":
        _price(draft, vehicle, node)
    elif name == "finance":
        _finance(draft, node)
    elif name == "tradein":
        read_trade(draft, node)
    elif name == "vehicle":
        read_vehicle(draft, node)
    elif name == "status":
        _keep_first(draft, vehicle, "status", node.text)
    elif name == "interest":
        _keep_first(draft, vehicle, "interest", node.text)
    elif name == "option":
        option = node.find("optionname")
        draft.keep("vehicle/option", option.text if option is not None else node.text)
    else:
        _keep(draft, node, f"vehicle/{name}")


def _odometer(draft: Draft, vehicle: dict[str, str], node: Node) -> None:
    unit = node.attributes.get("units") or node.attributes.get("unit") or ""
    text = node.text
    if "unit" in node.attributes:
        draft.notes.add("odometer@unit read as odometer@units.")
    for child in node.children:
        if child.name in ("units", "unit"):
            unit = child.text
        elif child.text:
            text = child.text
            draft.notes.add("The odometer taken out of its inner element.")
    value = draft.said(text, "odometer")
    if value is not None and "odometer" not in vehicle:
        vehicle["odometer"] = value
        if not unit and node.name.startswith("kilomet"):
            unit = "km"
        if unit:
            vehicle["odometer_unit"] = unit


def _color(draft: Draft, vehicle: dict[str, str], node: Node) -> None:
    name = standard_name(node.name)
    if name == "exteriorcolor":
        _keep_first(draft, vehicle, "color", node.text)
    elif name == "interiorcolor":
        draft.keep("vehicle/interiorcolor", draft.said(node.text, "interiorcolor"))


def _price(draft: Draft, vehicle: dict[str, str], node: Node) -> None:
    kind = node.attributes.get("type", "quote").strip().lower()
    value = draft.said(node.text, "price")
    if value is None:
        return
    if kind in _PRICES_FIRST and "price" not in vehicle:
        vehicle["price"] = value
    else:
        draft.keep(f"vehicle/price {kind}", value)


def _finance(draft: Draft, node: Node) -> None:
    for child in node.children:
        value = draft.said(child.text, f"finance {child.name}")
        if value is None:
            continue
        if child.name == "method":
            draft.wants_finance = value.lower() in _FINANCED
        else:
            kind = child.attributes.get("type", "")
            draft.keep(f"finance/{kind or child.name}", value)


def _keep(draft: Draft, node: Node, path: str) -> None:
    draft.keep(path, node.text)
    for child in node.children:
        _keep(draft, child, f"{path}/{child.name}")
