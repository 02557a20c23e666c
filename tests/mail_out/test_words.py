"""Links in what was written, the same words as HTML, and the signs of a machine."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.conversations.letters import letter
from freshup.domain.conversations.links import links_in, rewritten, to_be_tracked
from freshup.domain.conversations.machines import Fetch, followed_all, machine
from tests.factories import NOW

OWN = "https://fresh.example.com"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


class TestLinks:
    @pytest.mark.parametrize(
        ("text", "targets"),
        [
            ("See https://gulf.example.com/civic.", ["https://gulf.example.com/civic"]),
            ("(https://gulf.example.com/a_(b))", ["https://gulf.example.com/a_(b)"]),
            ("HTTP://Gulf.example.com?a=1&b=2#c!", ["HTTP://Gulf.example.com?a=1&b=2#c"]),
            (
                "two: http://a.example.com, http://b.example.com;",
                ["http://a.example.com", "http://b.example.com"],
            ),
            ("https://a.example.com/x>next", ["https://a.example.com/x"]),
            ("call tel:+12395550100 or mailto:sales@example.com or www.example.com", []),
            ("javascript:alert(1) https:// http://", []),
            ("", []),
        ],
    )
    def test_end_where_a_reader_would_end_them(self, text: str, targets: list[str]) -> None:
        assert [link.target for link in links_in(text)] == targets

    def test_of_our_own_pages_are_nobodys_business(self) -> None:
        text = f"{OWN}/unsubscribe/abc/ {OWN} {OWN}?a=1 {OWN}.evil.example.com/ https://gulf.example.com"
        assert to_be_tracked(text, own=f"{OWN}/") == [
            f"{OWN}.evil.example.com/",
            "https://gulf.example.com",
        ]

    def test_too_long_to_be_kept_stay_as_they_are(self) -> None:
        assert to_be_tracked(f"https://gulf.example.com/{'x' * 1_000}", own=OWN) == []

    def test_are_followed_once_however_often_they_stand_there(self) -> None:
        text = "https://a.example.com and again https://a.example.com"
        assert to_be_tracked(text, own=OWN) == ["https://a.example.com"]
        assert rewritten(text, {"https://a.example.com": "T"}) == "T and again T"

    @given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
    def test_leave_every_other_word_alone(self, text: str) -> None:
        assert rewritten(text, {}) == text


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


class TestALetter:
    def test_is_the_same_words_in_paragraphs(self) -> None:
        page = Tags(letter("Hello Maria,\n\nthe Civic\nis here.", {}))
        assert [tag for tag, _ in page.tags].count("p") == 2
        assert page.words == "Hello Maria,the Civicis here."

    def test_shows_a_link_and_leads_to_where_it_is_followed(self) -> None:
        page = Tags(
            letter("https://gulf.example.com/?a=1&b=2", {"https://gulf.example.com/?a=1&b=2": f"{OWN}/l/x/"})
        )
        assert dict(page.tags)["a"]["href"] == f"{OWN}/l/x/"
        assert page.words == "https://gulf.example.com/?a=1&b=2"

    def test_has_a_picture_only_where_one_is_wanted(self) -> None:
        assert "img" not in dict(Tags(letter("Hello", {})).tags)
        assert dict(Tags(letter("Hello", {}, pixel=f"{OWN}/o/x.gif")).tags)["img"]["src"] == f"{OWN}/o/x.gif"

    @given(st.text(max_size=200))
    def test_runs_nothing_whatever_was_typed(self, typed: str) -> None:
        page = Tags(
            letter(f'<script>{typed}</script> https://a.example.com/"onclick={typed}', {}, language='"x')
        )
        assert {tag for tag, _ in page.tags} <= {"html", "head", "meta", "body", "div", "p", "a", "br"}
        assert all(
            set(attributes) <= {"lang", "charset", "name", "content", "style", "href"}
            for _, attributes in page.tags
        )


def fetch(**other: object) -> Fetch:
    words = {"kind": "clicked", "at": NOW, "reached_at": NOW - timedelta(hours=1), "user_agent": PHONE}
    return Fetch(**{**words, **other})  # type: ignore[arg-type]


class TestAMachine:
    def test_is_no_customer_with_a_telephone(self) -> None:
        assert machine(fetch()) == ""

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"reached_at": NOW - timedelta(seconds=14)}, "at_once"),
            ({"reached_at": NOW - timedelta(seconds=3), "channel": "text"}, "at_once"),
            ({"reached_at": None}, "at_once"),
            ({"reached_at": NOW + timedelta(minutes=1)}, "at_once"),
            ({"user_agent": "Barracuda Sentinel (EE)"}, "program"),
            ({"user_agent": "python-requests/2.32"}, "program"),
            ({"user_agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"}, "program"),
            ({"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "program"),
            ({"user_agent": "Mozilla/5.0 (X11) HeadlessChrome/126.0"}, "program"),
            ({"user_agent": "  "}, "no_name"),
            ({"headers": {"sec-purpose": "prefetch;prerender"}}, "prefetch"),
            ({"headers": {"x-moz": "prefetch"}}, "prefetch"),
            ({"kind": "opened", "user_agent": "Mozilla/5.0"}, "proxy"),
        ],
    )
    def test_is_told_by_what_it_does(self, other: dict[str, object], why: str) -> None:
        assert machine(fetch(**other)) == why

    @pytest.mark.parametrize(
        "other",
        [
            {"reached_at": NOW - timedelta(seconds=15)},
            {"reached_at": NOW - timedelta(seconds=4), "channel": "text"},
            {"user_agent": None},
            {
                "user_agent": "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/126.0 Mobile"
            },
            {
                "kind": "opened",
                "user_agent": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) (via ggpht.com GoogleImageProxy)",
            },
        ],
    )
    def test_is_not_seen_where_a_person_looks(self, other: dict[str, object]) -> None:
        assert machine(fetch(**other)) == ""

    def test_follows_every_link_of_a_mail_within_moments(self) -> None:
        followed = [(1, NOW), (2, NOW + timedelta(seconds=3)), (3, NOW + timedelta(seconds=9))]
        assert followed_all(NOW, followed, 3)
        assert not followed_all(NOW, followed, 4)
        assert not followed_all(NOW, [(1, NOW), (2, NOW + timedelta(seconds=11))], 2)

    def test_is_not_made_by_the_one_link_of_a_mail(self) -> None:
        assert not followed_all(NOW, [(1, NOW)], 1)
