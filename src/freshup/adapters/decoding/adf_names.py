"""The element names of ADF 1.0, and the names that senders use instead."""

from __future__ import annotations

STANDARD = frozenset(
    [
        "adf",
        "prospect",
        "id",
        "requestdate",
        "vehicle",
        "year",
        "make",
        "model",
        "vin",
        "stock",
        "trim",
        "doors",
        "bodystyle",
        "transmission",
        "odometer",
        "condition",
        "colorcombination",
        "interiorcolor",
        "exteriorcolor",
        "preference",
        "imagetag",
        "price",
        "pricecomments",
        "option",
        "optionname",
        "manufacturercode",
        "weighting",
        "finance",
        "method",
        "amount",
        "balance",
        "comments",
        "customer",
        "timeframe",
        "description",
        "earliestdate",
        "latestdate",
        "vendor",
        "vendorname",
        "url",
        "contact",
        "name",
        "email",
        "phone",
        "address",
        "street",
        "apartment",
        "city",
        "regioncode",
        "postalcode",
        "country",
        "provider",
        "service",
    ]
)

_TABLE = """
prospect: lead
requestdate: requesteddate leaddate datetime date createddate createdat dateofrequest submitdate submissiondate
year: modelyear vehicleyear
make: manufacturer vehiclemake brand
model: vehiclemodel modelname
trim: trimlevel series submodel style
vin: vinnumber vehicleidentificationnumber
stock: stocknumber stockno stockid stocknum
odometer: mileage miles kilometers kilometres
exteriorcolor: color colour extcolor vehiclecolor
interiorcolor: intcolor
bodystyle: body bodytype
price: askingprice listprice sellingprice
comments: comment note notes message remarks customercomments additionalcomments questions
customer: consumer buyer applicant shopper
contact: contactinfo contactinformation
timeframe: purchasetimeframe buyingtimeframe
vendor: dealer dealership
vendorname: dealername dealershipname
email: emailaddress mail
phone: phonenumber telephone tel homephone workphone cellphone mobilephone mobile cell dayphone eveningphone
    daytimephone fax faxnumber
street: street1 street2 address1 address2 addressline1 addressline2 streetaddress
city: town
regioncode: state region province stateprovince statecode
postalcode: zip zipcode postal postcode
country: countrycode
name: fullname customername firstname lastname middlename surname givenname first last middle
tradein: trade tradeinvehicle tradevehicle tradeininfo
url: website
"""

ALIASES: dict[str, str] = {
    alias: line_name.strip()
    for line_name, _, aliases in (
        line.partition(":") for line in _TABLE.replace("\n    ", " ").strip().splitlines()
    )
    for alias in aliases.split()
} | {"tradein": "tradein"}

# What an alias says beyond its name: <cellphone> is a phone and a kind, <firstname> a name and a part.
NAME_PARTS = {
    "firstname": "first", "first": "first", "givenname": "first", "lastname": "last", "last": "last",
    "surname": "last", "middlename": "middle", "middle": "middle", "suffix": "suffix", "full": "full",
    "fullname": "full", "customername": "full", "name": "full",
}  # fmt: skip
PHONE_KINDS = {
    "homephone": "home", "workphone": "work", "cellphone": "cellphone", "mobilephone": "cellphone",
    "mobile": "cellphone", "cell": "cellphone", "dayphone": "day", "daytimephone": "day",
    "eveningphone": "evening", "fax": "fax", "faxnumber": "fax",
}  # fmt: skip
NAME_PART_ATTRIBUTE = {
    "": "full", "full": "full", "first": "first", "given": "first", "middle": "middle", "last": "last",
    "surname": "last", "family": "last", "suffix": "suffix", "firstname": "first", "lastname": "last",
    "fullname": "full", "middlename": "middle", "prefix": "prefix", "title": "prefix", "salutation": "prefix",
}  # fmt: skip
_SEPARATORS = str.maketrans("", "", "-_.")


def standard_name(name: str) -> str | None:
    """The standard's name for an element, whatever the sender calls it; None for one that nobody knows."""
    return name if name in STANDARD else ALIASES.get(name.translate(_SEPARATORS))


def bare(name: str) -> str:
    return name.translate(_SEPARATORS)
