"""A customer follows a link or opens a mail, and so do machines: what is seen, counted and scored, behind the walls."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from freshup.data.models import Activity, Alert, Engagement, Message, Opportunity, TrackedLink
from freshup.domain.conversations.machines import ALL_LINKS_WITHIN
from freshup.domain.qualification import TIERS
from freshup.domain.qualification.stored import read_facts
from freshup.interfaces.api.links import PIXEL, recognisable
from freshup.operations.conversations.engaging import settle_followed
from tests.acting import acting_as
from tests.intake.conftest import NOW
from tests.mail_out.conftest import BANK, CIVIC, WEBSITE, Desk

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


def ask(path: str, verb: str = "get", **headers: str) -> HttpResponse:
    """As the role that pages run as; the door names its store itself."""
    asked: dict[str, Any] = {"HTTP_USER_AGENT": PHONE, **headers}
    with acting_as("freshup_web"):
        return getattr(Client(), verb)(path, secure=True, **asked)  # type: ignore[no-any-return]


def link(message: Message, position: int = 0) -> TrackedLink:
    return TrackedLink.objects.get(message=message, kind="link", position=position)


def follow(message: Message, position: int = 0, verb: str = "get", **headers: str) -> HttpResponse:
    return ask(f"/l/{link(message, position).token}/", verb, **headers)


def look(message: Message, **headers: str) -> HttpResponse:
    return ask(f"/o/{message.links.get(kind='pixel').token}.gif", **headers)


def clicks(desk: Desk) -> int:
    desk.lead.refresh_from_db()
    return read_facts(desk.lead.facts)[2].mail_clicks


def deeds(message: Message) -> list[tuple[str, bool, str]]:
    return list(
        Engagement.objects.filter(message_id=message.pk).order_by("id").values_list("kind", "machine", "why")
    )


@pytest.mark.usefixtures("clock")
class TestALink:
    def test_leads_to_where_it_was_fixed_to(self, desk: Desk) -> None:
        answer = follow(desk.sent(f"See {BANK}"))
        assert (answer.status_code, answer["Location"]) == (302, BANK)

    def test_tells_nobody_where_it_was_read(self, desk: Desk) -> None:
        answer = follow(desk.sent())
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"

    def test_signs_nobody_in(self, desk: Desk) -> None:
        assert not follow(desk.sent()).cookies

    def test_followed_by_a_person_is_scored_at_once(self, desk: Desk) -> None:
        before = desk.lead.score
        message = desk.sent()
        follow(message)
        message.refresh_from_db()
        assert (clicks(desk), desk.lead.score - before, message.clicked_at) == (1, 3, LATER)
        assert deeds(message) == [("clicked", False, "")]

    def test_followed_again_is_scored_once_a_message(self, desk: Desk) -> None:
        message = desk.sent()
        for _ in range(3):
            follow(message)
        assert clicks(desk) == 1
        follow(desk.sent())
        assert clicks(desk) == 2

    def test_followed_stands_on_the_timeline_once(self, desk: Desk) -> None:
        message = desk.sent()
        follow(message)
        follow(message)
        (line,) = Activity.objects.filter(kind="clicked")
        assert line.data == {"message": message.pk, "channel": "email"}

    def test_is_no_contact(self, desk: Desk) -> None:
        desk.lead.refresh_from_db()
        before = (desk.lead.stage, desk.lead.due_at)
        follow(desk.sent())
        desk.lead.refresh_from_db()
        assert (desk.lead.stage, desk.lead.due_at) == before

    def test_that_lifts_the_tier_tells_the_owner(self, desk: Desk) -> None:
        Opportunity.objects.filter(id=desk.lead.pk).update(tier=TIERS[0])
        follow(desk.sent())
        desk.lead.refresh_from_db()
        assert desk.lead.tier != TIERS[0]
        assert Alert.objects.filter(kind="tier_up", opportunity=desk.lead).count() == 1

    def test_asked_for_its_head_counts_nothing(self, desk: Desk) -> None:
        message = desk.sent()
        answer = follow(message, verb="head")
        assert answer.status_code == 302
        assert deeds(message) == []

    def test_is_for_asking_only(self, desk: Desk) -> None:
        assert follow(desk.sent(), verb="post").status_code == 405

    def test_in_a_text_counts_as_well(self, desk: Desk) -> None:
        message = desk.sent(channel="text", sender="+12395550100")
        follow(message)
        assert clicks(desk) == 1


@pytest.mark.usefixtures("clock")
class TestALinkToTheStoresOwnSite:
    def test_lets_the_site_know_which_link_it_was(self, desk: Desk) -> None:
        message = desk.sent()
        assert follow(message)["Location"] == f"{CIVIC}&fu={link(message).token}"

    def test_tells_no_other_site(self, desk: Desk) -> None:
        assert "fu=" not in follow(desk.sent(BANK))["Location"]

    @pytest.mark.parametrize(
        ("target", "known"),
        [
            ("https://gulf-honda.example.com", "https://gulf-honda.example.com?fu=T"),
            ("https://GULF-honda.example.com/a#top", "https://GULF-honda.example.com/a?fu=T#top"),
            ("https://gulf-honda.example.com.evil.example.net/", None),
            ("https://evil.example.net/?gulf-honda.example.com", None),
            ("https://gulf-honda.example.com@evil.example.net/", None),
        ],
    )
    def test_knows_its_own_by_the_host(self, target: str, known: str | None) -> None:
        assert recognisable(target, "T", WEBSITE) == (known or target)

    def test_is_never_told_where_the_store_has_none(self) -> None:
        assert recognisable("https://gulf.example.com/", "T", "") == "https://gulf.example.com/"


class TestALinkThatHasEnded:
    def test_shows_a_page_and_leads_nowhere(self, desk: Desk) -> None:
        message = desk.sent()
        with time_machine.travel(NOW + timedelta(days=90), tick=False):
            answer = follow(message)
        assert (answer.status_code, answer.has_header("Location")) == (410, False)
        assert b"ninety days" in answer.content
        assert deeds(message) == []

    @pytest.mark.parametrize("token", ["nobody", "x" * 200, "a.b", "ünicode", "%00"])
    @pytest.mark.usefixtures("desk")
    def test_or_never_was_does_so_too(self, token: str) -> None:
        answer = ask(f"/l/{token}/")
        assert (answer.status_code, answer.has_header("Location")) == (404, False)

    def test_whose_target_is_no_page_of_the_web_leads_nowhere(self, desk: Desk) -> None:
        message = desk.sent()
        TrackedLink.objects.filter(message=message, kind="link").update(target="javascript:alert(1)")
        with time_machine.travel(LATER, tick=False):
            assert follow(message).status_code == 410

    @pytest.mark.usefixtures("desk")
    def test_cannot_be_searched_for(self) -> None:
        answers = [ask(f"/l/guess{n}/").status_code for n in range(70)]
        assert answers[0] == 404
        assert answers[-1] == 429


@pytest.mark.usefixtures("clock")
class TestAMachine:
    def test_that_follows_at_the_delivery_is_kept_and_not_scored(
        self, desk: Desk, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(NOW + timedelta(seconds=5))
        message = desk.sent()
        follow(message)
        message.refresh_from_db()
        assert deeds(message) == [("clicked", True, "at_once")]
        assert (clicks(desk), message.clicked_at) == (0, None)

    def test_gets_no_word_of_whose_link_it_was(self, desk: Desk) -> None:
        assert follow(desk.sent(), HTTP_USER_AGENT="Barracuda Sentinel")["Location"] == CIVIC

    def test_before_a_person_takes_nothing_from_them(self, desk: Desk) -> None:
        message = desk.sent()
        follow(message, HTTP_USER_AGENT="Mimecast")
        follow(message)
        assert clicks(desk) == 1
        assert deeds(message) == [("clicked", True, "program"), ("clicked", False, "")]

    def test_that_prefetches_says_so_itself(self, desk: Desk) -> None:
        message = desk.sent()
        follow(message, HTTP_SEC_PURPOSE="prefetch")
        assert deeds(message) == [("clicked", True, "prefetch")]

    def test_that_follows_every_link_at_once_is_found_out(
        self, desk: Desk, clock: time_machine.Traveller
    ) -> None:
        message = desk.sent(f"{CIVIC} {BANK}")
        follow(message, 0)
        follow(message, 1)
        self._settled(clock)
        assert clicks(desk) == 0
        assert deeds(message)[2:] == [("clicked", True, "all_links")] * 2

    def test_is_not_seen_in_somebody_who_follows_one_link_of_two(
        self, desk: Desk, clock: time_machine.Traveller
    ) -> None:
        message = desk.sent(f"{CIVIC} {BANK}")
        follow(message, 1)
        assert clicks(desk) == 0
        self._settled(clock)
        message.refresh_from_db()
        assert (clicks(desk), message.clicked_at) == (1, LATER)

    def test_leaves_a_later_person_their_click(self, desk: Desk, clock: time_machine.Traveller) -> None:
        message = desk.sent(f"{CIVIC} {BANK}")
        follow(message, 0)
        follow(message, 1)
        self._settled(clock)
        clock.shift(timedelta(hours=1))
        follow(message, 0)
        self._settled(clock)
        assert clicks(desk) == 1

    def test_is_judged_once(self, desk: Desk, clock: time_machine.Traveller) -> None:
        message = desk.sent(f"{CIVIC} {BANK}")
        follow(message, 0)
        self._settled(clock)
        assert settle_followed(now=datetime.now(UTC)) == 0
        assert len(deeds(message)) == 2

    def test_gone_wild_is_counted_no_further(self, desk: Desk) -> None:
        message = desk.sent()
        TrackedLink.objects.filter(message=message).update(clicks=200)
        assert follow(message).status_code == 302
        assert deeds(message) == []

    def _settled(self, clock: time_machine.Traveller) -> None:
        clock.shift(ALL_LINKS_WITHIN + timedelta(seconds=1))
        settle_followed(now=datetime.now(UTC))


@pytest.mark.usefixtures("clock")
class TestAPicture:
    def test_tells_that_the_mail_was_opened(self, desk: Desk) -> None:
        message = desk.sent()
        answer = look(message)
        message.refresh_from_db()
        assert (answer.content, answer["Content-Type"]) == (PIXEL, "image/gif")
        assert message.opened_at == LATER
        assert deeds(message) == [("opened", False, "")]

    def test_earns_nothing_and_is_no_contact(self, desk: Desk) -> None:
        before = desk.lead.score
        look(desk.sent())
        desk.lead.refresh_from_db()
        assert (desk.lead.score, desk.lead.stage) == (before, "new")
        assert not Activity.objects.filter(kind="clicked").exists()

    def test_fetched_by_a_service_for_every_mail_says_nothing(self, desk: Desk) -> None:
        message = desk.sent()
        look(message, HTTP_USER_AGENT="Mozilla/5.0")
        message.refresh_from_db()
        assert message.opened_at is None
        assert deeds(message) == [("opened", True, "proxy")]

    def test_is_the_same_for_everybody(self, desk: Desk) -> None:
        assert ask("/o/nobody.gif").content == PIXEL
        assert ask(f"/o/{link(desk.sent()).token}.gif").content == PIXEL
        assert not Engagement.objects.exists()

    def test_leads_nowhere_as_a_link(self, desk: Desk) -> None:
        assert ask(f"/l/{desk.sent().links.get(kind='pixel').token}/").status_code == 404
