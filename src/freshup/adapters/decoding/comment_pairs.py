"""What the comments say in `Key: value` pairs: it fills gaps, is evidence of consent, and overrules no element."""

from __future__ import annotations

from freshup.adapters.decoding.draft import Draft, WrittenPhone
from freshup.adapters.decoding.field_names import Field, field_of, is_consent
from freshup.adapters.decoding.fields import consent_channel
from freshup.adapters.decoding.pairs import pairs_in
from freshup.domain.intake.kinds import kind_of_words
from freshup.domain.intake.placeholders import present
from freshup.domain.intake.prospect import ConsentClaim
from freshup.domain.intake.vehicles import GIVEN_BY_CUSTOMER, clean_vin, read_interest, vin_in, vin_is_valid

_IDENTITY = ("vin", "stock", "make", "model")
_ONE_WORD = frozenset({"stock", "year"})
_OF_VEHICLES = frozenset({"year", "make", "model", "trim", "vin", "stock", "odometer", "color"})
_PHONES = {"phone": "", "cell": "cell", "home": "home", "work": "work"}
_VALUE_CHARACTERS = 80


def fill_from_comments(draft: Draft, comments: str | None) -> None:
    """Take up what the comments add to the elements."""
    if comments is None or ":" not in comments:
        return
    wanted: dict[str, str] = {}
    offered: dict[str, str] = {}
    personal: dict[str, str] = {}
    for key, value in pairs_in(comments):
        if is_consent(key):
            draft.claims.append(ConsentClaim(consent_channel(key), f"{key}: {value}"[:500], "comments"))
            continue
        found = field_of(key)
        said = present(value)
        if found is not None and said is not None and len(said) <= _VALUE_CHARACTERS:
            _sort(found, said, wanted, offered, personal)
    if wanted or offered:
        _fill_vehicles(draft, wanted, offered, comments)
    if personal:
        _fill_person(draft, personal)


def _sort(
    found: Field, value: str, wanted: dict[str, str], offered: dict[str, str], personal: dict[str, str]
) -> None:
    if found.place in ("vehicle", "trade"):
        if found.name in _OF_VEHICLES:
            bucket = wanted if found.place == "vehicle" else offered
            bucket.setdefault(found.name, _tidied(found.name, value))
    elif found.place == "person":
        personal.setdefault(found.name, value)


def _tidied(name: str, value: str) -> str:
    if name == "vin":
        words = value.split()
        return (
            (vin_in(value.upper()) or clean_vin(value if len(value) <= 17 else words[0]) or "")
            if words
            else ""
        )
    return value.split()[0].strip(",;.") if name in _ONE_WORD else value


def _fill_vehicles(draft: Draft, wanted: dict[str, str], offered: dict[str, str], comments: str) -> None:
    ours = [one for one in draft.vehicles if not _given(one)]
    theirs = [one for one in draft.vehicles if _given(one)]
    target = ours[0] if ours else None
    if wanted and target is None:
        if not theirs:
            if any(name in wanted for name in _IDENTITY) and kind_of_words(comments) not in (
                "hiring",
                "vendor",
            ):
                target = {}
                draft.vehicles.append(target)
        elif not _identified(theirs[0]):
            # Somebody who offers a vehicle describes that one; no vehicle of interest is invented (Q21).
            offered = {**{name: value for name, value in wanted.items() if name != "stock"}, **offered}
    if wanted and target is not None:
        _fill(draft, target, wanted)
    if offered:
        if not theirs and len(offered) >= 2:
            theirs = [{"interest": "trade-in"}]
            draft.vehicles.extend(theirs)
        if theirs:
            _fill(draft, theirs[0], offered)


def _given(vehicle: dict[str, str]) -> bool:
    return read_interest(vehicle.get("interest", ""))[0] in GIVEN_BY_CUSTOMER


def _identified(vehicle: dict[str, str]) -> bool:
    return any(vehicle.get(name) for name in ("make", "model", "vin"))


def _fill(draft: Draft, vehicle: dict[str, str], said: dict[str, str]) -> None:
    for name, value in said.items():
        if not value:
            continue
        if not vehicle.get(name):
            vehicle[name] = value
            draft.notes.add(f"{_title(name)} taken from the comments.")
        elif name == "vin":
            _settle_vin(draft, vehicle, value)
        elif name == "stock" and vehicle[name].casefold() != value.casefold():
            draft.keep("vehicle/stock in the comments", value)
            draft.notes.add(f"The comments name another stock number: {value[:30]}.")


def _settle_vin(draft: Draft, vehicle: dict[str, str], in_comments: str) -> None:
    """The VIN whose check digit is right wins; where that settles nothing, the element. Both are kept (Q31)."""
    element = clean_vin(vehicle["vin"]) or vehicle["vin"]
    if element == in_comments:
        return
    if vin_is_valid(in_comments) and not vin_is_valid(element):
        vehicle["vin"] = in_comments
        draft.keep("vehicle/vin in the element", element)
        draft.notes.add(
            f"VIN {in_comments} of the comments preferred to {element[:30]}: its check digit is right."
        )
    else:
        draft.keep("vehicle/vin in the comments", in_comments)
        draft.notes.add(f"The comments name another VIN: {in_comments}.")


def _title(name: str) -> str:
    return "VIN" if name == "vin" else name.capitalize()


def _fill_person(draft: Draft, said: dict[str, str]) -> None:
    timeframe = said.get("timeframe")
    if timeframe and draft.timeframe is None and draft.earliest is None and draft.latest is None:
        draft.timeframe = timeframe
        draft.notes.add("Time frame taken from the comments.")
    if "email" in said and not draft.emails and "@" in said["email"]:
        draft.emails.append(said["email"])
        draft.notes.add("E-mail address taken from the comments.")
    if not draft.phones:
        for name, kind in _PHONES.items():
            if name in said and sum(letter.isdigit() for letter in said[name]) >= 10:
                draft.phones.append(WrittenPhone(said[name], kind))
                draft.notes.add("Phone number taken from the comments.")
    if "postal_code" in said and "postal_code" not in draft.place:
        draft.place["postal_code"] = said["postal_code"]
        draft.notes.add("Postal code taken from the comments.")
    if "language" in said and draft.language is None:
        draft.language = said["language"]
    if not draft.name and not draft.full_names:
        for part in ("first", "last"):
            if part in said:
                draft.name[part] = said[part]
        if "full" in said and not draft.name:
            draft.full_names.append(said["full"])
