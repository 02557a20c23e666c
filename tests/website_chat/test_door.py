"""What a widget on a store's site may ask, as the role the pages run as: five doors, no cookie, no other site."""

import json
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from freshup.data.models import Chat, ChatLine, IntakeKey, Message, Rooftop
from freshup.interfaces.api import chat as door
from freshup.interfaces.api.chat import ChatLimits
from freshup.operations.stores.opening import NewKey
from freshup.operations.website import chatting
from freshup.queries import access
from tests.acting import acting_as
from tests.intake.conftest import NOW, person, store
from tests.website_chat.conftest import KEY, ORIGIN, Site


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> ChatLimits:
    made = ChatLimits()
    monkeypatch.setattr(door, "chat_limits", lambda: made)
    return made


class Window:
    """The widget, as far as the server sees it."""

    def __init__(self, *, origin: str = ORIGIN, key: str = KEY) -> None:
        self.client, self.origin, self.key, self.token = Client(), origin, key, ""
        self.last: Any = None

    def ask(self, what: str, body: Any = None, *, method: str = "", **headers: str) -> Any:
        path, _, query = what.partition("?")
        url = f"/chat/{self.key}/{path}/{'?' + query if query else ''}"
        sent = {"origin": self.origin, **headers}
        if self.token and "authorization" not in sent:
            sent["authorization"] = f"Bearer {self.token}"
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        verb = method or ("GET" if body is None else "POST")
        with acting_as("freshup_web"):
            self.last = self.client.generic(
                verb,
                url,
                content,
                "application/json",
                secure=True,
                headers={k: v for k, v in sent.items() if v},
            )
        return self.last.json() if self.last.content else {}

    def start(self, **words: str) -> Any:
        told = self.ask("start", words)
        self.token = told.get("token", "")
        return told


@pytest.fixture
def window(site: Site) -> Window:
    return Window()


class TestAChat:
    def test_begins_is_answered_and_is_read_on(self, window: Window) -> None:
        begun = window.start(language="en", page="https://www.example.com/used?token=1")
        said = window.ask("say", {"words": "Do you have a Civic?", "after": begun["lines"][-1]["id"]})
        assert [one["who"] for one in said["lines"]] == ["visitor", "bot"]
        assert said["lines"][-1]["units"][0]["price"] == "$24,990"
        assert window.ask(f"lines?after={said['lines'][-1]['id']}")["lines"] == []
        assert Chat.objects.get().page == "https://www.example.com/used"

    def test_takes_a_contact_and_hands_it_in(self, window: Window, site: Site) -> None:
        window.start()
        told = window.ask("say", {"contact": {"name": "Joe", "phone": "239 555 0147", "consent": False}})
        assert "Thank you, Joe." in told["lines"][-1]["words"]
        assert Chat.objects.get().receipt is not None

    def test_is_joined_to_its_lead_behind_the_wall(self, window: Window, site: Site) -> None:
        window.start(visitor="a-browser-by-a-random-name")
        window.ask("say", {"words": "Can I talk to a person?"})
        window.ask("say", {"contact": {"name": "Joe", "phone": "239 555 0147"}})
        site.house.drain()
        window.ask("lines")
        assert window.last.status_code == 200
        joined = Chat.objects.get()
        assert Message.objects.filter(opportunity=joined.opportunity_id, channel="chat").count() == (
            ChatLine.objects.filter(chat=joined).count()
        )

    @pytest.mark.parametrize("name", ["Ana Ruiz", "Sol"])
    def test_is_answered_by_people_behind_the_wall(self, window: Window, site: Site, name: str) -> None:
        window.start()
        window.ask("say", {"words": "Hello?"})
        scope = site.scope(name)
        with acting_as("freshup_web"):
            access.enter(scope)
            chatting.person_says(scope, Chat.objects.get().pk, "Hello!", now=NOW)
        assert window.ask("lines")["person"] == name.split()[0]

    def test_keeps_of_its_token_a_digest_alone(self, window: Window) -> None:
        window.start()
        assert len(window.token) >= 43
        assert window.token.encode() not in bytes(Chat.objects.get().token_hash)

    def test_ends(self, window: Window) -> None:
        window.start()
        assert window.ask("end", {})["state"] == "ended"
        assert window.ask("say", {"words": "Hello?"}) == {"error": "ended"}

    def test_sets_no_cookie_and_is_not_for_search_engines(self, window: Window) -> None:
        window.start()
        assert not window.last.cookies
        assert (window.last["X-Robots-Tag"], window.last["Cache-Control"]) == ("noindex", "no-store")

    def test_words_are_text_whatever_they_look_like(self, window: Window) -> None:
        window.start()
        told = window.ask("say", {"words": "<script>alert(1)</script>\x07\u202e"})
        assert told["lines"][-2]["words"] == "<script>alert(1)</script>"
        assert window.last["Content-Type"] == "application/json"


