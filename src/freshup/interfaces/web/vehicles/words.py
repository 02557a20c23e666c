"""The inventory in words."""

from django.utils.translation import gettext_lazy as _

CONDITIONS = {"new": _("New"), "used": _("Used"), "certified": _("Certified")}
STATES = {"waiting": _("Waiting for a decision"), "applied": _("Applied"), "rejected": _("Turned away")}
STATE_TONES = {"waiting": "warn", "applied": "good", "rejected": "bad"}
FIELDS = {
    "stock": _("Stock number"), "vin": _("VIN"), "year": _("Year"), "make": _("Make"), "model": _("Model"),
    "trim": _("Trim"), "body": _("Body"), "condition": _("New or used"), "certified": _("Certified"),
    "status": _("Sold or in stock"), "exterior": _("Exterior colour"), "interior": _("Interior colour"),
    "odometer": _("Odometer"), "internet_price": _("Internet price"), "price": _("Price"),
    "msrp": _("Sticker price (MSRP)"), "photos": _("Photos"), "url": _("Page of the unit"),
}  # fmt: skip
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}  # fmt: skip
DELIMITERS = {",": _("commas"), "\t": _("tabs"), "|": _("bars"), ";": _("semicolons")}
