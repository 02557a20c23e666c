"""What forms, web hooks and notification mails call their fields → ours."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Place = Literal["person", "vehicle", "trade", "provider", "vendor", "consent", "finance", "ignored"]

_PERSON = """
first: first name|firstname|first|given name|fname|f name|forename|nombre|name first|first name part
last: last name|lastname|last|surname|family name|lname|l name|apellido|name last
middle: middle name|middlename|middle|middle initial
suffix: suffix|name suffix
full: name|full name|fullname|contact name|customer|customer name|your name|lead name|client name|buyer name|
    sender name|display name|contact|prospect name|guest name|from name|nombre completo
company: company|company name|business|business name|organization|organisation|employer company
email: email|e mail|email address|e mail address|mail|your email|email id|contact email|primary email|correo|
    correo electronico|reply to|from email|emails|work email|personal email
phone: phone|phone number|phonenumber|telephone|telephone number|tel|primary phone|contact number|contact phone|
    best phone|your phone|phone no|phone 1|phone1|day phone|daytime phone|evening phone|phone 2|phone2|
    telefono|phones|e164|best number|best contact number|alternate phone|secondary phone|other phone
cell: cell|cell phone|cellphone|mobile|mobile phone|mobile number|cell number|text number|mobilephone|cellular|
    celular
home: home phone|homephone|home|phone home|residence phone
work: work phone|workphone|business phone|office phone|phone work|work phone number|work
fax: fax|fax number
street: street|address|street address|address 1|address1|address line 1|address line1|street 1|addr|home address
street2: address 2|address2|address line 2|apartment|apt|unit number|street 2
city: city|town|ciudad
region: state|region|province|state province|region code|regioncode|estado
postal_code: zip|zip code|zipcode|postal code|postalcode|postal|post code|postcode|zip postal code|codigo postal|
    zip postal
country: country|country code|pais
timeframe: timeframe|time frame|purchase timeframe|purchase time frame|buying timeframe|buying time frame|
    purchase timeline|timeline|when|when to buy|when are you looking to buy|when do you plan to buy|
    when are you planning to buy|when do you plan to purchase|when are you looking to purchase|how soon|
    expected purchase|purchase date|purchase horizon|time to buy|purchase time|when would you like to buy|
    how soon are you looking to buy
comments: comments|comment|message|notes|note|question|questions|additional comments|customer comments|inquiry|
    enquiry|remarks|special requests|your message|comments questions|questions comments|additional information|
    details|body|text|customer message|message body|description|your comments|mensaje|comentarios|lead comments|
    additional notes|request
language: language|preferred language|lang|locale|idioma
provider: provider|source|lead source|leadsource|source name|provider name|referral source|origin|lead provider|site|
    sent by
service: provider service|lead type|request type|inquiry type|form name|form
vendor: dealer|dealer name|dealership|dealership name|store|store name|vendor|vendor name|rooftop|location
source_id: id|lead id|leadid|lead number|lead no|reference|reference number|reference id|ref|inquiry id|
    submission id|external id|prospect id|confirmation number|leadgen id|request id|lead reference
requested_at: requested at|created at|created|created time|submitted at|submitted|submitted on|date submitted|
    submission date|timestamp|date|date time|datetime|request date|requestdate|lead date|received|received at|
    time submitted|date received|lead created|created on|sent at|submit date|requested on|requested
resend: resend|is resend
finance: financing|finance|needs financing|payment method|finance type|interested in financing|payment type|
    finance method|wants finance|wants financing
interest: interest|interested|interest type|purchase type
vehicle: vehicle|vehicle of interest|interested in|interested vehicle|vehicle interest|vehicle interested in|
    desired vehicle|car|auto|vehicle requested|stock vehicle|vehicle name|vehicle description|vehicle info|
    vehicle information|year make model|vehiculo|requested vehicle|ymm|product|unit|vehicle details|selected vehicle
trade: trade|trade in|tradein|trade vehicle|trade in vehicle|your trade|current vehicle|vehicle to trade|trade info|
    trade in information|trade in info|trade description
is_test: is test|test lead
"""

_VEHICLE = """
interest: interest|interest type|purchase type|type of interest
status: status|condition|new used|new or used|new/used|stock type|type|vehicle type|inventory type|vehicle condition|
    vehicle status
