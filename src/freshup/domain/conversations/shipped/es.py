"""Texts and e-mails in Spanish: key → subject, words.

The alphabet of texts has é, ñ, ü and à but not á, í, ó, ú: a text is worded without these, or it would cost two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "text_first": (
        "Sobre el {vehicle|vehículo que le interesa}",
        "Hola {first_name|qué tal}, le escribe {agent_first_name|ventas} de {store} por"
        " el {vehicle|auto que busca}. ¿Llamada o texto? Responda STOP para no recibir mas",
    ),
    "text_second": (
        "¿Fotos, cifras o una visita?",
        "Otra vez {agent_first_name|ventas} de {store}. Sobre el {vehicle|auto que le interesa}:"
        " ¿qué le sirve mejor, fotos, cifras o una hora para verlo?",
    ),
    "text_third": (
        "¿Sigue buscando el {vehicle|mismo vehículo}?",
        "Hola {first_name|qué tal}, {agent_first_name|ventas} de {store}. ¿Sigue pensando en"
        " el {vehicle|auto que vio}? Con un no, un claro o un luego me basta.",
    ),
    "text_options": (
        "Algo parecido al {vehicle|que busca}",
        "Le escribe {agent_first_name|ventas} de {store}. También hay un {alternative?}."
        " ¿Le sirve el {vehicle|primero}, o le mando fotos?",
    ),
    "text_visit": (
        "Una hora para verlo",
        "Hola {first_name|qué tal}, {agent_first_name|ventas} de {store}. ¿Una tarde o un fin de"
        " semana para manejar el {vehicle|auto}? Usted diga y yo me encargo.",
    ),
    "phone_text_first": (
        "Usted llamó a {store}",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. Vi su llamada. ¿En qué"
        " le puedo ayudar? Responda STOP para no recibir mas",
    ),
    "phone_text_again": (
        "¿Cuándo le conviene hablar?",
        "Otra vez {agent_first_name|el equipo} de {store}. Quiero responder a su llamada. ¿A qué hora"
        " le conviene, o prefiere por texto?",
    ),
    "sell_text_first": (
        "El vehículo que quiere vender",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}, por el auto que quiere"
        " vender. ¿Qué fecha le conviene? Responda STOP para no recibir mas",
    ),
    "sell_text_again": (
        "Para ver su vehículo",
        "Le escribe {agent_first_name|el equipo} de {store}. Mostrarnos su auto no le compromete a"
        " nada. ¿Qué fecha le conviene?",
    ),
    "showroom_text_first": (
        "Gracias por su visita",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. Gracias por venir."
        " ¿Qué duda le queda? Responda STOP para no recibir mas",
    ),
    "showroom_text_again": (
        "¿Lo vemos otra vez?",
        "Le escribe {agent_first_name|el equipo} de {store}. Verlo otra vez aclara mucho: ¿quiere"
        " manejar el {vehicle|auto} por sus calles?",
    ),
    "noshow_text_first": (
        "Su cita en {store}",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. No pudimos vernos, no hay"
        " problema. ¿Qué fecha prefiere? Responda STOP para no recibir mas",
    ),
    "noshow_text_again": (
        "¿Otra fecha?",
        "Le escribe {agent_first_name|el equipo} de {store}. ¿Buscamos otra fecha, o quiere"
        " preguntarme algo antes?",
    ),
    "service_text_first": (
        "Después de su visita al taller",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. El taller nos dijo que"
        " piensa en otro auto. ¿Le ayudo? Responda STOP para no recibir mas",
    ),
    "sold_text_thanks": (
        "Gracias de parte de {store}",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. ¡Disfrute su auto! Si un"
        " mando no queda claro, pregunte. Responda STOP para no recibir mas",
    ),
    "equity_text_first": (
        "Lo que vale hoy su vehículo",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. ¿Quiere saber lo que vale"
        " hoy su auto? Responda STOP para no recibir mas",
    ),
    "revival_text_first": (
        "¿Sigue buscando?",
        "Hola {first_name|qué tal}, {agent_first_name|el equipo} de {store}. ¿Ya tiene auto, o busco"
        " otra vez para usted? Responda STOP para no recibir mas",
    ),
}

_SIGNED: Final = "\n\n{agent_name|El equipo de ventas}\n{store}\n{store_phone}"


def _mail(*paragraphs: str) -> str:
    return "\n\n".join(("Hola {first_name|y buen día}:", *paragraphs)) + _SIGNED


EMAILS: Final[Mapping[str, tuple[str, str]]] = {
    "email_first": (
        "Sobre el {vehicle|vehículo que le interesa}: sus preguntas",
        _mail(
            "Gracias por preguntar por el {vehicle|vehículo de nuestro sitio}. Leí su mensaje y quiero"
            " responder primero a lo que más le importa.",
            "Está anunciado en {price?}.",
            "Su número de inventario es {stock?}, por si quiere buscarlo en {website|nuestro sitio}.",
            "¿Empezamos por el vehículo, por las cifras o por el que usted entregaría? Con una línea basta.",
        ),
    ),
    "email_week": (
        "Una pregunta sobre su búsqueda",
        _mail(
            "Una semana es mucho cuando se busca un vehículo. Por eso prefiero preguntar: ¿ha cambiado algo"
            " en lo que necesita?",
            "Si el {vehicle|que le interesaba} le resultó demasiado caro, pequeño o simplemente no era, dígame"
            " cuál de las tres cosas y buscaré uno más cercano.",
        ),
    ),
    "email_week_again": (
        "¿Qué se lo haría más fácil?",
        _mail(
            "Casi siempre se espera una de tres cosas: el vehículo justo, las cifras justas o el momento"
            " justo. ¿Cuál es en su caso?",
            "Puedo seguir buscando, poner las cifras por escrito o volver a escribirle en el mes que me diga.",
        ),
    ),
    "email_options": (
        "Parecido al {vehicle|que busca}",
        _mail(
            "Para comparar ayuda tener un segundo al lado del primero.",
            "Además del {vehicle|que le interesa}, tenemos un {alternative?}.",
            "Está anunciado en {alternative_price?}.",
            "En dos vehículos vale la pena comparar tres cosas: lo que cuesta asegurarlos, el kilometraje y"
            " sus revisiones, y el equipo que de verdad usaría. Dígame qué le importa más y le pongo los dos"
            " lado a lado.",
        ),
    ),
    "email_visit": (
        "Cómo es una visita a {store}",
        _mail(
            "Para que sepa qué esperar: mira el vehículo con calma, lo maneja, pregunta lo que quiera y se"
            " lleva las cifras a casa si desea pensarlo.",
            "Traiga su licencia de manejar y, si quizá entregue el suyo, sus llaves y papeles.",
            "Nos encuentra en {store_address?}.",
            "Responda con un día y una hora, y me ocuparé de que alguien tenga tiempo de mostrarle"
            " el {vehicle|vehículo} como se debe.",
        ),
    ),
    "email_trade": (
        "Lo que podría valer su vehículo",
        _mail(
            "Si tiene un vehículo para entregar, su valor depende sobre todo de cuatro cosas: el kilometraje,"
            " el estado, las revisiones y cuánta gente busca uno igual.",
            "Usted mencionó su {trade?}.",
            "Mande el kilometraje y unas fotos, por dentro y por fuera, y tendrá una primera cifra para"
            " pensar. La definitiva se fija cuando lo hayamos visto.",
        ),
    ),
    "email_choice": (
        "Una lista corta que ahorra una tarde",
        _mail(
            "Antes de visitar a nadie, anote tres cosas: cuántas personas viajan casi todos los días, cuánto"
            " maneja por semana y cuánto quiere gastar al mes en total, con seguro y gasolina.",
            "Mándeme las tres líneas. Le diré qué vehículos de aquí le convienen y, con franqueza, si no hay"
            " ninguno.",
        ),
    ),
    "email_last": (
        "¿Sigo buscando para usted?",
        _mail(
            "No quiero llenarle el buzón: por ahora esta es la última nota sobre el {vehicle|vehículo que le"
            " interesaba}.",
            "Si quiere que siga buscando, responda «sí». Si ya encontró uno, me alegro, y un «ya lo tengo»"
            " también es bienvenido.",
        ),
    ),
    "badnumber_email": (
        "No logramos llamarle",
        _mail(
            "El teléfono que llegó con su consulta no parece ser el suyo, por eso le escribo.",
            "Responda aquí con lo que quiera saber del {vehicle|vehículo}, o mande un número y una hora que"
            " le convenga.",
        ),
    ),
    "phone_email": (
        "Usted llamó a {store}",
        _mail(
            "Usted nos llamó y todavía no hemos podido hablar. Lo siento.",
            "Si era por el {vehicle|vehículo que vio}, dígame qué quiere saber y le respondo por aquí o a la"
            " hora que me diga.",
        ),
    ),
    "sell_email_first": (
        "El vehículo que quiere vender",
        _mail(
            "Gracias por ofrecernos su vehículo. Para darle una cifra seria necesito el kilometraje, las"
            " revisiones y saber si aún se debe algo.",
            "¿Qué día podría traerlo? Con gusto puede estar presente mientras lo miramos.",
        ),
    ),
    "sell_email_how": (
        "Cómo se hace para vendernos",
        _mail(
            "Son tres pasos. Miramos el vehículo con usted, recibe una cifra y, si la acepta, vemos juntos los"
            " papeles, también cuando aún se debe algo.",
            "Traiga por favor el título o los datos del banco, todas las llaves y su licencia de manejar.",
        ),
    ),
    "sell_email_last": (
        "¿Sigue en venta su vehículo?",
        _mail(
            "No quiero seguir preguntando. Si su vehículo aún está en venta, responda «sí» y un día. Si ya lo"
            " vendió, felicidades, y gracias por haber pensado en nosotros.",
        ),
    ),
    "service_email": (
        "Lo que preguntó en nuestro taller",
        _mail(
            "El taller me pasó su pregunta. Quedarse con un vehículo o cambiarlo es sobre todo cuestión de"
            " cifras: lo que costarían las reparaciones de los próximos dos años y lo que valdría hoy.",
            "Puedo ponerle las dos lado a lado. ¿Lo hago?",
        ),
    ),
    "showroom_email_thanks": (
        "Gracias por venir a {store}",
        _mail(
            "Gracias por tomarse el tiempo de venir. Fue un gusto conocerle.",
            "Si camino a casa le surgió una pregunta sobre el {vehicle|vehículo que vio}, responda a esta"
            " nota. ¿Qué tendría que ser distinto para que fuera el suyo?",
        ),
    ),
    "showroom_email_questions": (
        "Lo que se pregunta después de una visita",
        _mail(
            "Después de la primera visita surgen siempre tres preguntas: ¿me conviene otro equipo?, ¿cuánto"
            " valdría el mío? y ¿puedo manejarlo otra vez?",
            "Responda con un número del uno al tres y empiezo por esa.",
        ),
    ),
    "noshow_email": (
        "¿Otro momento?",
        _mail(
            "Algo se interpuso en su cita; le pasa a cualquiera.",
            "¿Le conviene la misma hora otro día, o prefiere aclarar antes una pregunta por teléfono o por"
            " correo? Puede ver el {vehicle|vehículo} siempre que estemos abiertos.",
        ),
    ),
    "sold_email_checkin": (
        "La primera semana",
        _mail(
            "Ya lleva una semana con su vehículo. ¿Está todo como debe? ¿Hay un ajuste, una luz o un ruido que"
            " le extrañe?",
            "Responda aquí. Si es cosa del taller, le comunico con la persona indicada.",
        ),
    ),
    "sold_email_review": (
        "¿Nos regala unas palabras?",
        _mail(
            "La gente lee lo que escriben los clientes antes de decidir adónde ir. Si tiene dos minutos, unas"
            " líneas sinceras sobre su experiencia les ayudarían a ellos y a nosotros.",
            "Y si algo no estuvo bien, dígamelo primero, por favor, para poder arreglarlo.",
        ),
    ),
    "sold_email_half_year": (
        "Medio año en camino",
        _mail(
            "¡Ya es medio año! Buen momento para mirar la presión de las llantas, el agua y las escobillas, y"
            " ver en el manual qué revisión sigue.",
            "Si tiene una pregunta sobre su vehículo, sigo a sus órdenes.",
        ),
    ),
    "sold_email_year": (
        "Un año con su vehículo",
        _mail(
            "Hace más o menos un año se lo llevó a casa. Gracias por su confianza.",
            "Si algo del vehículo le preocupa, responda a esta nota y me llega.",
        ),
    ),
    "equity_email_first": (
        "Lo que podría valer hoy su vehículo",
        _mail(
            "Usted sabe lo que pagó por su vehículo, pero los valores cambian. Con gusto calculo lo que valdría"
            " hoy y lo comparo con lo que quizá aún deba.",
            "Así sabrá dónde está, quiera cambiar o no. ¿Se lo pongo por escrito?",
        ),
    ),
    "equity_email_again": (
        "Una cifra que conviene saber",
        _mail(
            "También a quien piensa quedarse con su vehículo le sirve saber lo que vale: para el seguro, para"
            " sus planes o para cuando piense en el próximo.",
            "Responda con el kilometraje y se lo busco.",
        ),
    ),
    "revival_email_first": (
        "¿Cómo terminó su búsqueda?",
        _mail(
            "Hace algún tiempo nos preguntó por un {vehicle|vehículo}. Espero que haya encontrado lo que"
            " buscaba.",
            "Si no, dígame en una línea qué necesita hoy y veré qué tenemos que le convenga.",
        ),
    ),
    "revival_email_last": (
        "Solo si le sirve",
        _mail(
            "Esta es mi última nota, a menos que quiera otra. Cuando vuelva a buscar, responda aquí y seguimos"
            " donde lo dejamos.",
        ),
    ),
    "nurture_1": (
        "¿Ha cambiado algo?",
        _mail(
            "Un trabajo nuevo, un camino más largo, uno más en la familia: lo que se necesita de un vehículo"
            " cambia más rápido que el vehículo.",
            "Si algo cambió, dígamelo en una línea. Le diré con franqueza si aquí hay algo que le convenga"
            " más.",
        ),
    ),
    "nurture_2": (
        "Cómo comparar dos ofertas",
        _mail(
            "Dos ofertas parecen iguales hasta que se piden las mismas tres cifras de ambas: el precio total"
            " con todos los cargos, la tasa y el número de pagos, y lo que dan por el suyo.",
            "Anótelas lado a lado. Si quiere otra opinión, mándemelas.",
        ),
    ),
    "nurture_3": (
        "Una prueba de manejo que dice algo",
        _mail(
            "Maneje como todos los días: su calle, su velocidad, su lugar para estacionar. Lleve a quien viaja"
            " con usted, y la silla del niño o el perro. Apague la radio un rato y escuche.",
            "Cuando quiera hacerlo con uno de los nuestros, diga un día.",
        ),
    ),
    "nurture_4": (
        "Lo que un vehículo cuesta de verdad al año",
        _mail(
            "El pago es solo una parte. Sume seguro, gasolina, llantas y revisiones de un año, y dos vehículos"
            " del mismo precio pueden quedar muy lejos.",
            "Dígame dos en los que piense y le ayudo a hacer la suma.",
        ),
    ),
    "nurture_5": (
        "Diez minutos para el que maneja hoy",
        _mail(
            "Maneje lo que maneje después, el que tiene guarda mejor su valor con las revisiones al día, las"
            " llantas parejas y los golpes pequeños atendidos pronto. Guarde los recibos juntos: cuentan"
            " cuando se valora.",
            "Si quiere saber cuánto podría valer, responda con el kilometraje.",
        ),
    ),
    "nurture_6": (
        "¿Le busco uno?",
        _mail(
            "Aquí llegan y se van vehículos cada semana. Si me dice qué le gustaría encontrar y hasta qué"
            " precio, le escribo cuando llegue uno que le convenga, y no por otra cosa.",
        ),
    ),
}
