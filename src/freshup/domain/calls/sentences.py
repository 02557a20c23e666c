"""The reasons of this topic in words."""

from __future__ import annotations

from typing import Final

from freshup.domain.reasons import N_ as _

SENTENCES: Final[dict[str, str]] = {
    "calls.out_of_range": _("Between %(least)s and %(most)s."),
    "calls.group_too_large": _("At most %(most)s phones can ring at once."),
    "calls.too_long": _("At most %(most)s characters."),
    "calls.no_number": _("This is no telephone number that can be dialed."),
    "calls.taken": _("There is a line with this number already."),
    "calls.no_provider": _("Choose a provider of telephone or texts that is connected."),
    "calls.no_source": _("Choose a source of this store."),
    "calls.no_name": _("A line needs a name."),
}
