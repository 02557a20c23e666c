"""The page of the national list: what is loaded, how old it is, and a file by hand."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from freshup.data.models import DncArea
from freshup.interfaces.web.consent import national_list as page_of
from tests.leads_web.conftest import statements
from tests.national_list.conftest import NOW, World, client_of, loaded, numbers

PAGE = "/settings/do-not-call/"


def upload(world: World, content: bytes, **other: str) -> object:
    file = SimpleUploadedFile("list.txt", content, content_type="text/plain")
    return client_of(world.manager).post(PAGE, {"file": file, **other})


class TestTheManager:
    def test_sees_an_empty_state_that_says_what_to_do(self, world: World) -> None:
        assert "No list is loaded" in client_of(world.manager).get(PAGE).content.decode()

    def test_loads_a_file(self, world: World) -> None:
        assert upload(world, b"239,5550142\n").status_code == 303  # type: ignore[attr-defined]
        assert numbers(world.gulf.group) == [2395550142]
        assert "1 new, 0 gone" in client_of(world.manager).get(PAGE).content.decode()

    def test_is_told_which_line_is_wrong(self, world: World) -> None:
        answer = upload(world, b"239,5550142\nnonsense\n")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "Line 2 is no telephone number" in answer.content.decode()  # type: ignore[attr-defined]

    def test_is_asked_once_more_before_an_area_vanishes(self, world: World) -> None:
        loaded(world.gulf.group, "239,5550141", "239,5550142")
        answer = upload(world, b"239,5550199\n")
        assert 'name="confirmed"' in answer.content.decode()  # type: ignore[attr-defined]
        assert upload(world, b"239,5550199\n", confirmed="1").status_code == 303  # type: ignore[attr-defined]
        assert numbers(world.gulf.group) == [2395550199]

    def test_loads_changes_as_changes(self, world: World) -> None:
        loaded(world.gulf.group, "239,5550141", "239,5550142")
        upload(world, b"239,5550143,A\n", kind="delta")
        assert len(numbers(world.gulf.group)) == 3

    @pytest.mark.parametrize("missing", [{}, {"file": "not a file"}])
    def test_without_a_file_is_told_so(self, world: World, missing: dict[str, str]) -> None:
        answer = client_of(world.manager).post(PAGE, missing)
        assert (answer.status_code, "Choose a file first" in answer.content.decode()) == (422, True)

    def test_with_too_much_is_shown_the_other_way(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(page_of, "BYTES_MAX", 10)
        assert "freshup dnc" in upload(world, b"239,5550142\n").content.decode()  # type: ignore[attr-defined]


class TestItsAge:
    @pytest.mark.parametrize(
        ("days", "words"), [(1, "Good for"), (27, "Needs scrubbing soon"), (32, "Too old")]
    )
    def test_is_said_in_time(self, world: World, days: int, words: str) -> None:
        area = DncArea.objects.create(group=world.gulf.group, area_code="239", loaded_at=NOW)
        with_clock = client_of(world.manager)
        from_today = with_clock.get(PAGE).wsgi_request.now - timedelta(days=days)  # type: ignore[attr-defined]
        DncArea.objects.filter(id=area.pk).update(loaded_at=from_today)
        assert words in with_clock.get(PAGE).content.decode()


class TestSomebodyElse:
    def test_who_is_no_manager_is_turned_away(self, world: World) -> None:
        assert client_of(world.agent).get(PAGE).status_code == 403

    def test_of_another_group_sees_nothing_of_it(self, world: World) -> None:
        loaded(world.gulf.group, "239,5550142")
        assert "239" not in client_of(world.outsider).get(PAGE).content.decode().partition("<main")[2]


def test_costs_the_same_for_many_areas(world: World) -> None:
    mona = client_of(world.manager)
    loaded(world.gulf.group, "239,5550142")
    mona.get(PAGE)
    few = statements(mona, PAGE)
    loaded(world.gulf.group, *(f"{area},5550142" for area in range(300, 330)))
    assert statements(mona, PAGE) == few
