"""What a document may cost us, and the refusals that name the limit passed. Constant, so nobody can be billed more."""

from __future__ import annotations

XML_BYTES_MAX = 2_000_000
XML_DEPTH_MAX = 100
COMMENTS_BYTES_MAX = 200_000
TEXT_BYTES_MAX = 2_000_000
MAIL_BYTES_MAX = 50_000_000
MAIL_PARTS_MAX = 200
MAIL_CONTAINERS_MAX = 30
JSON_DEPTH_MAX = 100
FORM_FIELDS_MAX = 1_000
PROSPECTS_MAX = 200
EXTENSIONS_MAX = 100
EXTENSION_CHARACTERS_MAX = 2_000
COMMENTS_KEPT_OF_REFUSED = 2_000


class Refused(Exception):
    """A document that passes a limit. `reason` is the sentence for the person who looks at it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def xml_too_large() -> Refused:
    return Refused("More than 2 MB of XML")


def text_too_large() -> Refused:
    return Refused("More than 2 MB of text")


def too_deep() -> Refused:
    return Refused("Nested deeper than 100 levels")


def entities_refused() -> Refused:
    return Refused("Entity declarations are refused")


def comments_too_large() -> Refused:
    return Refused("More than 200 kB of comments")


def too_many_parts() -> Refused:
    return Refused("A mail of more than 200 parts")


def mail_too_deep() -> Refused:
    return Refused("A mail with more than 30 mails or containers inside one another")


def mail_too_large() -> Refused:
    return Refused("A mail of more than 50 MB")


def too_many_prospects() -> Refused:
    return Refused("More than 200 prospects in one document")


def too_many_fields() -> Refused:
    return Refused("A form of more than 1,000 fields")
