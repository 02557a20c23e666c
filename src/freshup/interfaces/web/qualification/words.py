"""Words of the points page."""

from django.utils.translation import gettext_lazy as _

DIMENSIONS = {
    "intent": (_("Stated intent"), _("What they say they want, and how soon.")),
    "local": (_("Place and ability to buy"), _("How near they live, and what they can pay with.")),
    "behaviour": (_("Behaviour"), _("What they did since: visits, calls, replies.")),
    "source": (_("Source"), _("Where the inquiry comes from.")),
}
FACTS = {
    "timeframe_days": _("Wants to buy within"),
    "just_looking": _("Is just looking"),
    "vehicle_specific": _("Asks about a specific vehicle"),
    "vehicle_model": _("Names make and model"),
    "wants_finance": _("Asks about financing"),
    "has_trade_in": _("Has a vehicle to trade in"),
    "wants_test_drive": _("Asks for a test drive"),
    "wants_appointment": _("Wants to come in"),
    "asks_price": _("Asks about price or availability"),
    "distance_percent": _("Lives within"),
    "pre_approved": _("Has a loan approved"),
    "money_down": _("Pays cash or has money down"),
    "phone_and_email": _("Gave phone and e-mail"),
    "site_visits": _("Visits to the website, from"),
    "vehicle_pages": _("Vehicle pages looked at, from"),
    "mail_clicks": _("Links followed in mails, from"),
    "replies": _("Replies, from"),
    "calls_in": _("Calls to the store, from"),
    "repeat_inquiries": _("Further inquiries, from"),
    "showroom_visits": _("Visits to the showroom, from"),
}
UNITS = {"timeframe_days": _("days"), "distance_percent": _("% of the radius")}
SIGNALS = {
    "soon": _("Wants to buy soon"),
    "looking": _("Is just looking"),
    "wants_finance": _("Asks about financing"),
    "has_trade_in": _("Has a trade-in"),
    "wants_test_drive": _("Wants a test drive"),
    "wants_appointment": _("Wants to come in"),
    "asks_price": _("Asks about the price"),
    "pre_approved": _("Loan approved"),
    "money_down": _("Money down or cash"),
}
KINDS = {
    "vehicle": _("About a vehicle"),
    "sell": _("Wants to sell a vehicle"),
    "service": _("Service"),
    "parts": _("Parts"),
    "hiring": _("Looking for a job"),
    "vendor": _("Vendor selling something"),
    "general": _("Anything else"),
}
LISTS = (
    ("lead.spam_phrases", _("Spam phrases"), _("A comment with one of these is no lead.")),
    ("doubt.fake_names", _("Made-up names"), _("Make the contact doubtful, never silent.")),
    ("doubt.keyboard_runs", _("Typing at random"), _("Letters in a row on a keyboard.")),
    ("doubt.disposable_domains", _("Throw-away e-mail domains"), ""),
    ("negations", _("Words that turn a phrase round"), _("“not looking for financing” asks for none.")),
)
TIERS = {"medium": _("Medium from"), "high": _("High from"), "hot": _("Hot from")}
TIER_NAMES = {"low": _("Low"), "medium": _("Medium"), "high": _("High"), "hot": _("Hot")}
