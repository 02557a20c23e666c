# ruff: noqa: E501 - a wording is easier to check on one line
"""The wordings of opt-outs, as patterns over lower-case text without accents. Data for `optout`, nothing else."""

from __future__ import annotations

import re
from typing import Final

STOPS: Final = frozenset(
    {
        # The words carriers act on, and those the FCC calls per se.
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out",
        "arret", "remove", "remove me", "stop it", "stop texting", "stop calling", "unsubscribe me",
        "alto", "pare", "paren", "parar", "para ya", "detener", "detengan", "basta", "cancelar", "baja", "dar de baja",
        "ya no", "no mas", "no more", "salir",
    }
)  # fmt: skip
STOPS_AS_FIRST_LINE: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "optout", "opt out", "remove me", "alto", "baja", "dar de baja"}
)
REJOINS: Final = frozenset(
    {"start", "unstop", "resume", "subscribe", "comenzar", "empezar", "reanudar", "suscribir"}
)
HELPS: Final = frozenset({"help", "info", "ayuda", "informacion"})
POLITE: Final = frozenset(
    {"please", "pls", "plz", "thanks", "thank", "thx", "you", "now", "just", "gracias", "ya", "hi", "hello", "ok", "por",
     "favor"}
)  # fmt: skip

QUOTE_BEGINS: Final = re.compile(
    r"\s*(-{2,}\s*(original message|mensaje original|forwarded)|on .{6,120} wrote:|el .{6,120} escribio:"
    r"|el .{6,120} escribió:|from: .+@|de: .+@|_{10,})",
    re.IGNORECASE,
)
SENTENCE_END: Final = re.compile(r"[.!?;\n]+|, (?=(?:but|pero|please|por favor|just|solo|mejor)\b)")