year: year|model year|yr|ano|vehicle year
year_to: year to|year end|max year
make: make|manufacturer|brand|marca|make name
model: model|model name|modelo
trim: trim|trim level|series|style|version|submodel
vin: vin|vin number|vehicle identification number|vin no
stock: stock|stock number|stock no|stock id|stocknumber|stockno|stk|stk no|stocknum|stock num
odometer: odometer|mileage|miles|kilometers|kilometres|odometer reading|current mileage|kilometraje|odometer miles
odometer_unit: odometer unit|units|unit|odometer units|mileage unit
color: color|colour|exterior color|exterior colour|ext color|exteriorcolor|vehicle color
body: body|body style|bodystyle|body type
price: price|asking price|list price|sale price|internet price|vehicle price|selling price
comments: comments|notes|description of condition
vehicle: description|name|title|vehicle|text|label
"""

_PREFIXES: tuple[tuple[str, Place], ...] = (
    ("trade in vehicle ", "trade"), ("trade vehicle ", "trade"), ("trade in ", "trade"), ("tradein ", "trade"),
    ("trade ", "trade"), ("current vehicle ", "trade"), ("your trade ", "trade"), ("owned vehicle ", "trade"),
    ("vehicle of interest ", "vehicle"), ("desired vehicle ", "vehicle"), ("interested vehicle ", "vehicle"),
    ("preferred vehicle ", "vehicle"), ("requested vehicle ", "vehicle"), ("vehicle ", "vehicle"),
    ("interested in ", "vehicle"), ("desired ", "vehicle"), ("preferred ", "vehicle"), ("car ", "vehicle"),
    ("auto ", "vehicle"),
    ("voi ", "vehicle"), ("inventory ", "vehicle"), ("unit ", "vehicle"), ("requested ", "vehicle"),
    ("wanted ", "vehicle"),
    ("customer ", "person"), ("contact ", "person"), ("lead ", "person"), ("buyer ", "person"),
    ("your ", "person"), ("shopper ", "person"), ("client ", "person"), ("applicant ", "person"),
    ("consumer ", "person"), ("user ", "person"), ("prospect ", "person"), ("sender ", "person"),
    ("primary ", "person"), ("guest ", "person"), ("the ", "person"), ("what is your ", "person"),
    ("dealer ", "vendor"), ("dealership ", "vendor"), ("vendor ", "vendor"), ("store ", "vendor"),
    ("provider ", "provider"), ("source ", "provider"),
)  # fmt: skip

_CONTAINERS: dict[str, Place] = {
    **dict.fromkeys(("vehicle", "vehicles", "vehicle of interest", "vehicles of interest", "interested vehicle",
                     "desired vehicle", "car", "auto", "unit", "inventory", "product", "listing", "requested vehicle",
                     "vehicle interest", "vehicle info", "wanted", "interest vehicle"), "vehicle"),
    **dict.fromkeys(("trade", "trades", "trade in", "trade ins", "tradein", "tradeins", "trade vehicle",
                     "current vehicle", "trade in vehicle", "trade info", "tradeininfo"), "trade"),
    **dict.fromkeys(("provider", "source", "lead source", "origin", "campaign"), "provider"),
    **dict.fromkeys(("dealer", "dealership", "vendor", "store", "rooftop", "location"), "vendor"),
    **dict.fromkeys(("consent", "consents", "opt in", "opt ins", "permissions", "tcpa",
                     "marketing consent"), "consent"),
    **dict.fromkeys(("finance", "financing", "payment"), "finance"),
    **dict.fromkeys(("meta", "metadata", "utm", "tracking", "device", "headers", "session", "analytics", "salesperson",
                     "agent", "assigned to"), "ignored"),
}  # fmt: skip

LEAD_LISTS = frozenset(
    {"leads", "prospects", "records", "results", "items", "data", "submissions", "entries", "payload"}
)
LEAD_WRAPPERS = frozenset(
    {"lead", "prospect", "data", "payload", "body", "record", "submission", "event", "result", "response", "inquiry",
     "adf", "form", "fields", "values", "request", "object", "entry"}
)  # fmt: skip
OF_PEOPLE = frozenset({"first", "last", "full", "email", "phone", "cell", "home", "work"})

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_CONSENT = re.compile(
    r"\b(?:opt(?:ed)? ?in|consent|contact you (?:via|by)|(?:ok|okay) to (?:text|call|email|contact)"
    r"|(?:may|can) we (?:text|call|email|contact)|i agree|agree to|permission|tcpa|sms|texting|do not call|opt out)\b"
)


class Field(NamedTuple):
    """Where a value belongs. `name` is the field's name in that place."""

    place: Place
    name: str


def _table(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.replace("\n    ", "").strip().splitlines())
    return {alias.strip(): name for name, _, aliases in lines for alias in aliases.split("|")}


_FIELDS: dict[Place, dict[str, str]] = {"person": _table(_PERSON), "vehicle": _table(_VEHICLE)}
_FIELDS["trade"] = _FIELDS["vehicle"]
# Names that can only mean a vehicle, even where nothing around them says so.
_BARE_VEHICLE = frozenset(
    {"year", "make", "model", "trim", "vin", "stock", "odometer", "color", "body", "price", "status"}
)
_NOT_BARE = frozenset({"status", "type", "condition", "style", "version", "unit", "units", "brand", "series"})


@lru_cache(maxsize=4096)
def normal_key(key: str) -> str:
    """Lower-case words: "firstName", "First_Name" and "First Name *" are the same field."""
    return _NOT_WORD.sub(" ", _CAMEL.sub(" ", key[:120]).lower()).strip()


def container(key: str) -> Place | None:
    """What an object named so holds."""
    return _CONTAINERS.get(normal_key(key))


def is_consent(key: str) -> bool:
    return _CONSENT.search(normal_key(key)) is not None


@lru_cache(maxsize=4096)
def field_of(key: str, place: Place = "person") -> Field | None:
    """The field that a key stands for inside an object of the given kind; None for one we don't know."""
    words = normal_key(key)
    if place in ("vehicle", "trade"):
        return _vehicle_field(words, place)
    if place != "person":
        return Field(place, words)
    name = _FIELDS["person"].get(words)
    if name is not None:
        return Field("person", name)
    name = _FIELDS["vehicle"].get(words)
    if name in _BARE_VEHICLE and words not in _NOT_BARE:
        return Field("vehicle", name)
    for prefix, where in _PREFIXES:
        if words.startswith(prefix):
            found = field_of(words.removeprefix(prefix), where)
            if found is not None:
                return found
    return None


def _vehicle_field(words: str, place: Place) -> Field | None:
    name = _FIELDS["vehicle"].get(words)
    for prefix, where in _PREFIXES:
        if name is None and where in ("vehicle", "trade") and words.startswith(prefix):
            name = _FIELDS["vehicle"].get(words.removeprefix(prefix))
    return Field(place, name) if name is not None else None
