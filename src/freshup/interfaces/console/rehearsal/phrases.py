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
