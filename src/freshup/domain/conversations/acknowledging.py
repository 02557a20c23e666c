"""What the store says by itself: the acknowledgement, worded by kind of inquiry, in the customer's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

SUBJECT_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Blanks:
    """What an acknowledgement is filled with; an empty one is left out of the text, never shown as a gap."""

    first_name: str
    vehicle: str
    store: str
    phone: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    template: str
    language: str
    subject: str
    body: str


# kind → language → (subject, what we understood). A vehicle kind falls back to "purchase" without a vehicle.
OPENINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "vehicle": {
        "en": (
            "Your {vehicle} inquiry at {store}",
            "your note about the {vehicle} is with us. Someone on our team is looking up the details of that"
            " vehicle now: whether it is still here, its price, and anything close to it.",
        ),
        "es": (
            "Su consulta sobre {vehicle} en {store}",
            "recibimos su mensaje sobre {vehicle}. Una persona de nuestro equipo ya está revisando los datos de"
            " ese vehículo: si sigue disponible, su precio y opciones parecidas.",
        ),
    },
    "purchase": {
        "en": (
            "Your inquiry at {store}",
            "your inquiry has arrived. Someone on our team is reading it now and will come back to you in person.",
        ),
        "es": (
            "Su consulta en {store}",
            "su consulta ha llegado. Una persona de nuestro equipo la está leyendo y le responderá personalmente.",
        ),
    },
    "sell": {
        "en": (
            "Your vehicle and {store}",
            "thank you for offering us your vehicle. One of our appraisers is looking at what you sent and will"
            " call or write with the next step.",
        ),
        "es": (
            "Su vehículo y {store}",
            "gracias por ofrecernos su vehículo. Uno de nuestros tasadores está revisando lo que envió y le dirá"
            " cuál es el próximo paso.",
        ),
    },
    "service": {
        "en": (
            "Your service request at {store}",
            "your service request is with our advisors. One of them will confirm what you need and when.",
        ),
        "es": (
            "Su solicitud de servicio en {store}",
            "nuestros asesores de servicio tienen su solicitud. Uno de ellos le confirmará qué necesita y cuándo.",
        ),
    },
    "parts": {
        "en": (
            "Your parts request at {store}",
            "your parts request is with our counter. They will check stock and price and answer you.",
        ),
        "es": (
            "Su pedido de repuestos en {store}",
            "nuestro mostrador de repuestos tiene su pedido. Revisarán existencia y precio y le responderán.",
        ),
    },
}

FRAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "hello": "Hello {first_name},",
        "hello_nobody": "Hello,",
        "call": "If you would rather talk right away, our number is {phone}.",
        "opens": "We are closed at the moment; you will hear from a person soon after we open {opens}.",
        "end": "{store}",
    },
    "es": {
        "hello": "Hola {first_name}:",
        "hello_nobody": "Buen día:",
        "call": "Si prefiere hablar ahora mismo, nuestro número es {phone}.",
        "opens": "En este momento estamos cerrados; una persona le responderá poco después de abrir {opens}.",
        "end": "{store}",
    },
}


def acknowledgement(kind: str, language: str, blanks: Blanks) -> Worded:
    """The acknowledgement of one inquiry (RSP-1). An unknown kind or language gets the plainest words."""
    template = "vehicle" if kind == "purchase" and blanks.vehicle else kind
    if template not in OPENINGS:
        template = "purchase"
    language = language if language in FRAMES else "en"
    subject, understood = OPENINGS[template][language]
    frame = FRAMES[language]
    fill = {
        "first_name": blanks.first_name,
        "vehicle": blanks.vehicle,
        "store": blanks.store,
        "phone": blanks.phone,
        "opens": blanks.opens,
    }
    lines = [frame["hello" if blanks.first_name else "hello_nobody"].format_map(fill), ""]
    opening = understood.format_map(fill)
    lines.append(opening[:1].upper() + opening[1:])
    if blanks.opens:
        lines += ["", frame["opens"].format_map(fill)]
    if blanks.phone:
        lines += ["", frame["call"].format_map(fill)]
    lines += ["", frame["end"].format_map(fill)]
    one_line = " ".join(subject.format_map(fill).split())
    return Worded(template, language, one_line[:SUBJECT_LENGTH_MAX], "\n".join(lines) + "\n")


@lru_cache(maxsize=4_000)
def opening_words(opens_at: datetime, zone: ZoneInfo, language: str) -> str:
    """The next opening as it stands in a sentence: "on Monday at 9:00 AM", "el lunes a las 9:00"."""
    local = opens_at.astimezone(zone)
    if language == "es":
        return format_datetime(local, "'el' EEEE 'a las' H:mm", locale="es")
    return format_datetime(local, "'on' EEEE 'at' h:mm a", locale="en")