class TestTheDoor:
    def test_opens_for_the_sites_of_the_key_alone(self, window: Window) -> None:
        assert window.ask("config")["store"] == "Gulf Honda"
        assert window.last["Access-Control-Allow-Origin"] == ORIGIN
        window.origin = "https://elsewhere.example.net"
        assert window.ask("config") == {"error": "origin_not_allowed"}
        assert "Access-Control-Allow-Origin" not in window.last

    def test_tells_a_browser_beforehand_what_it_may(self, window: Window) -> None:
        window.ask("say", method="OPTIONS")
        assert window.last.status_code == 204
        assert "authorization" in window.last["Access-Control-Allow-Headers"]

    @pytest.mark.parametrize("key", ["nobodys", "gulfkey", "x" * 200])
    def test_is_there_for_form_keys_only(self, site: Site, key: str) -> None:
        assert Window(key=key).ask("config") == {"error": "unknown_key"}

    def test_is_shut_when_the_key_is_switched_off(self, window: Window) -> None:
        IntakeKey.objects.filter(kind="form").update(disabled_at=NOW)
        window.ask("config")
        assert window.last.status_code == 403

    def test_is_shut_when_the_store_has_no_chat(self, window: Window, site: Site) -> None:
        Rooftop.objects.filter(id=site.rooftop).update(chat_rules={"enabled": False})
        assert window.ask("config")["on"] is False
        assert window.start() == {"error": "off"}

    @pytest.mark.parametrize("token", ["", "Basic abc", "Bearer short", "Bearer " + "x" * 43])
    def test_lets_nobody_read_without_the_token(self, window: Window, token: str) -> None:
        window.start()
        window.ask("lines", authorization=token or "none")
        assert window.last.status_code in (401, 404)

    def test_knows_a_token_at_its_own_store_only(
        self, window: Window, site: Site, make_dealership: Any
    ) -> None:
        key = NewKey("otherwidget", "Widget", kind="form", allowed_origins=(ORIGIN,))
        make_dealership(store("Bay Ford", "bayford", (person("Otto"),), keys=(key,)))
        window.start()
        window.key = "otherwidget"
        assert window.ask("lines") == {"error": "unknown_chat"}

    def test_turns_away_what_is_too_large_or_no_json(self, window: Window) -> None:
        window.start()
        window.ask("say", {"words": "x" * 9_000})
        assert window.last.status_code == 413
        window.ask("say", b"{not json")
        assert window.last.status_code == 400
        window.ask("say", [1])
        assert window.last.status_code == 400

    def test_a_wrong_verb_or_name_is_said_to_be_so(self, window: Window) -> None:
        window.ask("start")
        assert window.last.status_code == 405
        window.ask("everything")
        assert window.last.status_code == 404

    def test_slows_down_who_talks_too_much(self, window: Window) -> None:
        window.start()
        told = [window.ask("say", {"words": f"hello {n}"}) for n in range(21)]
        assert told[-1] == {"error": "too_many"}
        assert int(window.last["Retry-After"]) >= 1

    def test_slows_down_who_begins_too_often(self, site: Site) -> None:
        answers = [Window().start() for _ in range(21)]
        assert answers[-1] == {"error": "too_many"}


class TestTheScripts:
    @pytest.mark.parametrize(("name", "most"), [("chat.js", 30_000), ("form.js", 4_000)])
    def test_stay_small_and_call_nobody_else(self, name: str, most: int) -> None:
        found = finders.find(f"public/{name}")
        assert isinstance(found, str)
        with open(found, encoding="utf-8") as file:
            words = file.read()
        assert len(words.encode()) <= most
        for banned in ("innerHTML", "document.cookie", "eval(", "import("):
            assert banned not in words

    @pytest.mark.parametrize("name", ["chat.js", "form.js"])
    def test_have_an_address_that_never_changes(self, client: Client, db: None, name: str) -> None:
        answer = client.get(f"/widget/{name}")
        assert answer["Content-Type"].startswith("text/javascript")
        assert client.get(f"/widget/{name}", headers={"if-none-match": answer["ETag"]}).status_code == 304


class TestTheEmbeddedForm:
    def test_tells_its_height_only_inside_a_frame(self, client: Client, site: Site) -> None:
        assert "<script" not in client.get(f"/form/{KEY}/").text
        assert "public/frame.js" in client.get(f"/form/{KEY}/?framed=1").text

    def test_speaks_the_language_of_the_page_around_it(self, client: Client, site: Site) -> None:
        assert 'lang="es"' in client.get(f"/form/{KEY}/?lang=es", headers={"accept-language": "en"}).text
