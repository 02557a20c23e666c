"""What is said on the phone, in English: key → subject, words. A script is read by a person, who makes it theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ME: Final = "this is {agent_first_name|the sales team} at {store}"

CALLS: Final[Mapping[str, tuple[str, str]]] = {
    "video_walkaround": (
        "Your {vehicle|vehicle}, on video",
        "Hi {first_name|there}, {agent_first_name|the sales team} at {store}.\n\n"
        "I made you a short video of the {vehicle|vehicle you asked about}: once around it, the inside, and the"
        " engine running.\n\nWhat would you like to see closer?",
    ),
    "call_script": (
        "",
        f"Hello {{first_name|there}}, {_ME}. You asked us about the {{vehicle|vehicle on our site}}.\n\n"
        "Is this a good moment, or shall I call back at a better one?\n\n"
        "What made you choose that one? What do you drive now, and what should be different? When would you"
        " like to have it? Who else has a say?\n\n"
        "Then let me tell you about the one you asked for, and about one that comes close, so that you can"
        " compare.\n\n"
        "The best way to know is to drive it. Would today or tomorrow suit you better, and before or after"
        " five?",
    ),
    "call_objections": (
        "",
        "They say: Just tell me your best price.\n"
        "You say: Gladly, and in writing. So that it is the right figure: are you trading one in, and is it"
        " this vehicle or one like it?\n\n"
        "They say: I am only looking.\n"
        "You say: That is the right time to ask questions. What would you like to know before you decide what"
        " to look at?\n\n"
        "They say: I have to talk to somebody at home.\n"
        "You say: Of course. What will they want to know? I can send it, or you come together.\n\n"
        "They say: Another store is cheaper.\n"
        "You say: It may be. Shall we put both offers side by side, fees and all, so that you compare the same"
        " thing?\n\n"
        "They say: I have no time to come in.\n"
        "You say: Then let us use your time well: I send a video and the figures, and you come only when it is"
        " worth it.\n\n"
        "They say: Stop calling me.\n"
        "You say: I am sorry for the trouble, and I will see to it now. Then record it here at once.",
    ),
    "sold_call": (
        "",
        f"Hello {{first_name|there}}, {_ME}. I have nothing to sell today.\n\n"
        "How are you getting on with your vehicle? Is there anything you are not sure how to use?\n\n"
        "If something is not right, let me write it down and see who can put it right.",
    ),
    "equity_call": (
        "",
        f"Hello {{first_name|there}}, {_ME}. Is this a good moment?\n\n"
        "I am calling customers of ours who may like to know what their vehicle would bring today. How many"
        " miles does yours have now?\n\n"
        "I can work out the figure, and you decide whether it is of use. Would you bring it by for a quarter of"
        " an hour?",
    ),
    "revival_call": (
        "",
        f"Hello {{first_name|there}}, {_ME}. Some time ago you were looking for a vehicle. Is this a good"
        " moment?\n\n"
        "Did you find one? What made you decide?\n\n"
        "If you are still looking: what would it have to be today?",
    ),
    "call_opening_first_party": (
        "",
        f"Hello {{first_name|there}}, {_ME}: you wrote to us on our site about the"
        " {vehicle|vehicle you are looking for}.",
    ),
    "call_opening_third_party": (
        "",
        f"Hello {{first_name|there}}, {_ME}: you found our {{vehicle|vehicle}} online and asked about it.",
    ),
    "call_opening_phone": (
        "",
        f"Hello {{first_name|there}}, {_ME}: you called us, and I am sorry that we missed you.",
    ),
    "call_opening_chat": (
        "",
        f"Hello {{first_name|there}}, {_ME}: you chatted with us about the"
        " {vehicle|vehicle you are looking for}, and I would like to finish the answer.",
    ),
    "call_opening_walk_in": (
        "",
        f"Hello {{first_name|there}}, {_ME}: thank you for coming in. How do you feel about the"
        " {vehicle|vehicle} today?",
    ),
    "call_opening_service": (
        "",
        f"Hello {{first_name|there}}, {_ME}: our workshop told me that you had a question about a next vehicle.",
    ),
    "call_opening_equity": (
        "",
        f"Hello {{first_name|there}}, {_ME}: you are a customer of ours, and I have a short question about your"
        " vehicle.",
    ),
    "call_opening_referral": (
        "",
        f"Hello {{first_name|there}}, {_ME}: somebody who knows us suggested that we talk.",
    ),
    "vm_1_a": (
        "",
        f"Hello {{first_name|there}}, {_ME}. You asked about the {{vehicle|vehicle on our site}}, and I would"
        " like to answer you myself. My number is {store_phone}. Once more: {store_phone}.",
    ),
    "vm_2_a": (
        "",
        f"Hello {{first_name|there}}, {_ME}. Beside the {{vehicle|one you asked about}} there may be another that is"
        " worth comparing. It is a {alternative?}. Call me at {store_phone}, and I will tell you how they"
        " differ.",
    ),
    "vm_3_a": (
        "",
        f"Hello {{first_name|there}}, {_ME}. Somebody else may like the {{vehicle|vehicle you asked about}} as"
        " well, and I can't say how long it will be here. If you want to see it, call me at {store_phone}.",
    ),
    "vm_4_a": (
        "",
        f"Hello {{first_name|there}}, {_ME}. If the phone is not your thing, write instead. An e-mail, or"
        " the form on {website|our site}, reaches me just as well. One line is enough.",
    ),
    "vm_1_b": (
        "",
        f"Good day, {{first_name|and hello}}, {_ME}. It is about your inquiry: I still have the answers to your"
        " questions here. You reach me at {store_phone}.",
    ),
    "vm_2_b": (
        "",
        f"Good day, {{first_name|and hello}}, {_ME}. If you have a vehicle to trade in, I can tell you what"
        " decides its value, so that you have a figure to work with. I am at {store_phone}.",
    ),
    "vm_3_b": (
        "",
        f"Good day, {{first_name|and hello}}, {_ME}. I am planning the drives of this week. If you would like"
        " one in the {vehicle|vehicle you asked about}, tell me the hour before others choose theirs:"
        " {store_phone}.",
    ),
    "vm_4_b": (
        "",
        f"Good day, {{first_name|and hello}}, {_ME}. I will not keep calling. When it suits you, write or come by;"
        " all you need is my name. The number is {store_phone}.",
    ),
}
