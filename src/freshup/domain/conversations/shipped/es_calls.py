"""What is said on the phone, in Spanish: key → subject, words. A script is read by a person, who makes it theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HELLO: Final = "Hola, {first_name|buen día}, le habla {agent_first_name|el equipo de ventas} de {store}"

CALLS: Final[Mapping[str, tuple[str, str]]] = {
    "video_walkaround": (
        "El {vehicle|vehículo}, en video",
        "Hola {first_name|y buen día}, le escribe {agent_first_name|el equipo de ventas} de {store}.\n\n"
        "Le grabé un video corto del {vehicle|vehículo que le interesa}: una vuelta, el interior y el motor"
        " en marcha.\n\n¿Qué quiere ver más de cerca?",
    ),
    "call_script": (
        "",
        f"{_HELLO}. Usted nos preguntó por el {{vehicle|vehículo de nuestro sitio}}.\n\n"
        "¿Es buen momento, o le llamo en otro mejor?\n\n"
        "¿Por qué eligió ese? ¿Qué maneja hoy y qué debería ser distinto? ¿Para cuándo lo quiere? ¿Quién más"
        " decide?\n\n"
        "Entonces le cuento del que pidió y de uno parecido, para que pueda comparar.\n\n"
        "Lo mejor es manejarlo. ¿Le conviene hoy o mañana, antes o después de las cinco?",
    ),
    "call_objections": (
        "",
        "Le dicen: Solo dígame el mejor precio.\n"
        "Usted dice: Con gusto, y por escrito. Para que sea la cifra correcta: ¿entrega un vehículo, y es este"
        " o uno parecido?\n\n"
        "Le dicen: Solo estoy mirando.\n"
        "Usted dice: Es el momento justo para preguntar. ¿Qué quiere saber antes de decidir qué mirar?\n\n"
        "Le dicen: Tengo que hablarlo en casa.\n"
        "Usted dice: Claro. ¿Qué querrán saber? Se lo mando, o vienen juntos.\n\n"
        "Le dicen: En otro lugar es más barato.\n"
        "Usted dice: Puede ser. ¿Ponemos las dos ofertas lado a lado, con todos los cargos, para comparar lo"
        " mismo?\n\n"
        "Le dicen: No tengo tiempo de ir.\n"
        "Usted dice: Entonces aprovechemos su tiempo: le mando un video y las cifras, y viene solo cuando valga"
        " la pena.\n\n"
        "Le dicen: No me llame más.\n"
        "Usted dice: Disculpe la molestia, me encargo ahora mismo. Y lo anota aquí de inmediato.",
    ),
    "sold_call": (
        "",
        f"{_HELLO}. Hoy no vengo a venderle nada.\n\n"
        "¿Cómo le va con su vehículo? ¿Hay algo que no sepa bien cómo usar?\n\n"
        "Si algo no está bien, déjeme anotarlo y veo quién lo arregla.",
    ),
    "equity_call": (
        "",
        f"{_HELLO}. ¿Es buen momento?\n\n"
        "Llamo a clientes nuestros que quizá quieran saber lo que vale hoy su vehículo. ¿Qué kilometraje tiene"
        " ahora?\n\n"
        "Puedo calcular la cifra y usted decide si le sirve. ¿Lo traería un cuarto de hora?",
    ),
    "revival_call": (
        "",
        f"{_HELLO}. Hace algún tiempo buscaba un vehículo. ¿Es buen momento?\n\n"
        "¿Encontró uno? ¿Qué le hizo decidirse?\n\n"
        "Si sigue buscando: ¿cómo tendría que ser hoy?",
    ),
    "call_opening_first_party": (
        "",
        f"{_HELLO}: nos escribió en nuestro sitio por el {{vehicle|vehículo que busca}}.",
    ),
    "call_opening_third_party": (
        "",
        f"{_HELLO}: encontró en línea nuestro {{vehicle|vehículo}} y preguntó por él.",
    ),
    "call_opening_phone": ("", f"{_HELLO}: usted nos llamó y siento que no hayamos podido contestar."),
    "call_opening_chat": (
        "",
        f"{_HELLO}: conversó con nosotros por chat sobre el {{vehicle|vehículo que busca}} y quiero terminar la"
        " respuesta.",
    ),
    "call_opening_walk_in": (
        "",
        f"{_HELLO}: gracias por su visita. ¿Qué piensa hoy del {{vehicle|vehículo}}?",
    ),
    "call_opening_service": (
        "",
        f"{_HELLO}: en el taller me dijeron que tenía una pregunta sobre su próximo vehículo.",
    ),
    "call_opening_equity": (
        "",
        f"{_HELLO}: usted es cliente nuestro y tengo una pregunta corta sobre su vehículo.",
    ),
    "call_opening_referral": ("", f"{_HELLO}: alguien que nos conoce sugirió que habláramos."),
    "vm_1_a": (
        "",
        f"{_HELLO}. Preguntó por el {{vehicle|vehículo de nuestro sitio}} y quiero responderle en persona. Mi"
        " número es {store_phone}. Otra vez: {store_phone}.",
    ),
    "vm_2_a": (
        "",
        f"{_HELLO}. Además del {{vehicle|que le interesa}} quizá haya otro que valga la pena comparar. Es un"
        " {alternative?}. Llámeme al {store_phone} y le cuento en qué se distinguen.",
    ),
    "vm_3_a": (
        "",
        f"{_HELLO}. A otra persona también puede gustarle el {{vehicle|vehículo que le interesa}} y no sé cuánto"
        " tiempo seguirá aquí. Si quiere verlo, llámeme al {store_phone}.",
    ),
    "vm_4_a": (
        "",
        f"{_HELLO}. Si no le gusta el teléfono, escríbame. Un correo o el formulario en {{website|nuestro sitio}}"
        " me llega igual. Con una línea basta.",
    ),
    "vm_1_b": (
        "",
        f"{_HELLO}. Es por su consulta: aún tengo aquí las respuestas a sus preguntas. Me encuentra en el"
        " {store_phone}.",
    ),
    "vm_2_b": (
        "",
        f"{_HELLO}. Si tiene un vehículo para entregar, le cuento de qué depende su valor, para que tenga una"
        " cifra con que contar. Estoy en el {store_phone}.",
    ),
    "vm_3_b": (
        "",
        f"{_HELLO}. Estoy organizando las pruebas de manejo de esta semana. Si quiere una en el {{vehicle|que le"
        " interesa}, dígame la hora antes de que otros elijan la suya: {store_phone}.",
    ),
    "vm_4_b": (
        "",
        f"{_HELLO}. No voy a seguir llamando. Cuando le convenga, escriba o venga; solo necesita mi nombre. El"
        " número es {store_phone}.",
    ),
}
