"""What to say on the phone, in five parts, and what to answer to what customers say (RSP-5)."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# The opening line stands above them and names the vehicle; it is the first part.
PARTS: Final[tuple[tuple[Any, Any], ...]] = (
    (
        _("Open"),
        _("Say who you are and why you call, then be quiet. They asked; you answer."),
    ),
    (
        _("Find out"),
        _(
            "“What made this one stand out for you?” · “Is it for you, and what do you drive now?”"
            " · “When would you like it in the driveway?”"
        ),
    ),
    (
        _("Tell"),
        _(
            "Two facts about the very vehicle: that it is here, and what it has that they named. One close alternative."
        ),
    ),
    (
        _("Ask"),
        _("“I'll have it washed and in front of the door. Is this afternoon or tomorrow at ten better?”"),
    ),
    (
        _("Close"),
        _("Say the day and the hour back, who they ask for, and that a message follows. Thank them by name."),
    ),
)
OBJECTIONS: Final[tuple[tuple[Any, Any], ...]] = (
    (
        _("“What's your best price?”"),
        _(
            "“You'll get a real number in writing. It depends on your trade and on how you pay;"
            " both take ten minutes here. When can you be here?”"
        ),
    ),
    (
        _("“I'm just looking.”"),
        _("“Good: then look at the right ones. What would have to be true for one to be the one?”"),
    ),
    (
        _("“Just send me the details.”"),
        _(
            "“On their way as we speak. So that I send the right ones: which matters most,"
            " the payment, the miles or the color?”"
        ),
    ),
    (
        _("“I have to talk to my husband, or wife.”"),
        _("“Bring them: the drive is for both. Does an evening or Saturday suit you two?”"),
    ),
    (
        _("“I'm too far away.”"),
        _(
            "“People drive further for the right one. Let me walk around it on video now,"
            " and hold it until you can come.”"
        ),
    ),
    (
        _("“What do you give me for my trade?”"),
        _(
            "“More than a website can, once we've seen it. Bring it along; you keep the written offer either way.”"
        ),
    ),
)
