"""What a visitor's line asks, by plain patterns in two languages; and the name, number and address it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from freshup.domain.consent import OptOut, read_opt_out
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.phones import canonical_phone, phones_in_text
from freshup.domain.people.search_keys import folded
from freshup.domain.vehicles import Wanted
from freshup.domain.website.naming import wanted_in

READ_MAX: Final = 2_000
NAME_LENGTH_MAX: Final = 80

# In this order: who asks whether a person is there must not be taken for somebody who wants one's hours.
INTENTS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "bot": (
            r"\b(are|r) (you|u|this) (a |an |even |actually )*"
            r"(bot|robot|human|real|person|machine|computer|ai|automated)"
            r"|\b(am i|is this|is it|i'?m) (talking|speaking|chatting|writing)? ?(to|with)? ?(a |an )?"
            r"(bot|robot|machine|computer|ai|real person|human)\b|\bchat ?bot\b"
            r"|\b(eres|es usted|estoy hablando con|hablo con|esto es) (un |una )?(bot|robot|maquina|persona|humano|ia)"
        ),
        "discount": (
            r"\b(discount|best price|lowest|negotia\w*|bottom line|out[- ]the[- ]door|otd|price match|take \$?\d"
            r"|lower (the )?price|haggle|deals?|rebates?|coupon|specials?|cheaper|legally binding|no takes?ies)\b"
            r"|\b(descuentos?|rebajas?|mejor precio|negocia\w*|mas barato|ofertas?|promocion\w*)\b"
        ),
        "finance": (
            r"\b(financ\w*|payments?|credit|loans?|leas(e|es|ing)|apr|interest rates?|monthly|a month|per month"
            r"|down ?payment|money down|pre-?approv\w*|approv\w*|bankruptcy|co-?sign\w*)\b"
            r"|\b(financ\w*|creditos?|mensual\w*|al mes|enganche|tasa|prestamo|cuotas?|aprob\w*|intereses)\b"
        ),
        "trade": (
            r"\b(trade(?!mark)( |-)?(in|ins|value)?|trading|apprais\w*|sell (my|our|you)"
            r"|what('?s| is) my .{1,40}worth"
            r"|my .{1,30} worth|buy my)\b"
            r"|\b(intercambi\w*|a cambio|dar mi|vender mi|entregar mi|mi (carro|auto|coche|camioneta)"
            r"|tasacion|avaluo)\b"
        ),
        "service": (
            r"\b(oil change|service|repairs?|fix|parts?|recalls?|mechanic|warranty work|brakes?|tires?|alignment"
            r"|maintenance|battery|body shop|check engine)\b"
            r"|\b(servicio|taller|cambio de aceite|repara\w*|repuestos?|refacciones|piezas|mecanico|frenos|llantas"
            r"|mantenimiento)\b"
        ),
        "visit": (
            r"\b(test[- ]?drive|appointment|come (in|by|see|look|over)|stop by|schedule|visit|see (it|the car|one)"
            r"|look at it|drive it|book)\b"
            r"|\b(prueba de manejo|probar\w*|manejarlo|cita|visita\w*|verl[oa]|pasar a ver|agendar|ir a ver)\b"
        ),
        "person": (
            r"\b(real|live|actual) (person|human|agent|someone)\b|\b(human|representative|operator)\b"
            r"|\b(talk|speak|chat) (to|with) (a |an |some ?(one|body)|the |your )?"
            r"(person|human|agent|manager|sales\w*|rep\b|someone|somebody|team)?"
            r"|\b(call me|have (some ?one|somebody) (call|contact|text)|contact me|get me (a|some))\b"
            r"|\b(hablar con|persona real|un humano|un agente|un vendedor|asesor|que me llamen|llamenme|llameme)\b"
        ),
        "hours": (
            r"\b(hours?|what time|when (do|are|will) (you|u|y'?all).{0,12}(open|close)|are you open|open (today|now"
            r"|tomorrow|on|late)|clos(e|ing) (today|at|time)|till when|until when)\b"
            r"|\b(horarios?|a que hora|abren|cierran|abiert\w+|hasta que hora)\b"
        ),
        "address": (
            r"\b(address|location|located|directions"
            r"|where (are|r|is) (you|u|the (store|dealership|lot))|how (do i|to) get)\b"
            r"|\b(direccion|ubica\w*|donde (estan|esta|quedan|queda)|como llego)\b"
        ),
        "price": r"\b(price\w*|how much|cost\w*|asking|msrp)\b|\b(precios?|cuanto|cuesta|vale)\b",
        "available": (
            r"\b(available|availability|still (have|there|got)|in stock|on (the|your) lot|sold yet|do you have|got any"
            r"|looking for|interested in|any .{1,20}\?)"
            r"|\b(disponibles?|todavia|aun|tienen|hay|en existencia|busco|interesa\w*)\b"
        ),
        "thanks": r"^\W*(thanks?|thank you|thx|ty|ok|okay|great|perfect|bye|goodbye|gracias|adios|perfecto|listo)\b",
        "hello": r"^\W*(hi|hello|hey|good (morning|afternoon|evening)|hola|buen\w* (dias?|tardes|noches))\b",
        "help": r"^\W*(help|menu|options|ayuda|opciones)\W*$",
    }.items()
}
_SPANISH: Final = re.compile(
    r"[¿¡]|\b(hola|tienen|carro|camioneta|precio|cuanto|quiero|gracias|donde|estan|necesito|puedo|busco|buenos"
    r"|buenas|disponible|usted|espanol|para|por favor|cuesta)\b"
)
_ENGLISH: Final = re.compile(
    r"\b(the|you|your|is|are|do|have|what|how|please|thanks|hello|price|available)\b"
)
_NAMED: Final = re.compile(
    r"(?i:\b(?:my name is|my name'?s|this is|i am|i'm|im|me llamo|mi nombre es|soy))\s+"
    r"((?:[^\W\d_][\w'’.-]*)(?:\s+[^\W\d_][\w'’.-]*){0,3})"
)
# "I'm looking", "soy de Miami": what follows is no name.
_NO_NAME: Final = frozenset(
    {
        "looking", "interested", "a", "an", "the", "not", "just", "here", "trying", "wanting", "ready", "from",
        "sure", "in", "on", "at", "about", "your", "very", "still", "also", "going", "calling", "asking",
        "wondering", "new", "de", "un", "una", "el", "la", "interesado", "interesada", "buscando"
    }
)  # fmt: skip
_FILLER: Final = re.compile(
    r"(?i:\b(my|name|is|number|phone|cell|mobile|e-?mail|address|it's|its|and|or|at|you can|reach|call|text|me|i am"
    r"|i'm|this|sure|yes|yeah|ok|okay|hi|hello|thanks?|please|mi|nombre|es|telefono|teléfono|numero|número|correo|y"
    r"|soy|me llamo|hola|gracias|claro|si|sí)\b)"
)
_PERSONAL_NAME: Final = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}\Z")


@dataclass(frozen=True, slots=True)
class Understood:
    """`asks` in the order of INTENTS. `refusal` is an opt-out; nothing else counts beside it."""

    asks: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    name: str = ""
    phone: str = ""
    email: str = ""
    refusal: OptOut | None = None
    language: str = ""

    @property
    def nothing(self) -> bool:
        wish = self.wanted
        return not (self.asks or self.name or self.phone or self.email or wish.make or wish.says_anything)


def understand(words: str, *, asked: str = "") -> Understood:
    """What one line says; `asked` is what the assistant asked last (contact, trade, vehicle)."""
    text = words[:READ_MAX]
    refusal = read_opt_out(text)
    if refusal is not None and (refusal.rejoins or refusal.asks_help):
        refusal = None
    plain = folded(text.replace("’", "'"))
    email = next((one.email for one in read_emails(text).addresses), "") if "@" in text else ""
    # A number in an address is no telephone.
    phone = next((one.raw for one in phones_in_text(text.replace(email, " ") if email else text)), "")
    return Understood(
        asks=tuple(name for name, pattern in INTENTS.items() if pattern.search(plain)),
        wanted=wanted_in(text),
        name=_name(text, asked, phone, email),
        phone=phone,
        email=email,
        refusal=refusal,
        language=_language(plain, text),
    )


def typed_phone(text: str) -> str:
    """A number somebody put into the field for it, as they wrote it; empty where none can be dialled."""
    text = " ".join(text.split())[:40]
    return text if canonical_phone(text)[0] else ""


def typed_email(text: str) -> str:
    return next((one.email for one in read_emails(text[:254]).addresses), "")


def typed_name(text: str) -> str:
    """A name as typed into its field, in one line."""
    return " ".join("".join(one for one in text if one.isprintable()).split())[:NAME_LENGTH_MAX]


def _language(plain: str, text: str) -> str:
    spanish, english = len(_SPANISH.findall(f"{plain} {text}")), len(_ENGLISH.findall(plain))
    return "es" if spanish > english else "en" if english else ""


def _name(text: str, asked: str, phone: str, email: str) -> str:
    if told := _NAMED.search(text):
        words = told.group(1).split()
        for place, word in enumerate(words):
            if folded(word) in _NO_NAME or folded(word) in ("and", "y", "my", "mi"):
                words = words[:place]
                break
        if words:
            return typed_name(" ".join(words).strip(".,"))
    if asked != "contact":
        return ""
    rest = text
    for part in (phone, email):
        if part:
            at = rest.lower().find(part.lower())
            rest = f"{rest[:at]} {rest[at + len(part) :]}" if at >= 0 else rest
    rest = " ".join(re.sub(r"[,;:.!|/()\n+-]+", " ", _FILLER.sub(" ", rest)).split())
    # Whoever answers with a question instead of a name has asked something.
    return typed_name(rest) if _PERSONAL_NAME.match(rest) and (phone or email) else ""
