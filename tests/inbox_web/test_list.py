"""Who waits, for whom, in which order, and who may see it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from freshup.data.models import Conversation
from freshup.operations.conversations import angry, tending
from freshup.operations.conversations.talks import we_answered
from freshup.queries.inbox import PAGE_ROWS, page_of_inbox, waiting_count
from tests.inbox_web.conftest import (
    NOW,
    World,
    a_chat,
    behind_the_wall,
    client_of,
    customer,
    scope,
    statements,
    wrote,
)

pytestmark = pytest.mark.database
LATER = NOW + timedelta(hours=1)


def names(world: World, who: str, view: str = "waiting") -> list[str]:
    with behind_the_wall(getattr(world, who)) as seen:
        return [row.name.split()[0] for row in page_of_inbox(seen, seen.stores, view, now=LATER).rows]


class TestNeedsReply:
    def test_the_longest_wait_comes_first(self, world: World) -> None:
        for n, first in enumerate(("Bea", "Ana", "Cid")):
            wrote(customer(world, first, owner=world.agent), at=NOW + timedelta(minutes=n))
        assert names(world, "agent") == ["Bea", "Ana", "Cid"]

    def test_a_second_message_does_not_start_the_wait_anew(self, world: World) -> None:
        first, second = (customer(world, name, owner=world.agent) for name in ("Bea", "Cid"))
        wrote(first)
        wrote(second, at=NOW + timedelta(minutes=1))
        wrote(first, at=NOW + timedelta(minutes=2))
        assert names(world, "agent") == ["Bea", "Cid"]

    def test_whoever_was_answered_waits_no_more(self, world: World) -> None:
        talk = wrote(customer(world, "Bea", owner=world.agent))
        we_answered(world.gulf.id, talk.opportunity_id, at=LATER, channel="text")
        assert names(world, "agent") == []
        assert names(world, "agent", "all") == ["Bea"]

    def test_what_is_put_off_is_away_until_its_time(self, world: World) -> None:
        talk = wrote(customer(world, "Bea", owner=world.agent))
        tending.snooze(scope(world.agent), talk.pk, LATER + timedelta(hours=1), now=NOW)
        assert (names(world, "agent"), names(world, "agent", "snoozed")) == ([], ["Bea"])
        with behind_the_wall(world.agent) as seen:
            page = page_of_inbox(seen, seen.stores, "waiting", now=LATER + timedelta(hours=2))
        assert len(page.rows) == 1

    def test_the_customer_wakes_what_was_put_off(self, world: World) -> None:
        opportunity = customer(world, "Bea", owner=world.agent)
        talk = wrote(opportunity)
        tending.snooze(scope(world.agent), talk.pk, LATER + timedelta(hours=1), now=NOW)
        wrote(opportunity, at=NOW + timedelta(minutes=5))
        assert names(world, "agent") == ["Bea"]

    def test_the_row_shows_the_last_words_and_the_clock(self, world: World) -> None:
        wrote(customer(world, "Bea", owner=world.agent), "Is the blue one still there?")
        page = client_of(world.agent).get(reverse("inbox")).content.decode()
        assert "Is the blue one still there?" in page
        assert 'class="clock"' in page


class TestOtherLists:
    def test_mine_holds_my_customers_and_what_was_given_to_me(self, world: World) -> None:
        given = wrote(customer(world, "Bea", owner=world.manager))
        wrote(customer(world, "Cid", owner=world.agent), at=NOW + timedelta(minutes=1))
        wrote(customer(world, "Dan", owner=world.manager))
        tending.assign(scope(world.manager), given.pk, world.agent.pk, now=NOW)
        assert names(world, "agent", "mine") == ["Cid", "Bea"]
        assert names(world, "manager", "mine") == ["Dan"]

    def test_the_desk_holds_who_has_no_owner(self, world: World) -> None:
        wrote(customer(world, "Bea", owner=None))
        wrote(customer(world, "Cid", owner=world.agent))
        assert names(world, "agent", "desk") == ["Bea"]

    def test_the_angry_stand_there_until_a_manager_has_looked(self, world: World) -> None:
        opportunity = customer(world, "Bea", owner=world.agent)
        wrote(opportunity)
        angry.flag(scope(world.agent), opportunity.pk, now=NOW)
        assert names(world, "manager", "angry") == ["Bea"]
        angry.seen(scope(world.manager), opportunity.pk, now=LATER)
        assert names(world, "manager", "angry") == []

    def test_all_begins_with_the_latest(self, world: World) -> None:
        for n, first in enumerate(("Bea", "Cid")):
            wrote(customer(world, first, owner=world.agent), at=NOW + timedelta(minutes=n))
        assert names(world, "agent", "all") == ["Cid", "Bea"]

    def test_a_list_with_nothing_in_it_says_so(self, world: World) -> None:
        page = client_of(world.agent).get(reverse("inbox")).content.decode()
        assert "Nobody waits for an answer" in page


class TestWhoSeesIt:
    def test_a_colleague_of_another_store_and_an_outsider_see_nothing(self, world: World) -> None:
        wrote(customer(world, "Bea", owner=world.agent))
        assert names(world, "colleague") == names(world, "outsider") == []
        assert names(world, "principal") == ["Bea"]

    def test_whoever_sees_only_their_own_sees_only_their_own(self, world: World) -> None:
        wrote(customer(world, "Bea", owner=world.agent))
        wrote(customer(world, "Sid", owner=world.own))
        assert [names(world, "own", view) for view in ("waiting", "mine", "all")] == [["Sid"]] * 3

    def test_a_chat_without_a_name_is_for_whoever_works_in_the_store(self, world: World) -> None:
        a_chat(world)
        for who, sees in (("agent", 1), ("own", 1), ("principal", 1), ("colleague", 0), ("outsider", 0)):
            with behind_the_wall(getattr(world, who)) as seen:
                rows = page_of_inbox(seen, seen.stores, "waiting", now=LATER).rows
            assert len(rows) == sees, who

    def test_only_the_chosen_store_is_shown(self, world: World) -> None:
        wrote(customer(world, "Bea", owner=world.agent))
        wrote(customer(world, "Col", owner=world.colleague))
        with behind_the_wall(world.principal) as seen:
            rows = page_of_inbox(seen, (world.bay.id,), "waiting", now=LATER).rows
        assert [row.rooftop_id for row in rows] == [world.bay.id]

    def test_nobody_without_a_place_is_let_in(self, world: World, client: object) -> None:
        assert client.get(reverse("inbox")).status_code == 302  # type: ignore[attr-defined]


class TestPages:
    def test_every_row_comes_once_and_back_again(self, world: World) -> None:
        for n in range(PAGE_ROWS * 2 + 3):
            wrote(customer(world, f"N{n:02}", owner=world.agent), at=NOW + timedelta(seconds=n))
        with behind_the_wall(world.agent) as seen:
            first = page_of_inbox(seen, seen.stores, "waiting", now=LATER)
            second = page_of_inbox(seen, seen.stores, "waiting", first.older or "", now=LATER)
            third = page_of_inbox(seen, seen.stores, "waiting", second.older or "", now=LATER)
            back = page_of_inbox(seen, seen.stores, "waiting", third.newer or "", now=LATER)
        found = [row.name.split()[0] for page in (first, second, third) for row in page.rows]
        assert found == [f"N{n:02}" for n in range(PAGE_ROWS * 2 + 3)]
        assert third.older is None
        assert back.rows == second.rows

    @pytest.mark.parametrize("cursor", ["", "x", "WzBd", "a" * 2_000, "WzAsMTAwMDAwMDAwMDAwMDAwMDAwMDAsMV0"])
    def test_a_cursor_that_is_none_gives_the_first_page(self, world: World, cursor: str) -> None:
        wrote(customer(world, "Bea", owner=world.agent))
        with behind_the_wall(world.agent) as seen:
            assert len(page_of_inbox(seen, seen.stores, "waiting", cursor, now=LATER).rows) == 1

    @pytest.mark.parametrize("view", ["waiting", "mine", "desk", "snoozed", "angry", "all", "nonsense"])
    def test_a_page_takes_the_same_statements_however_full(self, world: World, view: str) -> None:
        client = client_of(world.agent)
        url = f"{reverse('inbox')}?view={view}"
        wrote(customer(world, "Bea", owner=world.agent))
        client.get(url)
        few = statements(client, url)
        for n in range(12):
            wrote(customer(world, f"N{n}", owner=world.agent if n % 2 else None))
        assert statements(client, url) == few

    def test_the_count_beside_the_inbox_is_capped(self, world: World) -> None:
        for n in range(4):
            wrote(customer(world, f"N{n}", owner=world.agent))
        with behind_the_wall(world.agent) as seen:
            assert waiting_count(seen, seen.stores, now=LATER) == 4
        Conversation.objects.all().update(waiting_since=None)
        assert '<span class="count">' not in client_of(world.agent).get(reverse("leads")).content.decode()

    def test_the_count_is_there_for_whoever_sees_only_their_own(self, world: World) -> None:
        wrote(customer(world, "Sid", owner=world.own))
        wrote(customer(world, "Bea", owner=world.agent))
        with behind_the_wall(world.own) as seen:
            assert waiting_count(seen, seen.stores, now=LATER) == 1


def test_the_fragment_keeps_the_open_row(world: World) -> None:
    talk = wrote(customer(world, "Bea", owner=world.agent))
    page = client_of(world.agent).get(reverse("inbox_list"), {"open": talk.pk}).content.decode()
    assert f'id="talk-{talk.pk}"' in page
    assert 'aria-current="page"' in page
