"""What the assistant on a store's site says, in two languages. Facts are filled in; nothing here promises anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "disclosure": (
        "Hi! I am {store}'s automated assistant, not a person. This chat is saved so that the store can answer you.",
        "¡Hola! Soy el asistente automático de {store}, no una persona. Este chat se guarda para poder responderle.",
    ),
    "how": ("What can I help you with?", "¿En qué le puedo ayudar?"),
    "you_look_at": ("You are looking at the {line}.", "Está viendo el {line}."),
    "it_is_here": ("{line}: it is listed in stock right now.", "{line}: ahora figura en existencia."),
    "price": (
        "Listed price: {price}. A person at the store can tell you the full price in writing.",
        "Precio publicado: {price}. Una persona de la tienda puede darle el precio total por escrito.",
    ),
    "no_price": (
        "There is no price listed for it; a person at the store can tell you.",
        "No tiene precio publicado; una persona de la tienda se lo puede decir.",
    ),
    "gone": (
        "The {line} is no longer in our inventory.",
        "El {line} ya no está en nuestro inventario.",
    ),
    "found_one": ("We have this one listed now:", "Ahora tenemos este:"),
    "found_some": ("These are listed with us now:", "Ahora tenemos estos:"),
    "near_some": (
        "I see no {line} in stock right now. These are the nearest to it:",
        "Ahora no veo un {line} en existencia. Estos son los más parecidos:",
    ),
    "alternatives": ("These are close to it:", "Estos son parecidos:"),
    "none": (
        "I see no {line} in stock right now. A person can look for one or tell you what is on its way.",
        "Ahora no veo un {line} en existencia. Una persona puede buscarlo o decirle qué está por llegar.",
    ),
    "which": (
        "Which vehicle is it about? Year, make and model, or the stock number, are enough.",
        "¿De qué vehículo se trata? Bastan el año, la marca y el modelo, o el número de inventario.",
    ),
    "discount": (
        "I can tell you listed prices only; I can't negotiate or promise any other. A person can talk about it.",
        "Solo puedo decirle los precios publicados; no puedo negociar ni prometer otro. Una persona puede hablarlo con"
        " usted.",
    ),
    "finance": (
        "Our finance team explains the options in person, for buyers in many situations. I can't quote"
        " payments, rates or approvals.",
        "Nuestro equipo de financiamiento explica las opciones en persona, en muchas situaciones. No puedo"
        " cotizar pagos, tasas ni aprobaciones.",
    ),
    "trade": (
        "We take trade-ins. What it is worth only an appraiser can say after seeing it. Which year, make, model and"
        " mileage is yours?",
        "Recibimos vehículos a cambio. El valor solo lo puede decir un tasador al verlo. ¿De qué año, marca, modelo y"
        " millaje es el suyo?",
    ),
    "trade_noted": (
        "Thank you, I have noted: {trade}. An appraiser will look at it.",
        "Gracias, anoté: {trade}. Un tasador lo revisará.",
    ),
    "visit": (
        "Gladly. Tell me a day and time that suits you; a person confirms it, I can't book it myself.",
        "Con gusto. Dígame un día y una hora; una persona lo confirma, yo no puedo reservar.",
    ),
    "visit_noted": (
        "Noted: {words}. A person will confirm whether that time works.",
        "Anotado: {words}. Una persona confirmará si ese horario es posible.",
    ),
    "service": (
        "For service and parts please call {phone}; our advisors make appointments there.",
        "Para servicio y repuestos llame al {phone}; allí los asesores dan citas.",
    ),
    "service_no_phone": (
        "For service and parts please contact the store directly: {address}.",
        "Para servicio y repuestos comuníquese directamente con la tienda: {address}.",
    ),
    "address": ("You find us at {address}.", "Estamos en {address}."),
    "phone": ("Our number is {phone}.", "Nuestro número es {phone}."),
    "bot": (
        "I am an automated assistant, not a person. If you want to talk to a person, just say so.",
        "Soy un asistente automático, no una persona. Si quiere hablar con una persona, dígamelo.",
    ),
    "asking": (
        "I am asking our team for a person. Please stay here; this window shows when somebody joins.",
        "Estoy avisando a nuestro equipo. Quédese aquí; esta ventana muestra cuando alguien se una.",
    ),
    "asked_already": (
        "Our team has been asked; nobody has joined yet.",
        "Ya avisé a nuestro equipo; todavía no se ha unido nadie.",
    ),
    "closed_now": (
        "Nobody is here to join the chat now. {hours}",
        "Ahora no hay nadie para unirse al chat. {hours}",
    ),
    "nobody_free": (
        "I am sorry: nobody has been free to join so far.",
        "Lo siento: hasta ahora nadie ha podido unirse.",
    ),
    "ask_contact": (
        "How can {store} reach you? Your name and a phone number or an e-mail address are enough.",
        "¿Cómo puede {store} comunicarse con usted? Bastan su nombre y un teléfono o un correo.",
    ),
    "in_case": (
        "In case we lose each other: your name and a phone number or an e-mail address?",
        "Por si se corta: ¿su nombre y un teléfono o un correo?",
    ),
    "no_contact_read": (
        "I could not read a phone number or an e-mail address there. Could you write it once more?",
        "No pude leer un teléfono ni un correo. ¿Puede escribirlo otra vez?",
    ),
    "thanks_contact": (
        "Thank you{name}. {store} has your message and a person will answer you.",
        "Gracias{name}. {store} tiene su mensaje y una persona le responderá.",
    ),
    "thanks_contact_closed": (
        "Thank you{name}. {store} has your message; a person will answer after we open {opens}.",
        "Gracias{name}. {store} tiene su mensaje; una persona le responderá después de abrir {opens}.",
    ),
    "still_reach": (
        "{store} has your message and will reach you as you said.",
        "{store} tiene su mensaje y se comunicará con usted como indicó.",
    ),
    "refused": (
        "Understood. We will not contact you{by}.",
        "Entendido. No nos comunicaremos con usted{by}.",
    ),
    "thanks": ("You are welcome. Anything else?", "De nada. ¿Algo más?"),
    "not_understood": (
        "I did not understand that. I can look up vehicles and hours, or ask a person to answer.",
        "No entendí. Puedo buscar vehículos y horarios, o pedir que le responda una persona.",
    ),
    "joined": ("{name} has joined the chat.", "{name} se unió al chat."),
    "handed_back": (
        "{name} has left the chat. The automated assistant is here again.",
        "{name} salió del chat. El asistente automático está aquí otra vez.",
    ),
    "ended": ("This chat has ended.", "Este chat terminó."),
}
CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "vehicle": ("Find a vehicle", "Buscar un vehículo"),
    "visit": ("Test drive or visit", "Prueba de manejo o visita"),
    "finance": ("Financing", "Financiamiento"),
    "trade": ("Trade-in", "Vehículo a cambio"),
    "hours": ("Hours and address", "Horario y dirección"),
    "service": ("Service or parts", "Servicio o repuestos"),
    "person": ("Talk to a person", "Hablar con una persona"),
    "contact": ("Leave my number", "Dejar mi número"),
    "others": ("Show similar ones", "Ver parecidos"),
}
BY: Final[Mapping[str, tuple[str, str]]] = {
    "text": ("by text", "por mensaje de texto"),
    "call": ("by phone", "por teléfono"),
    "email": ("by e-mail", "por correo"),
}


def said(code: str, language: str, **blanks: str) -> str:
    """A sentence in this language, English for one we don't speak."""
    return WORDS[code][_place(language)].format_map(blanks)


def label(choice: str, language: str) -> str:
    return CHOICES[choice][_place(language)]


def by_channels(channels: tuple[str, ...], language: str) -> str:
    """ " by text", or nothing where all are meant."""
    named = [BY[one][_place(language)] for one in channels if one in BY]
    return f" {', '.join(named)}" if named and "" not in channels else ""


def _place(language: str) -> int:
    return 1 if language == "es" else 0
