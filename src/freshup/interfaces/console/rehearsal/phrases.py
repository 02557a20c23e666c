"""What shoppers write: comments, time frames and the human mails, in English and in Spanish."""

from typing import Final

# {car} the car asked about, {model} its make and model, {trade} the car to be traded, {day} a day of the week.
ABOUT_A_CAR: Final = (
    "Is this {model} still available?",
    "Is the {car} still on the lot? I can come {day} after work.",
    "What is your best out the door price on the {car}?",
    "Please send me the out-the-door price including fees. I am ready to buy this week.",
    "I would like to schedule a test drive for {day} morning.",
    "Can I get a test drive on {day}? My husband wants to see it too.",
    "Do you have this in {colour}? Otherwise I would take the one in the picture.",
    "Hi, I saw the {car} on your website. Does it have the tow package and how many keys come with it?",
    "What would the monthly payment be with $3,000 down? My credit score is around 710.",
    "Looking for financing on this one. I was pre-approved by my credit union but would like to see your rate.",
    "Is there any room on the price? I have a quote from another dealer that is $900 lower.",
    "Can you text me a few more pictures of the interior? Particularly the back seats.",
    "Need three rows for the kids. Would the {model} fit two car seats and a booster?",
    "Has this car been in an accident? Please send the history report.",
    "My lease ends next month and I would like to stay with {model}. What are the lease deals?",
    "I live about an hour away. Could you hold it for me until {day} if I leave a deposit?",
    "Just looking for now, but please send me a price.",
    "Does the price on the {car} include the dealer fee?",
    "Please call me after 5, I can not take calls at work.",
    "Do not call, please. E-mail is best, I am at the hospital on shifts.",
    "Two of us are shopping for the same model, is there a discount if we buy two?",
    "What is the warranty on this {model}? How many miles are left on it?",
    "Hello, is the {car} in stock or in transit?",
    "",
    "",
)
ABOUT_A_TRADE: Final = (
    "I have a {trade} to trade in, {miles} miles. What would you give me for it?",
    "Interested in the {car}. I would be trading my {trade}, {miles} miles, clean title.",
    "Want to trade my {trade}. I still owe about $6,500 on it. Would that work with this one?",
    "How much would my {trade} bring towards the {car}?",
)
SELLING: Final = (
    "I want to sell my {trade}. It has {miles} miles and no accidents.",
    "Do you buy cars without me buying one from you? {trade}, {miles} miles.",
    "Got an online offer for my {trade} and want to see whether you can beat it.",
)
ABOUT_A_CAR_ES: Final = (
    "¿Todavía tienen el {model}? Puedo ir el {day}.",
    "Buenas tardes, me interesa el {car}. ¿Cuál es el mejor precio?",
    "¿Me pueden ayudar con financiamiento? Es mi primer carro.",
    "Quisiera hacer una prueba de manejo el {day} por la mañana.",
    "Necesito una camioneta para el trabajo, ¿qué pagos mensuales tienen?",
    "Por favor llámenme en español, gracias.",
    "¿Aceptan mi carro como parte de pago? Es un {trade} con {miles} millas.",
)
# What the eager add.
BESIDES: Final = (
    "I would like to test drive it this week.",
    "I am pre-approved and ready to buy.",
    "Need to buy this week, my car was totaled.",
    "Can we set an appointment for {day} at 10?",
    "I want to finance with about $4,000 down.",
    "What is your best price if I come in {day}?",
)
SERVICE: Final = (
    "I need an appointment for an oil change and a tire rotation.",
    "The air conditioning blows warm. When can I bring it in for service?",
    "Is the airbag recall part in stock? I would like to schedule the repair.",
)
TIMEFRAMES: Final = (
    "", "", "", "within 7 days", "within 48 hours", "within 30 days", "1-3 months", "3-6 months", "just looking",
    "this weekend",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
DAYS_ES: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado")

VENDORS: Final = (
    "Dear sir or madam, we offer SEO services and guarantee a first page ranking for your dealership. "
    "See http://rank.example.com and http://links.example.net for our packages.",
    "We have a list of 40,000 car buyers in your area. Buy leads now! http://leads.example.org http://list.example.org",
)
HIRING: Final = (
    "Hello, I saw that you are hiring. I have four years of sales experience and would like to apply for the "
    "position. My resume is attached.",
    "Are there any job openings for technicians? I can send my resume.",
)
NOTES: Final = (
    "Prefers text. Works nights.",
    "Wants to see the car with her brother on the weekend.",
    "Has a written quote from another store, asked us to match it.",
    "Waiting for the insurance payout on the old car.",
    "Asked for the payment at 60 and at 72 months.",
    "Credit union pre-approval, rate 6.1 %.",
    "Speaks Spanish, hand over to a colleague who does.",
    "Called from the lot of another dealer, comparing.",
)

# -- the conversation after it -----------------------------------------------------------------------------
# What customers answer to a text or an e-mail of ours, by language.
ANSWERS: Final = {
    "en": (
        "Yes, still looking. Is it still there?",
        "Hi, can I come by tomorrow after work?",
        "Can you send me the price with everything in it?",
        "I am at work, can we text instead? What would the payment be with 3000 down?",
        "Yes please, more pictures of the inside would be great",
        "Could you call me around 5?",
        "What would you give me for my trade? It is a 2018 with 74k miles",
        "Is Saturday morning open for a test drive?",
        "Thanks. My wife wants to see it too, we are free on Sunday or Monday",
        "We are still thinking about it, maybe next month",
        "Do you have one in white?",
        "Ok. Who do I ask for when I come in?",
        "Is that the out the door price?",
        "I have a quote from another place that is 600 lower. Can you match it?",
    ),
    "es": (
        "Sí, todavía me interesa. ¿Sigue disponible?",
        "¿Puedo pasar mañana después del trabajo?",
        "¿Me puede mandar el precio con todo incluido?",
        "Estoy trabajando, ¿me puede llamar después de las 5?",
        "¿Cuánto sería el pago mensual con 2000 de enganche?",
        "¿Tienen cita el sábado por la mañana?",
        "Gracias, lo voy a hablar con mi esposa",
    ),
}
STOPS: Final = ("STOP", "Stop", "stop please")
# What our people answer, {first} is the customer's first name, {me} their own.
REPLIES: Final = {
    "en": (
        "Hi {first}, {me} here. Yes, it is here and you can drive it. Would today or tomorrow suit you better?",
        "Hi {first}, thanks for writing back! I put the numbers together for you and will send them within the hour.",
        "Hi {first}, of course. I will have it cleaned and in front of the door. What time should I write down?",
        "Thanks {first}. I checked with my manager: there is a little room. Can you come in so that we can show you?",
        "Hi {first}, good question. I walked out to look and took pictures, they are on their way to you.",
        "{first}, no hurry at all. I will hold my note and get back to you when the new ones are in. {me}",
    ),
    "es": (
        "Hola {first}, soy {me}. Sí, todavía lo tenemos y lo puede manejar. ¿Hoy o mañana le queda mejor?",
        "Hola {first}, gracias por escribir. Le preparo los números y se los mando en una hora.",
        "Claro que sí, {first}. ¿A qué hora lo espero?",
    ),
}
# Letters that a step asks a person to write: subject and body. {wanted} is what the customer asked about.
LETTERS: Final = {
    "en": (
        (
            "About the {wanted}",
            "Hi {first},\n\nI am {me} and I look after your question about the {wanted}. I just walked around it: it "
            "is clean, and you can drive it whenever you like. Is there anything that would keep you from it? A line "
            "back is enough, I read everything myself.\n\n{me}",
        ),
        (
            "Two numbers for you",
            "Hi {first},\n\nI tried to reach you about the {wanted}. Before you drive over you surely want to know two "
            "things: what it costs with everything in it, and what we would give you for your present car. Tell me "
            "its year and miles and I work out both.\n\n{me}",
        ),
        (
            "Still looking?",
            "Hi {first},\n\nno news from you, which is fine. If the {wanted} was not the right one, tell me what was "
            "missing and I look for another. If you have bought already, congratulations, and I close my note.\n\n{me}",
        ),
    ),
    "es": (
        (
            "Sobre el {wanted}",
            "Hola {first}:\n\nSoy {me} y atiendo su pregunta sobre el {wanted}. Lo acabo de ver, está limpio y lo "
            "puede manejar cuando guste. ¿Qué día le conviene? Con una línea basta.\n\n{me}",
        ),
        (
            "Dos números para usted",
            "Hola {first}:\n\nQuise llamarle por el {wanted}. Dígame el año y las millas de su carro y le preparo el "
            "precio con todo incluido y lo que le damos por el suyo.\n\n{me}",
        ),
    ),
}
VIDEO: Final = {
    "en": (
        "A short video of the {wanted}",
        "Hi {first},\n\nI filmed the {wanted} for you, two minutes once around it, the engine running and the seats "
        "from close by. Tell me what else you want to see.\n\n{me}",
    ),
    "es": (
        "Un video del {wanted}",
        "Hola {first}:\n\nLe grabé el {wanted}, dos minutos: por fuera, el motor y los asientos. Dígame qué más quiere "
        "ver.\n\n{me}",
    ),
}
# What a salesperson types by text when a step's own text needed somebody to look at it.
SHORT_TEXTS: Final = {
    "en": (
        "Hi {first}, {me} here about the {wanted}. I have it in front of me, what would you like to know?",
        "Hi {first}, it is {me}. Still interested in the {wanted}? I can hold it until tomorrow evening.",
    ),
    "es": ("Hola {first}, soy {me}. ¿Todavía le interesa el {wanted}? Lo tengo aquí, ¿qué quiere saber?",),
}
MANAGER_NOTES: Final = (
    "Looked at it with {owner}: price is right, the customer waits for the bank. Call again tomorrow.",
    "Called myself, left a message. {owner} goes on.",
    "Trade value was the sticking point, raised it by 400. {owner} calls today.",
    "Nothing to add, keep going.",
    "Asked for a callback by the finance office.",
)
CALLBACK_WORDS: Final = (
    "after work",
    "at lunch",
    "when the kids are in bed",
    "before the shift",
    "asked for a call then",
)
APPOINTMENT_WORDS: Final = (
    "Test drive, brings the trade-in",
    "Wants to see two of them side by side",
    "Comes with his wife, has an hour",
    "Has it financed already, only wants to drive it",
    "Brings the title of the trade-in",
    "",
)
ABOUT_THEIR_CAR: Final = {"en": "car you asked about", "es": "carro que le interesa"}
