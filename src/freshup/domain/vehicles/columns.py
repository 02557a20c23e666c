"""Which column of a vendor's export means what. vAuto, HomeNet, DealerSocket and VinSolutions each have their own
headings for the same twenty things; headings come in any case, with underscores, spaces or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from freshup.domain.people.search_keys import folded

# Field → the headings it goes by, squeezed to letters and figures, the likeliest first.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "stock": ("stock", "stocknumber", "stockno", "stocknum", "stk", "stknum", "stkno", "stockid", "dealerstock"),
    "vin": ("vin", "vinnumber", "vehicleidentificationnumber", "vinno", "fullvin"),
    "year": ("year", "modelyear", "vehicleyear", "yr", "my"),
    "make": ("make", "makename", "vehiclemake", "manufacturer", "brand"),
    "model": ("model", "modelname", "vehiclemodel"),
    "trim": ("trim", "trimlevel", "trimname", "series", "style", "stylename", "vehicletrim"),
    "body": ("body", "bodystyle", "bodytype", "vehicletype", "bodyname"),
    "condition": ("newused", "condition", "type", "vehiclecondition", "inventorytype", "nu", "stocktype", "isnew",
                  "vehiclestatus", "usedornew", "neworused"),
    "certified": ("certified", "iscertified", "cpo", "certifiedpreowned", "manufacturercertified"),
    "status": ("status", "inventorystatus", "stockstatus", "unitstatus", "availability"),
    "exterior": ("exteriorcolor", "extcolor", "color", "exteriorcolour", "exterior", "colour", "extcolorgeneric",
                 "exteriorcolordescription", "colorexterior"),
    "interior": ("interiorcolor", "intcolor", "interiorcolour", "interior", "interiordescription",
                 "colorinterior"),
    "odometer": ("mileage", "odometer", "miles", "odometerreading", "currentmileage", "odo", "kilometers"),
    "internet_price": ("internetprice", "webprice", "onlineprice", "specialprice", "saleprice", "advertisedprice",
                       "internetspecial", "eprice", "finalprice"),
    "price": ("price", "sellingprice", "listprice", "askingprice", "retailprice", "retail", "dealerprice",
              "currentprice", "bookvalue"),
    "msrp": ("msrp", "stickerprice", "sticker", "manufacturersuggestedretailprice", "originalprice"),
    "photos": ("photos", "photourl", "photourls", "imagelist", "images", "imageurl", "imageurls", "photourllist",
               "pictures", "pictureurls", "photo", "image", "imagelinks", "photolinks", "mainimage"),
    "url": ("vdpurl", "url", "detailurl", "detailsurl", "vehicleurl", "link", "vehicledetailurl", "vdp",
            "vehicledetailsurl", "weburl"),
}  # fmt: skip
FIELDS: Final = tuple(HEADINGS)
# Known, and of no use: what we count ourselves.
IGNORED: Final = frozenset({"daysinstock", "age", "dis", "daysonlot", "inventorydate", "dateinstock"})
COLUMN_OF: Final = {
    heading: (field, rank) for field, names in HEADINGS.items() for rank, heading in enumerate(names)
}
# A file that names neither can't be told apart unit by unit.
NAMING: Final = ("stock", "vin")
# How sure the heading row must be: as many known headings as that.
KNOWN_MIN: Final = 2


def squeezed_heading(heading: str) -> str:
    key = "".join(sign for sign in folded(heading) if sign.isalnum())
    return key.removeprefix("vehicle") if key not in COLUMN_OF and key.startswith("vehicle") else key


def known_headings(cells: Sequence[str]) -> int:
    """How many cells of a row are headings of units: the row with the most of them is the heading row."""
    keys = [squeezed_heading(cell) for cell in cells]
    return sum(key in COLUMN_OF or key in IGNORED for key in keys)


def guess_columns(headings: Sequence[str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field → heading. What the last applied file of the store was read by goes first, where it still fits."""
    here = set(headings)
    mapping = {field: name for field, name in (before or {}).items() if field in HEADINGS and name in here}
    taken = set(mapping.values())
    best: dict[str, tuple[int, str]] = {}
    for heading in headings:
        found = COLUMN_OF.get(squeezed_heading(heading))
        if found is None or heading in taken:
            continue
        field, rank = found
        if field not in mapping and (field not in best or rank < best[field][0]):
            best[field] = (rank, heading)
    mapping |= {field: heading for field, (_, heading) in best.items()}
    return {field: mapping[field] for field in FIELDS if field in mapping}


def clean_mapping(mapping: Mapping[str, object], headings: Sequence[str]) -> dict[str, str]:
    """A mapping somebody chose, without what names no field or no column."""
    here = set(headings)
    return {field: str(mapping[field]) for field in FIELDS if field in mapping and mapping[field] in here}


def names_units(mapping: Mapping[str, str]) -> bool:
    return any(field in mapping for field in NAMING)
