"""How angry customers put it, in English and Spanish: patterns over plain words (lower case, no accents).

Written for what people write to dealers; "mad deals", "a killer price" and "I'm not angry" must not match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

COMPLAIN: Final = (
    r"(report\w*|complain\w*|fil(e|ed|ing)|contact\w*|call(ing)?|go(ing)? to|went to|take this|hear from"
    r"|letter to)"
)
AUTHORITY: Final = (
    r"(bbb|better business( bureau)?|attorney general|consumer (affairs|protection)|f\.?t\.?c|dmv"
    r"|(local |tv )?news)"
)
LAWYER: Final = r"(lawyers?|attorneys?)(?! general)"
BAD: Final = (
    r"(bad|negative|terrible|horrible|awful|scathing|nasty|one[- ]star|1[- ]star|0[- ]star|zero[- ]star)"
)
ASKED: Final = (
    r"(ask\w*|call\w*|contact\w*|wr(o|i)te|written|writing|text\w*|e-?mail\w*|request\w*|tried|trying|told"
    r"|tell\w*|said|messag\w*|left|leav\w*|reach\w*)"
)
NOBODY: Final = r"(no ?(one|body)|not one (person|of you)|none of you|not a single (person|one|call))"
VERY: Final = r"((so|very|really|extremely|beyond|absolutely|getting|pretty|just|completely) )*"
AM: Final = r"(i am|i'?m|im|we are|we'?re|makes? me|made me|makes? us|(wife|husband|family) is)"
ABOUT_YOU: Final = (
    r"(you|you are|you're|youre|you guys|you people|this|this is|your|bunch of|total|complete|what a"
    r"|such a|pack of|nothing but|are all|all)"
)
NUMBERED: Final = r"(third|fourth|fifth|sixth|tenth|3rd|4th|5th|6th|10th|umpteenth|hundredth)"
NUMERADA: Final = r"(tercera|cuarta|quinta|sexta|decima|3ra|4ta|5ta|enesima)"
ESTOY: Final = r"(estoy|estamos|me tienen?|me siento|ando)"
MUY: Final = r"((muy|tan|bien|super|bastante|realmente|ya) )*"

# In the order in which they matter to whoever looks: who threatens comes before who swears.
KINDS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "threat": tuple(
        map(
            re.compile,
            (
                rf"\b{COMPLAIN}\b[^.!?]{{0,40}}\b{AUTHORITY}\b",
                r"\b(call\w*|contact\w*|talk\w*|speak\w*|hear\w*|hir\w+|get\w*|involv\w*|see\w*)\b"
                rf"[^.!?]{{0,25}}\b(my|a|our|an|the) {LAWYER}\b",
                rf"\b(my|our) {LAWYER}\b[^.!?]{{0,20}}\b(will|is going to|has|wants)\b[^.!?]{{0,15}}"
                r"\b(call|contact|touch|letter|hear|sue)",
                r"\b(will|going to|gonna|'ll|could|should) sue\b(?!')",
                r"\bsuing (you|your|this)\b",
                r"\b(legal action|law ?suit|small claims|take you to court|see you in court)\b",
                r"\b(will|going to|gonna|'ll|have to) report (you|your|this|it)\b",
                r"\b(un|mi|nuestro|a mi|con el|al) abogad[oa]\b",
                r"\b(los|les|lo|voy a|vamos a) (voy a |vamos a )?(demandar|denunciar|reportar)(los|lo|les)?\b",
                r"\b(demanda legal|accion legal|acciones legales|fiscal general|procuraduria"
                r"|proteccion al consumidor)\b",
            ),
        )
    ),
    "review": tuple(
        map(
            re.compile,
            (
                rf"\b{BAD} (google |yelp |online )*reviews?\b",
                r"\breview\w*\b[^.!?]{0,30}\b(how (badly|bad|terrible|poorly)|what you (did|do)|the truth)\b",
                r"\b(blast|warn|tell|telling|warning)\b[^.!?]{0,30}\b(google|yelp|facebook"
                r"|social media|everyone|everybody)\b[^.!?]{0,30}\b(you|this|dealer\w*|about)\b",
                r"\ball over (google|yelp|facebook|social media|the internet)\b",
                r"\b(mala|malas|pesima|pesimas|una estrella de) (resena|resenas|calificacion)\b",
                r"\b(resena|calificacion) (mala|negativa|pesima)\b",
            ),
        )
    ),
    "insult": tuple(
        map(
            re.compile,
            (
                rf"\b{ABOUT_YOU} (a |an |the |some )?(fucking |complete |total |big )*(scam(mers?)?"
                r"|liars?|crooks?|thieves|thief|cons?|con artists?|clowns?|idiots?|morons?|jerks?"
                r"|assholes?|frauds?|rip[- ]?offs?|joke|pathetic|worthless|useless|incompetent"
                r"|dishonest|shady|sleazy)\b",
                r"\b(scammers|con artists?|liars|crooks|thieves)\b",
                r"^\W*(it'?s |total |complete )?(a )?scam\W*$",
                r"\b(bait and switch|bait-and-switch|bunch of lies|ripped (me|us) off|ripping (me|us"
                r"|people) off|trying to (scam|rip|cheat|screw)|screwed (me|us)|cheated (me|us))\b",
                r"\b(lied to (me|us)|you lied|lying to (me|us)|stop lying)\b",
                r"\b(fuck (you|off|this|your)|f\*+ (you|off|this)|go to hell|screw you|shame on you"
                r"|bullsh\w+|full of (shit|crap)|kiss my)\b",
                r"\b(un|una|unos|unas|son|es|pura|puros|puras|que|bola de|partida de) (\w+ )?(estafas?"
                r"|estafador(es)?|ladron(es)?|mentiros[oa]s?|mentiras|rater[oa]s?|sinverguenzas?"
                r"|idiotas?|estupid[oa]s?|imbeciles|pendejos|inutiles|fraude)\b",
                r"\b(estafadores|ladrones|mentirosos|sinverguenzas|rateros|pendejos)\b",
                r"\b(me|nos) (mintieron|enganaron|estafaron|robaron)\b",
                r"\bvayanse al (diablo|carajo)\b",
            ),
        )
    ),
    "ignored": tuple(
        map(
            re.compile,
            (
                r"\b(you|they|you guys|your \w+) (have |has |had |'ve )?(never|still (have not"
                r"|haven'?t|has not|hasn'?t|did not|didn'?t)) (\w+ )?(contact\w*|call\w*|respond\w*"
                r"|answer\w*|repl\w+|got(ten)? back|get back|return\w*|text\w*|e-?mail\w*)\b",
                r"\bnever (contact\w*|call\w*|answer\w*|got back to|return\w*) (me|us|my)\b",
                rf"\b{NOBODY} (has |have |had |ever |even |bother\w* to |at your \w+ )*(contact\w*"
                r"|call\w*|respond\w*|answer\w*|repl\w+|got(ten)? back|get back|return\w*|text\w*"
                r"|e-?mail\w*|help\w*)\b",
                rf"\b{NUMBERED} (time|e-?mail|text|message|call|attempt|try|request)\b[^.!?]{{0,25}}\b{ASKED}\b",
                rf"\b(my|the) {NUMBERED} (e-?mail|text|message|call|attempt|try|request)\b",
                r"\bhow many (more )?times do (i|we) (have|need) to\b",
                r"\bhow many (more )?times (must|should) (i|we)\b",
                r"\b(keep|kept|been) (getting )?(ignored|ignoring (me|us))\b",
                r"\bstop ignoring\b",
                r"\bstill waiting (for|on) (a|an|your|any|someone|somebody|anyone)\b"
                r"[^.!?]{0,40}\b(days?|weeks?|month)\b",
                r"\b(nadie|ninguno de ustedes) (me |nos )?(ha |han )?(llam\w+|contact\w+|contest\w+"
                r"|respond\w+|devuel\w+|ayud\w+|atiend\w+)\b",
                r"\bnunca (me|nos) (han )?(llam\w+|contact\w+|contest\w+|respond\w+|devolv\w+|regres\w+)\b",
                rf"\b{NUMERADA} vez que\b",
                r"\bcuantas veces (mas )?(tengo|tenemos|hay) que\b",
                r"\b(me|nos) (siguen )?ignora(n|ndo)\b",
            ),
        )
    ),
    "fury": tuple(
        map(
            re.compile,
            (
                r"\b(furious|livid|outraged|infuriat\w+|pissed( off)?|disgusted|appalled|fed up|seething)\b",
                rf"\b{AM} {VERY}(angry|mad|upset|frustrated)\b",
                r"\b(very|so|extremely|really) (un|not )happy\b|\bnot (at all )?happy (with|about"
                r"|at)\b|\bextremely disappointed\b",
                r"\bsick (and tired )?of (you|your|this|being|waiting|these|the run)\b",
                rf"\bthis is {VERY}(ridiculous|unacceptable|unprofessional|a joke|outrageous|pathetic"
                r"|insane|bullsh\w+)\b",
                r"\b(unacceptable|unprofessional|disgraceful|inexcusable)\b",
                r"\bworst (customer )?(service|experience|dealer\w*|place|company|salesm\w+)\b",
                r"\b(wast(e|ed|ing|es) (of )?(my|our|everyone'?s) (\w+ )?(time|day|saturday|sunday|gas"
                r"|morning|afternoon))\b",
                r"\b(he|she|they|you|guy|salesman|salesperson|staff|manager|people|rep) (was|were|are"
                r"|is) (\w+ )?(rude|disrespectful)\b",
                r"\b(furios[oa]s?|indignad[oa]s?|encabronad[oa]|inaceptable|es una burla|falta de respeto)\b",
                rf"\b{ESTOY} {MUY}(enojad[oa]s?|molest[oa]s?|enfadad[oa]s?|hart[oa]s?)\b",
                r"\b(pesim[oa]|terrible|horrible|peor) (servicio|atencion|experiencia|trato|concesionario)\b",
                r"\b(perder|pierdo|perdida de|perdiendo) (el |mi |nuestro )?tiempo\b",
                r"\bhart[oa]s? de (ustedes|esto|esperar|que)\b",
            ),
        )
    ),
}

# Said with one of these a few words before it, it is no anger: "I'm not mad", "no estoy enojado".
NEGATED: Final = re.compile(
    r"\b(not|never|isn'?t|aren'?t|wasn'?t|weren'?t|ain'?t|don'?t|didn'?t|won'?t|wouldn'?t|without|nor|hope|hopefully"
    r"|no|sin|nunca|ni|tampoco)\b(?![^.!?;,]*\bmake (me|us)\b)(?!,)[^.!?;,]{0,22}$"
)
# Another dealer is scolded, not us.
OTHERS: Final = re.compile(
    r"\b(the )?(other|last|previous|another|first|old) (dealer\w*|store|place|guys|shop|salesm\w+)\b"
    r"|\b(otro|otra|el ultimo) (concesionario|agencia|lugar|dealer)\b"
)
# A doubt is no insult: "is this a scam?"
DOUBT: Final = re.compile(
    r"^\W*((so|wait|hi|hello|hey|hola)\W+)*(is|are|isn'?t|aren'?t|how do i know|es|no es|son)\b.*\?$"
)
# What is shouted: capitals are a habit with some, so they count only with one of these.
SHOUTED: Final = re.compile(
    r"\b(refund|my money|complain\w*|still waiting|manager|why (hasn'?t|haven'?t|has|have|won'?t|didn'?t|do you)"
    r"|nobody|no one|enough|keep (calling|texting|asking)|unbelievable|lies|lied|answer me"
    r"|call me back|mi dinero|gerente"
    r"|nadie|basta|hasta cuando|por que no)\b"
)