# "Why don't you call me?", "if you don't call by five": asks for a call, or supposes something.
ASKS_OR_SUPPOSES: Final = re.compile(
    r"\b(why|how come|por que|if|unless|si)\b[^,]{0,30}\b(don't|dont|do not|not|never|no|nunca)\b|\byou never\b|\bnunca me\b"
    r"|\b(?:i|we|you|they) (?:don't|dont|do not|never) (?:text|call|e-?mail|phone|ring)\b"
)
_NOT = r"(?:do not|don't|dont|do n't|never|please no|not to|no longer|please not)"
_FILL = r"(?:(?: |^)(?:ever|please|you|to|be|even|bother|send|sending|all|the|these|those|your|any|more|further|with|me|us|from|i|so|many|get|getting|receive|receiving|out|of|and|to|keep|marketing|promotional|automated|sales|stupid|spam))*"
_CALL = r"(?:call(?:s|ing|ed)?|phon(?:e|ing|ed)|ring(?:ing)?|telephone)"
_TEXT = r"(?:text(?:s|ing|ed)?|texted|sms|text messages?|texting)"
_MAIL = r"(?:e-?mail(?:s|ing|ed)?)"
_ALL = r"(?:contact(?:ing|ed)?|reach(?:ing)? out|bother(?:ing|ed)?(?= (?:me|us))|messag(?:e|es|ing|ed)|writ(?:e|ing)|solicit(?:ing)?|harass(?:ing)?|annoy(?:ing)?|spam(?:ming)?|communicat(?:e|ing|ions?)|follow(?:ing)? up|communication|notifications?|updates)"
_VERB = rf"(?:{_TEXT}|{_CALL}|{_MAIL}|{_ALL})"
_VERBS = rf"{_VERB}(?:, {_VERB}(?=,? (?:or|and|nor) ))*(?:(?:,? (?:or|and|nor) | ?/ ?){_VERB})*"
_OBJECT = r"(?: (?:me|us|my (?:cell|phone|number|home|house|wife|husband|email|e-mail)|this (?:number|phone|address|email)|here|anyone))"
_GOOD = r"(?: (?:again|any ?more|ever|ever again|at all|period))"
_NOUN = r"(?:texts|text messages|texting|sms|calls|phone calls|calling|e-?mails|emailing|messages|contact|communications?|spam)"
# Refusals to be reached, unless they ask or suppose.
REFUSALS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # don't (ever) call or text me again · do not contact us · don't email
        rf"\b{_NOT}{_FILL} {_VERBS}(?:(?: with| at| on| to)?{_OBJECT})?(?:,? (?:or|and) {_VERB}{_OBJECT}?)?"
        rf"(?:{_GOOD}+|(?<=me)|(?<=us)|(?<=number)|(?<=phone)|(?<=here)|(?<=house)|(?<=cell)|(?<=email)|(?= ?(?:$|,|-| -)))",
        # no more texts · no further calls · no calls please
        rf"\b(?:no more|no further|no|enough|without) (?:automated |marketing |promotional |sales |of (?:the|these) )?{_NOUN}(?:,? (?:or|and|nor) {_NOUN})*\b",
        r"^\s*no (?:text|call|e-?mail)(?: please)?\s*$",
        r"\b(?:don't|dont|do not) (?:want|wish|need|care)(?: (?:any|to be|to get|to receive|to have|for|your|more|all|these|the|further|"
        rf"phone))* (?:called|texted|e-?mailed|contacted|messaged|bothered|{_NOUN})\b",
        rf"\b(?:don't|dont|do not) (?:want|need) (?:you|anyone|people|dealers|them)(?: \w+)? to {_VERBS}",
        r"\b(?:don't|dont|do not) (?:want|wish|care)(?: to)? hear from (?:you|anyone)\b",
        # Spanish
        r"\b(?:no|nunca|ya no)(?: (?:me|nos|quiero que me|vuelvan? a|vuelvas? a|favor de))*"
        r" (?:llam\w+|marqu\w+|contact\w+|comuni\w+|escrib\w+|mand\w+|envi\w+|molest\w+|texte\w+|busqu\w+)"
        r"(?: (?:mas|ningun\w*|a (?:este|mi) (?:numero|telefono|celular)|otra vez|nunca|por (?:correo|telefono|texto|mensaje)))*"
        r"(?: (?:mensajes?(?: de texto)?|textos?|correos?|emails?|e-mails?|llamadas?))?(?: mas)?",
        r"\bno (?:quiero|deseo)(?: (?:mas|recibir|sus|que|me|nada|de|ustedes|tus|ni|otra))*"
        r" (?:mensajes?(?: de texto)?|textos?|correos?|emails?|llamadas?|llam\w+|contact\w+|escrib\w+|ustedes|molest\w+)",
        r"\bno mas (?:mensajes?(?: de texto)?|textos?|correos?|emails?|llamadas?|contacto|publicidad)\b",
    )
)
# Plain requests to stop, which stand even in a question: "why won't you stop calling?".
REQUESTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # stop texting me · quit calling · stop all the emails · cease contacting
        rf"\b(?:stop|quit|cease|discontinue|knock off|enough)(?: with)?{_FILL} {_VERBS}",
        # take me off your list · remove my number · delete me · unsubscribe me
        r"\b(?:take|get) (?:me|us|my (?:name|number|email|e-mail|phone|info\w*)|this number) off\b",
        r"\b(?:remove|delete|erase|drop|scrub) (?:me|us|this (?:number|email|address)"
        r"|my (?:name|number|email|e-mail|phone|cell|info\w*|contact|details|data)(?: number| address)?)\b",
        r"\bunsubscribe (?:me|us|my|this|from|please)\b|\b(?:want|like|wish|trying|need|how do i|how to|please) (?:to )?unsubscribe\b",
        r"\bopt(?:ing|ed)? (?:me |us )?out\b|\brevok(?:e|ing) (?:my |all )?(?:consent|permission)\b",
        r"\blose my number\b|\bleave (?:me|us) alone\b|\bput me on (?:your|the) do[ -]not[ -]call\b|\bdo[ -]not[ -]call list\b",
        r"\bplease stop(?= ?$| all| everything| this| it)|\bstop (?:this|these|everything)\b",
        r"\b(?:deje|dejen|deja|dejar|paren|pare|para)(?:me|nme|nos)? de (?:llam\w+|contact\w+|escrib\w+|mand\w+|envi\w+|molest\w+|texte\w+|marc\w+)"
        r"(?: (?:mensajes?(?: de texto)?|textos?|correos?|emails?|llamadas?))?",
        r"\b(?:quit|borr|elimin|saqu|sac|remuev)\w*(?:me|nme|nos|e|en|a)? (?:de (?:su|la|esta) lista|mi (?:numero|nombre|correo|email|telefono))",
        r"\b(?:quitenme|quiteme|saquenme|saqueme|borrenme|borreme|eliminenme|elimineme)\b",
        r"\b(?:dar(?:me)?|deme|denme|dame|me doy|quiero darme) de baja\b|\bdejen?me en paz\b",
    )
)
# After the request: only for an hour, a day or a place, so it is a wish and no end.
ANOTHER_HOUR: Final = re.compile(
    r"\s*,?\s*(?:(?:right )?now\b|today|tonight|tomorrow|yet\b|before|until|till|after|between|during|while|when|unless"
    r"|so (?:early|late)|too (?:early|late)|this (?:early|late|morning|afternoon|evening|week|weekend)|past \d|later than"
    r"|at (?:work|night|home|lunch|noon|\d|my (?:work|job|office))|on (?:mon|tue|wed|thu|fri|sat|sun|week|my)|in the (?:morning|"
    r"afternoon|evening|middle)|on this (?:number|phone|line)[^,]{0,12}(?:use|call|try)|back\b|for (?:a|the next|another|\d)"
    r"|if\b|about (?:the|that|this|financ)|the (?:other|wrong)"
    r"|hoy|manana|antes|hasta|despues|entre|en el trabajo|cuando|mientras|por la (?:manana|tarde|noche)|tan (?:temprano|tarde)"
    r"|si\b|todavia|los (?:lun|mar|mie|jue|vie|sab|dom|fines)|a las)"
)
FOR_GOOD: Final = re.compile(r"\b(?:again|any ?more|ever|period|at all|mas|nunca|otra vez)\b")
CHANNELS: Final = {
    "text": re.compile(rf"\b(?:{_TEXT}|textos?|mensajes? de texto|texte\w+|por texto)\b"),
    "call": re.compile(rf"\b(?:{_CALL}|llam\w+|marqu\w+|marc\w+|do[ -]not[ -]call|por telefono)\b"),
    "email": re.compile(rf"\b(?:{_MAIL}|correos?|por correo)\b"),
}
# Named beside a channel, these still mean everything.
EVERYTHING: Final = re.compile(
    r"\b(?:contact\w*|bother\w*|reach(?:ing)? out|harass\w*|solicit\w*|communicat\w*|list|lista|leave|molest\w*|baja|paz"
    r"|contacten?|unsubscribe|opt\w* out|alone)\b"
)
