"""The lists a store starts with. Every one can be edited; phrases are compared without case or accents."""

from __future__ import annotations

# Names people type to get past a form. Real names are kept out even where testers like them: a Mr Doe buys
# cars too.
FAKE_NAMES = (
    "anonymous", "asd", "customer", "donald duck", "first last", "firstname lastname", "guest",
    "mickey mouse", "n/a", "no name", "nobody", "none", "not given", "null", "sin nombre", "undefined",
    "unknown", "website visitor",
)  # fmt: skip
KEYBOARD_RUNS = (
    "asdf",
    "sdfg",
    "dfgh",
    "fghj",
    "ghjk",
    "hjkl",
    "qwer",
    "zxcv",
    "xcvb",
    "lkjh",
    "fdsa",
    "rewq",
)
DISPOSABLE_DOMAINS = (
    "10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "guerrillamail.com",
    "maildrop.cc", "mailinator.com", "sharklasers.com", "temp-mail.org", "tempmail.com",
    "throwawaymail.com", "trashmail.com", "yopmail.com",
)  # fmt: skip
SPAM_PHRASES = (
    "backlinks", "buy followers", "casino bonus", "crypto investment", "guest post",
    "increase your ranking", "lead generation services", "link building", "online casino",
    "rank on google", "search engine optimization", "seo services", "viagra", "web design services",
    "website traffic", "servicios de seo", "posicionamiento web",
)  # fmt: skip

TODAY = (
    "today", "right now", "asap", "immediately", "tomorrow", "this weekend", "this saturday", "this week",
    "in a few days", "ready to buy", "hoy", "ahora mismo", "mañana mismo", "este fin de semana",
    "esta semana", "este sábado", "lo antes posible", "lo más pronto posible", "listo para comprar",
    "lista para comprar",
)  # fmt: skip
THIS_MONTH = (
    "this month", "next week", "in two weeks", "within a month", "end of the month", "este mes",
    "la próxima semana", "en dos semanas", "fin de mes",
)  # fmt: skip
THIS_QUARTER = (
    "next month",
    "couple of months",
    "in two months",
    "within 90 days",
    "el próximo mes",
    "en dos meses",
)
JUST_LOOKING = (
    "just looking", "only looking", "just browsing", "just researching", "no rush", "not in a hurry",
    "solo mirando", "sólo estoy mirando", "sin prisa", "no tengo prisa",
)  # fmt: skip
FINANCE = (
    "financing", "finance", "monthly payment", "credit application", "down payment", "loan", "lease",
    "financiamiento", "financiar", "financiación", "pago mensual", "mensualidad", "crédito", "préstamo",
    "enganche",
)  # fmt: skip
TRADE_IN = (
    "trade in", "trade-in", "trading in", "trade my", "my trade", "value of my car", "payoff",
    "a cambio", "dar mi carro", "dar mi auto", "cambiar mi carro", "cambiar mi auto", "valor de mi carro",
)  # fmt: skip
TEST_DRIVE = (
    "test drive", "test-drive", "prueba de manejo", "probar el carro", "probar el auto", "manejarlo",
)  # fmt: skip
APPOINTMENT = (
    "appointment", "come in", "come by", "stop by", "come see", "schedule a visit", "cita",
    "pasar a verlo", "ir a verlo", "visitarlos",
)  # fmt: skip
PRICE = (
    "best price", "out the door", "otd", "lowest price", "your price", "quote", "still available",
    "availability", "mejor precio", "precio final", "cotización", "disponible", "cuánto cuesta",
)  # fmt: skip
PRE_APPROVED = (
    "pre-approved", "preapproved", "pre approved", "approved by my bank", "approved by my credit union",
    "preaprobado", "preaprobada", "pre-aprobado", "pre-aprobada", "aprobado por mi banco",
)  # fmt: skip
MONEY_DOWN = (
    "pay cash", "paying cash", "cash buyer", "money down", "to put down", "down payment of",
    "pagar en efectivo", "pago en efectivo", "de contado", "de enganche",
)  # fmt: skip
NEGATIONS = ("no", "not", "don't", "dont", "do not", "without", "sin", "ni", "never", "isn't", "won't")

SOURCE_POINTS = {
    "referral": 15, "walk_in": 15, "first_party": 12, "phone": 12, "service": 11, "equity": 10, "chat": 9,
    "third_party": 4,
}  # fmt: skip
