"""Settings of the chat on the store's site: how it behaves, a talk to try it, and the script to put on the site."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from freshup.domain.website.chat_rules import (
    COLOURS,
    GREETING_LENGTH_MAX,
    MINUTES_MAX,
    ChatRules,
    read_rules,
    typed_rules,
)
from freshup.interfaces.web.address import address_of
from freshup.interfaces.web.scope import redirected
from freshup.interfaces.web.stores.one import StoreAsked, of_store, settings_page
from freshup.operations.website.chat_settings import change_chat_rules
from freshup.queries.chat_trials import LINES_MAX, rehearse
from freshup.queries.connectors import one_in_use
from freshup.queries.website import form_keys, rules_of

WORDS_LENGTH_MAX: Final = 400
COLOUR_WORDS: Final = {
    "blue": _("Blue"), "green": _("Green"), "red": _("Red"), "violet": _("Violet"), "orange": _("Orange"),
    "slate": _("Slate"),
}  # fmt: skip


class ChatForm(forms.Form):
    enabled = forms.BooleanField(label=_("There is a chat on the site"), required=False)
    greeting_en = forms.CharField(
        label=_("Greeting in English"),
        required=False,
        max_length=GREETING_LENGTH_MAX,
        help_text=_("Said after the line that tells what the assistant is. Empty: nothing more."),
    )
    greeting_es = forms.CharField(
        label=_("Greeting in Spanish"), required=False, max_length=GREETING_LENGTH_MAX
    )
    colour = forms.ChoiceField(label=_("Colour"), choices=[(code, COLOUR_WORDS[code]) for code in COLOURS])
    minutes = forms.IntegerField(
        label=_("A person comes within"),
        min_value=1,
        max_value=MINUTES_MAX,
        help_text=_("Then the assistant says that nobody is free, and asks how to reach the visitor."),
    )
    closed = forms.ChoiceField(
        label=_("Outside opening hours"),
        choices=[
            ("answers", _("Answers, takes a message")),
            ("hidden", _("No chat")),
        ],
    )
    model = forms.ChoiceField(
        label=_("Language model"),
        choices=[
            ("off", _("None")),
            ("drafts", _("Suggests words to a person")),
            ("live", _("Answers by itself")),
        ],
        help_text=_(
            "Only what the script does not know. Prices, credit, trade values and promises never pass."
        ),
    )


@of_store
def chat(request: StoreAsked) -> HttpResponse:
    """The page: rules, trial, scripts."""
    rules = rules_of(request.store.id)
    if request.method != "POST":
        return _page(request, ChatForm(initial=rules.to_json()), rules)
    form = ChatForm(request.POST)
    if "try" in request.POST or "again" in request.POST:
        return _page(request, form, _typed(request))
    typed, problems = typed_rules(form.cleaned_data if form.is_valid() else {})
    if not form.is_valid() or problems:
        return _page(request, form, rules, status=422)
    if change_chat_rules(request.access, request.store.id, typed, now=request.now, ip=address_of(request)):
        messages.success(request, gettext("The chat is saved. The site shows it from now on."))
    else:
        messages.info(request, gettext("Nothing was changed."))
    return redirected(reverse("settings_chat"))


@require_POST
@of_store
def chat_trial(request: StoreAsked) -> HttpResponse:
    """One more line of the trial, as a fragment."""
    return render(request, "website/_trial.html", _trial(request, _typed(request)))


def _typed(request: StoreAsked) -> ChatRules:
    """What stands in the form now, as far as it makes sense."""
    typed = {name: request.POST.get(name) for name in ChatForm.base_fields if name in request.POST}
    return read_rules({**typed, "enabled": True})


def _trial(request: StoreAsked, rules: ChatRules) -> dict[str, Any]:
    said = [one[:WORDS_LENGTH_MAX] for one in request.POST.getlist("said") if one.strip()][-LINES_MAX:]
    tapped = request.POST.get("tap", "")
    words = " ".join(request.POST.get("words", "").split())[:WORDS_LENGTH_MAX]
    if "again" in request.POST:
        said = []
    elif tapped:
        said.append(f":{tapped[:20]}")
    elif words:
        # A colon in front marks a tap; whoever types one means a colon.
        said.append(words.lstrip(":"))
    language = request.store.language if request.store.language in ("en", "es") else "en"
    keys = form_keys(request.access, request.store.id)
    key_id = next((one[0] for one in keys if one[4]), 0)
    trial = rehearse(request.store.id, key_id, rules, said, language=language, now=request.now)
    return {"trial": trial, "said": said[-LINES_MAX:], "latest": len(trial.lines)}


def _page(request: StoreAsked, form: ChatForm, rules: ChatRules, *, status: int = 200) -> HttpResponse:
    base = settings.FRESHUP_BASE_URL
    keys = [
        {
            "label": label,
            "id": id,
            "in_use": in_use,
            "sites": ", ".join(sites),
            "chat": f'<script src="{base}/widget/chat.js" data-key="{value}" defer></script>',
            "form": f'<script src="{base}/widget/form.js" data-key="{value}" async></script>',
        }
        for id, label, value, sites, in_use in form_keys(request.access, request.store.id)
    ]
    shown = {
        "form": form,
        "keys": keys,
        "has_model": one_in_use(request.store.id, "model") is not None,
        **_trial(request, rules),
    }
    return settings_page(request, "website/chat.html", shown, status=status)
