"""A chat in the story of a lead: its lines are one entry, read from the first to the last."""

from typing import Any

from django.utils.translation import gettext as _

from freshup.queries.leads.timeline import Wrote


def chat_entry(one: Wrote) -> dict[str, Any]:
    """One line. Nobody but us carried it, so nothing is said of how far it came."""
    ours = _("Assistant") if one.automatic else one.by or _("Store")
    who = _("Customer") if one.direction == "in" else ours
    return {
        "icon": "text",
        "kind": "text",
        "title": _("Chat on the website"),
        "by": "",
        "verified": None,
        "words": f"{who}: {one.body}",
        "chat": True,
    }


def together(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines that follow each other become one entry; `shown` is newest first, an entry reads oldest first."""
    told: list[dict[str, Any]] = []
    for one in shown:
        newer = told[-1] if told else {}
        if one.get("chat") and newer.get("chat") and not one["day"]:
            told[-1] = newer | {"words": f"{one['words']}\n{newer['words']}"}
        else:
            told.append(one)
    return told
