"""The words of every reason about vehicles."""

from __future__ import annotations

from freshup.domain.reasons import N_ as _

SENTENCES: dict[str, str] = {
    "vin.none": _("“%(written)s” is no VIN; the unit was taken without one"),
    "vin.length": _("The VIN %(vin)s has %(signs)s signs instead of 17; kept as written"),
    "vin.letters": _("The VIN %(vin)s holds an I, O or Q, which no VIN does; kept as written"),
    "vin.repaired": _("The VIN %(written)s holds an I, O or Q; read as %(vin)s, whose check digit is right"),
    "vin.check_digit": _("The check digit of the VIN %(vin)s is wrong: a sign was mistyped; kept as written"),
    "vin.year": _("The year column says %(year)s, the VIN %(of_vin)s; the column counts"),
    "inventory.too_large": _("The file is larger than %(megabytes)s MB"),
    "inventory.too_long": _("The file has more than %(rows)s rows"),
    "inventory.empty": _("The file is empty"),
    "inventory.spreadsheet": _("This is a spreadsheet; save it as CSV and choose that file"),
    "inventory.no_table": _("This is no table of text but a page or a document"),
    "inventory.no_names": _("No column holds stock numbers or VINs, so no unit can be told from another"),
    "inventory.no_units": _("No row of the file is a unit that could be read"),
    "inventory.missing_file": _("The stored file is missing; choose it again"),
    "inventory.removes_too_many": _(
        "It would remove %(gone)s of the %(in_stock)s units in stock (%(percent)s %%), more than the %(most)s %% "
        "this store allows"
    ),
    "inventory.by_hand": _("Turned away by hand"),
    "inventory.row_unreadable": _("The row can't be divided into cells; left out"),
    "inventory.quote_open": _("A quotation mark is not closed: %(lines)s lines were read as one row"),
    "inventory.more_cells": _("The row has %(cells)s cells for %(headings)s headings; the rest was left out"),
    "inventory.nameless": _("Neither stock number nor whole VIN; the row was left out"),
    "inventory.stock_of_vin": _("No stock number: the end of the VIN, %(stock)s, stands for it"),
    "inventory.twice": _(
        "The stock number %(stock)s stands in line %(earlier)s already; the first one counts"
    ),
    "inventory.cut": _("“%(column)s” is longer than %(longest)s signs and was cut"),
    "inventory.year": _("“%(written)s” is no model year"),
    "inventory.odometer": _("“%(written)s” is no odometer reading"),
    "inventory.price": _("“%(written)s” is no price; the unit was taken without one"),
    "inventory.condition": _("“%(written)s” says neither new nor used"),
    "match.vin": _("The VIN they named"),
    "match.stock": _("Stock number %(stock)s, which they named"),
    "match.gone": _("It is no longer in stock"),
    "match.model": _("The same model, %(model)s"),
    "match.rival": _("The same kind of car, %(model)s"),
    "match.year": _("The same year, %(year)s"),
    "match.year_newer": _("%(years)s model years newer"),
    "match.year_newer_one": _("One model year newer"),
    "match.year_older_one": _("One model year older"),
    "match.year_older": _("%(years)s model years older"),
    "match.trim": _("The same trim, %(trim)s"),
    "match.body": _("The same body, %(body)s"),
    "match.new": _("New, as they asked"),
    "match.used": _("Used, as they asked"),
    "match.certified": _("Certified, used as they asked"),
    "match.price": _("Within %(percent)s %% of the price"),
    "match.price_same": _("The same price"),
}
