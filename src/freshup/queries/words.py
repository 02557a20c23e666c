"""Reasons in words, in the reader's language. The sentences stand beside the rules that give them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext

from freshup.domain import (
    appointments,
    cadences,
    calls,
    connectors,
    conversations,
    events,
    leads,
    people,
    qualification,
    response,
    routing,
    rulesets,
    stores,
    vehicles,
)
from freshup.domain import consent as gate
from freshup.domain.connectors import texting
from freshup.domain.reasons import Reason

SENTENCES: Final[dict[str, str]] = {
    **appointments.SENTENCES,
    **cadences.SENTENCES,
    **calls.SENTENCES,
    **connectors.SENTENCES,
    **conversations.SENTENCES,
    **texting.SENTENCES,
    **events.SENTENCES,
    **gate.SENTENCES,
    **leads.SENTENCES,
    **people.SENTENCES,
    **qualification.SENTENCES,
    **response.SENTENCES,
    **routing.SENTENCES,
    **rulesets.SENTENCES,
    **stores.SENTENCES,
    **vehicles.SENTENCES,
}


def say(reason: Reason | Mapping[str, Any]) -> str:
    """One reason as a sentence. A code without a sentence is shown as it is: better odd than silent."""
    if not isinstance(reason, Reason):
        reason = Reason.from_json(reason)
    params = dict(reason.params)
    limit = params.pop("limit", None)
    sentence = SENTENCES.get(reason.code)
    said = gettext(sentence) % params if sentence else reason.code
    return f"{said} {say(json.loads(str(limit)))}" if limit else said
