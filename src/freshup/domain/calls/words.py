"""What callers hear, in English and Spanish."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, dict[str, str]]] = {
    "welcome": {
        "en": "Thank you for calling {store}. One moment, please.",
        "es": "Gracias por llamar a {store}. Un momento, por favor.",
    },
    "announcement": {
        "en": "This call is recorded, so that we get it right.",
        "es": "Esta llamada se graba para atenderle mejor.",
    },
    "nobody": {
        "en": "Everybody at {store} is with a customer right now. Please say your name, your number and what we"
        " can do for you after the tone, and somebody calls you back.",
        "es": "En este momento todo el equipo de {store} atiende a otros clientes. Después del tono, diga su nombre,"
        " su número y en qué podemos ayudarle, y le devolvemos la llamada.",
    },
    "closed": {
        "en": "{store} is closed right now. Please say your name, your number and what we can do for you after the"
        " tone, and we call you back when we open.",
        "es": "{store} está cerrado en este momento. Después del tono, diga su nombre, su número y en qué podemos"
        " ayudarle, y le llamamos en cuanto abramos.",
    },
    "thanks": {
        "en": "Thank you. Somebody calls you back. Goodbye.",
        "es": "Gracias. Le devolveremos la llamada. Hasta luego.",
    },
    "trouble": {
        "en": "We can't put you through right now. Please leave your name and number after the tone, and somebody"
        " calls you back.",
        "es": "En este momento no podemos comunicarle. Deje su nombre y su número después del tono y le devolvemos"
        " la llamada.",
    },
    "whisper": {
        "en": "A call for {store}. Press any key to take it.",
        "es": "Llamada para {store}. Pulse cualquier tecla para atenderla.",
    },
    "whisper_known": {
        "en": "{name} is calling {store}. Press any key to take it.",
        "es": "{name} llama a {store}. Pulse cualquier tecla para atender.",
    },
    "connecting": {
        "en": "Connecting you with {name}.",
        "es": "Le comunico con {name}.",
    },
    "connecting_nobody": {
        "en": "Connecting you with the customer.",
        "es": "Le comunico con el cliente.",
    },
    "not_now": {
        "en": "This customer may not be called now. Nothing was dialed. Goodbye.",
        "es": "Ahora no se puede llamar a este cliente. No se marcó ningún número. Hasta luego.",
    },
    "over": {
        "en": "The customer's side is over. Goodbye.",
        "es": "La llamada con el cliente terminó. Hasta luego.",
    },
}


def spoken(key: str, language: str, **blanks: str) -> str:
    """The words in this language, else in English; braces in a name stay what they are."""
    words = _WORDS[key]
    text = words.get(language[:2], words["en"])
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", value)
    return text


def tongue(language: str) -> str:
    """The language something is spoken in: one of those we have words for."""
    return language[:2] if language[:2] in ("en", "es") else "en"
