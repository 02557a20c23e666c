"""Texts and e-mails in English: key → subject, words. Nothing in them is a promise, a price or an approval of ours.

A text fits one segment with usual names; the first one to a customer says how to stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "text_first": (
        "About the {vehicle|vehicle you asked about}",
        "Hi {first_name|there}, {agent_first_name|the sales team} at {store}, about the"
        " {vehicle|car you asked for}. Call or text, which suits you? Reply STOP to opt out",
    ),
    "text_second": (
        "Photos, figures or a visit?",
        "{agent_first_name|The sales team} at {store} again. For the {vehicle|car you asked about}:"
        " would photos, the figures or a time to see it help most?",
    ),
    "text_third": (
        "Is the {vehicle|vehicle} still the one?",
        "{first_name|Hello}, {agent_first_name|the sales team} from {store}. Is the"
        " {vehicle|car you asked about} still the one? Yes, no or not yet is all I need.",
    ),
    "text_options": (
        "Something close to the {vehicle|one you asked about}",
        "{agent_first_name|The sales team} at {store} here. We also have a {alternative?}."
        " Is the {vehicle|first one} still right, or may I send photos of it?",
    ),
    "text_visit": (
        "A time to see it",
        "{first_name|Hello}, {agent_first_name|the sales team} at {store}. A weekday evening or"
        " Saturday to drive the {vehicle|car}? Tell me, and I will see to it.",
    ),
    "phone_text_first": (
        "You called {store}",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. You called us and we missed"
        " each other. What can I find out for you? Reply STOP to opt out",
    ),
    "phone_text_again": (
        "When is a good time to call?",
        "{agent_first_name|The team} at {store} again. I'd like to answer what you called about."
        " What time suits you, or shall I answer by text?",
    ),
    "sell_text_first": (
        "The vehicle you want to sell",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}, about the vehicle you want to"
        " sell. When could we look at it? Reply STOP to opt out",
    ),
    "sell_text_again": (
        "Looking at your vehicle",
        "{agent_first_name|The team} at {store}: letting us look at your vehicle binds you to"
        " nothing. Which day suits you?",
    ),
    "showroom_text_first": (
        "Thank you for coming in",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. Thank you for coming in."
        " Which question is still open? Reply STOP to opt out",
    ),
    "showroom_text_again": (
        "A second look?",
        "{agent_first_name|The team} at {store}. A second look often settles it: would you like to"
        " drive the {vehicle|car} on your own roads?",
    ),
    "noshow_text_first": (
        "Your appointment at {store}",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. We missed you, no harm done."
        " Which day suits you better? Reply STOP to opt out",
    ),
    "noshow_text_again": (
        "Another day?",
        "{agent_first_name|The team} at {store}. Shall we find another day, or is there something"
        " I can answer first?",
    ),
    "service_text_first": (
        "After your visit to our workshop",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. Our workshop said you had a"
        " question about a next car. How can I help? Reply STOP to opt out",
    ),
    "sold_text_thanks": (
        "Thank you from {store}",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. Enjoy your car! Any button"
        " or light unclear? Just ask me here. Reply STOP to opt out",
    ),
    "equity_text_first": (
        "What your vehicle is worth today",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. Would you like to know what"
        " your car is worth today? Reply STOP to opt out",
    ),
    "revival_text_first": (
        "Still looking?",
        "Hi {first_name|there}, {agent_first_name|the team} at {store}. Did you find a car, or may I"
        " look again for you? Reply STOP to opt out",
    ),
}

_SIGNED: Final = "\n\n{agent_name|The sales team}\n{store}\n{store_phone}"


def _mail(*paragraphs: str) -> str:
    return "\n\n".join(("Hello {first_name|there},", *paragraphs)) + _SIGNED


EMAILS: Final[Mapping[str, tuple[str, str]]] = {
    "email_first": (
        "The {vehicle|vehicle you asked about}: your questions",
        _mail(
            "Thank you for asking about the {vehicle|vehicle on our site}. I have gone through your note and"
            " would like to answer what matters to you first.",
            "It is listed at {price?}.",
            "Its stock number is {stock?}, if you want to look it up on {website|our site}.",
            "Is it the vehicle itself, the figures, or a trade-in you would like to begin with? One line is"
            " enough.",
        ),
    ),
    "email_week": (
        "One question about your search",
        _mail(
            "A week is a long time when you are looking for a vehicle, so I would rather ask than guess: has"
            " something changed in what you need?",
            "If the {vehicle|one you asked about} was too much, too small or simply not right, tell me which"
            " of these, and I will look for one that is closer.",
        ),
    ),
    "email_week_again": (
        "What would make it easier?",
        _mail(
            "People usually wait for one of three things: the right vehicle, the right figures, or the right"
            " moment. Which is it for you?",
            "I can go on looking, put figures on paper, or write again in the month you name.",
        ),
    ),
    "email_options": (
        "Close to the {vehicle|one you asked about}",
        _mail(
            "When you compare, it helps to have a second one beside the first.",
            "Next to the {vehicle|vehicle you asked about} we have a {alternative?}.",
            "It is listed at {alternative_price?}.",
            "Three things are worth comparing in any two: what each costs to insure, the mileage and service"
            " record, and the equipment you would really use. Answer with what matters most, and you get both"
            " side by side.",
        ),
    ),
    "email_visit": (
        "What a visit to {store} is like",
        _mail(
            "So that you know what to expect: you look at the vehicle in your own time, drive it, ask"
            " whatever you like, and take the figures home if you want to think about them.",
            "Bring your driver's license for the drive, and the keys and papers of your own vehicle if you"
            " might trade it in.",
            "You find us at {store_address?}.",
            "Answer with a day and a time, and I will see to it that somebody has the time to show you the"
            " {vehicle|vehicle} properly.",
        ),
    ),
    "email_trade": (
        "What your own vehicle could bring",
        _mail(
            "If you have a vehicle to trade, four things decide most of its value: mileage, condition, service"
            " record and how many people are looking for one like it.",
            "You asked about your {trade?}.",
            "Send its mileage and a few photos, inside and out, and you will have a first figure to think"
            " about. The final one is settled when we have seen it.",
        ),
    ),
    "email_choice": (
        "A short list that saves an afternoon",
        _mail(
            "Before you visit anybody, write down three things: how many people ride along on most days, how"
            " far you drive in a week, and what you want to spend in a month all told, with insurance and"
            " fuel.",
            "Send me the three lines. You get back the vehicles here that fit them, and an honest word when"
            " none does.",
        ),
    ),
    "email_last": (
        "Shall I keep looking for you?",
        _mail(
            "I don't want to fill your mailbox, so this is the last note about the {vehicle|vehicle you asked"
            " about} for now.",
            "If you would like me to keep looking, answer with “yes”. If you have found one, I am glad for"
            " you, and a “found it” is just as welcome.",
        ),
    ),
    "badnumber_email": (
        "We can't reach you by phone",
        _mail(
            "The phone number that came with your inquiry does not seem to be yours, so I am writing instead.",
            "Answer here with whatever you want to know about the {vehicle|vehicle}, or send a number and an"
            " hour that suits you.",
        ),
    ),
    "phone_email": (
        "You called {store}",
        _mail(
            "You called us and we have not managed to speak yet. I am sorry about that.",
            "If it was about the {vehicle|vehicle you saw}, tell me what you would like to know, and I will"
            " answer here or at the hour you name.",
        ),
    ),
    "sell_email_first": (
        "The vehicle you want to sell",
        _mail(
            "Thank you for offering us your vehicle. To give you a serious figure I need its mileage, the"
            " service record, and to know whether something is still owed on it.",
            "Which day could you bring it by? You are welcome to watch while we look at it.",
        ),
    ),
    "sell_email_how": (
        "How selling to us goes",
        _mail(
            "There are three steps. We look at the vehicle with you, you get a figure, and if you take it we"
            " go through the papers together, also when something is still owed.",
            "Please bring the title or the lender's details, all keys, and your driver's license.",
        ),
    ),
    "sell_email_last": (
        "Is your vehicle still for sale?",
        _mail(
            "I don't want to go on asking. If your vehicle is still for sale, answer with “yes” and a day. If"
            " it is sold, congratulations, and thank you for having thought of us.",
        ),
    ),
    "service_email": (
        "What you asked our workshop",
        _mail(
            "Our workshop passed your question on to me. Keeping a vehicle or replacing it is mostly a matter"
            " of figures: what the repairs of the next two years are likely to cost, and what it would bring"
            " today.",
            "I can put both side by side for you. Shall I?",
        ),
    ),
    "showroom_email_thanks": (
        "Thank you for coming to {store}",
        _mail(
            "Thank you for taking the time to come in. It was good to meet you.",
            "If a question came up on the way home about the {vehicle|vehicle you looked at}, just answer this"
            " note. What would have to be different for it to be the right one?",
        ),
    ),
    "showroom_email_questions": (
        "What people ask after a visit",
        _mail(
            "After a first visit the same three questions come up: would another equipment suit better, what"
            " would my own vehicle bring, and can I drive it once more?",
            "Answer with a number from one to three, and that one is taken care of first.",
        ),
    ),
    "noshow_email": (
        "Another time?",
        _mail(
            "Something came between you and your appointment; that happens to everybody.",
            "Would the same hour on another day suit you, or would you rather settle a question by phone or"
            " e-mail first? The {vehicle|vehicle} can be looked at whenever we are open.",
        ),
    ),
    "sold_email_checkin": (
        "The first week",
        _mail(
            "You have had your vehicle for a week now. Is everything as it should be? Is there a setting,"
            " a light or a sound you wonder about?",
            "Answer here. If it is something for the workshop, I will put you through to the right person.",
        ),
    ),
    "sold_email_review": (
        "May we ask for a word?",
        _mail(
            "Other people read what customers write before they decide where to go. If you have two minutes,"
            " a few honest lines about how it went for you would help them and us.",
            "And if something was not right, please tell me first, so that I can put it right.",
        ),
    ),
    "sold_email_half_year": (
        "Half a year on the road",
        _mail(
            "Half a year already! A good moment to look at tire pressure, washer fluid and wiper blades, and"
            " at the service booklet for what comes next.",
            "If you have a question about your vehicle, I am still the one to ask.",
        ),
    ),
    "sold_email_year": (
        "A year with your vehicle",
        _mail(
            "It is a year today, or close to it, since you drove home. Thank you for your trust.",
            "If anything about the vehicle is on your mind, an answer to this note reaches me.",
        ),
    ),
    "equity_email_first": (
        "What your vehicle could be worth today",
        _mail(
            "You know what you paid for your vehicle, but values move. I would be glad to work out what yours"
            " would bring today and set it beside what you may still owe.",
            "You then know where you stand, whether or not you want to change. Shall I put it on paper for"
            " you?",
        ),
    ),
    "equity_email_again": (
        "A figure worth knowing",
        _mail(
            "Even for those who want to keep their vehicle it is useful to know its value: for insurance, for"
            " plans, or for the day they think about the next one.",
            "Answer with its mileage, and I will look it up for you.",
        ),
    ),
    "revival_email_first": (
        "How did your search end?",
        _mail(
            "Some time ago you asked us about a {vehicle|vehicle}. I hope you found what you were looking for.",
            "If not, tell me in one line what you need today, and I will see what we have that fits.",
        ),
    ),
    "revival_email_last": (
        "Only if it is useful",
        _mail(
            "This is my last note unless you want another. When you begin to look again, answer here, and we"
            " take up where we stopped.",
        ),
    ),
    "nurture_1": (
        "Has anything changed?",
        _mail(
            "A new job, a longer way, one more in the family: what you need from a vehicle changes faster than"
            " the vehicle does.",
            "If something has changed for you, answer with it in a line. I will tell you honestly whether"
            " something here fits better.",
        ),
    ),
    "nurture_2": (
        "How to compare two offers",
        _mail(
            "Two offers look alike until you ask for the same three figures on both: the full price with all"
            " fees, the rate and the number of payments, and what is given for your own vehicle.",
            "Write them side by side. If you would like a second pair of eyes, send them to me.",
        ),
    ),
    "nurture_3": (
        "A test drive that tells you something",
        _mail(
            "Drive the way you drive every day: your road, your speed, your parking spot. Bring whoever rides"
            " along, and the child seat or the dog. Turn the radio off for a mile and listen.",
            "When you want to do that with one of ours, name a day.",
        ),
    ),
    "nurture_4": (
        "What a vehicle really costs in a year",
        _mail(
            "The payment is only a part. Add insurance, fuel, tires and service for a year, and two vehicles"
            " at the same price may lie far apart.",
            "Tell me two you are thinking of, and I will help you put the sum together.",
        ),
    ),
    "nurture_5": (
        "Ten minutes for the one you drive now",
        _mail(
            "Whatever you drive next, the one you have keeps its value better with a service record in order,"
            " even tires and small damage seen to early. Keep the receipts together; they count when it is"
            " valued.",
            "If you would like to know what it could bring, answer with its mileage.",
        ),
    ),
    "nurture_6": (
        "Shall I look out for one?",
        _mail(
            "Vehicles come and go here every week. If you tell me what you would like to find, and up to"
            " which price, I will write when one arrives that fits, and not otherwise.",
        ),
    ),
}
