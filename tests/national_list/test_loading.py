"""Loading the list: whole or not at all, only the difference written, other groups untouched."""

import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from freshup.data.models import AuditEntry, DncArea, DncImport
from freshup.operations.consent.national_list import load_by_hand
from tests.factories import NOW
from tests.national_list.conftest import World, behind_the_wall, loaded, numbers, scope

THREE = ("239,5550141", "239,5550142", "239,5550143")


class TestAWholeList:
    def test_is_kept_by_area_code_with_its_age(self, world: World) -> None:
        made = loaded(world.gulf.group, *THREE, "941,5550100", "239,5550141")
        assert (made.state, made.numbers, made.added, made.removed) == ("loaded", 4, 4, 0)
        areas = DncArea.objects.order_by("area_code").values_list("area_code", "numbers", "loaded_at")
        assert list(areas) == [("239", 3, NOW), ("941", 1, NOW)]

    def test_replaces_its_area_codes_and_no_other(self, world: World) -> None:
        group = world.gulf.group
        loaded(group, *THREE, "941,5550100")
        made = loaded(group, "239,5550142", "239,5550143", "239,5550144", now=NOW + timedelta(days=30))
        assert (made.added, made.removed) == (1, 1)
        assert numbers(group) == [2395550142, 2395550143, 2395550144, 9415550100]
        assert DncArea.objects.get(area_code="941").loaded_at == NOW

    def test_of_another_group_is_its_own(self, world: World) -> None:
        loaded(world.gulf.group, *THREE)
        loaded(world.elsewhere.group, "239,5550199")
        assert (len(numbers(world.gulf.group)), numbers(world.elsewhere.group)) == (3, [2395550199])


class TestAFileThatIsWrong:
    def test_changes_nothing_and_is_kept_with_the_line_to_blame(self, world: World) -> None:
        group = world.gulf.group
        loaded(group, *THREE)
        made = loaded(group, "239,5550144", "not a number", "239,5550145")
        assert (made.state, made.reason) == ("rejected", {"code": "dnc.wrong_line", "line": 2})
        assert len(numbers(group)) == 3

    def test_with_half_an_area_gone_must_be_confirmed(self, world: World) -> None:
        group = world.gulf.group
        loaded(group, *THREE)
        made = loaded(group, "239,5550141", "941,5550100")
        assert made.reason == {"code": "dnc.shrinks", "area": "239", "removed": 2, "before": 3}
        assert (len(numbers(group)), DncArea.objects.count()) == (3, 1)
        assert loaded(group, "239,5550141", confirmed=True).removed == 2


class TestChanges:
    def test_are_added_and_taken_away(self, world: World) -> None:
        group = world.gulf.group
        loaded(group, *THREE)
        lines = ("239,5550143,D,2026-12-01", "239,5550150,A,2026-12-01", "239,5550199,D", "239,5550141,A")
        made = loaded(group, *lines, full=False, now=NOW + timedelta(days=20))
        assert (made.added, made.removed, numbers(group)) == (1, 1, [2395550141, 2395550142, 2395550150])
        area = DncArea.objects.get()
        assert (area.numbers, area.loaded_at) == (3, NOW + timedelta(days=20))

    def test_of_an_area_code_never_loaded_mean_nothing(self, world: World) -> None:
        made = loaded(world.gulf.group, "239,5550143,A", full=False)
        assert (made.state, made.reason) == ("rejected", {"code": "dnc.no_list", "area": "239"})


class TestWhoMay:
    def by_hand(self, world: World, staff: object) -> DncImport:
        with behind_the_wall(staff) as seen:  # type: ignore[arg-type]
            return load_by_hand(
                seen, world.gulf.pk, world.gulf.group_id, io.BytesIO(b"239,5550142"), file_name="l",
                full=True, confirmed=False, now=NOW,
            )  # fmt: skip

    def test_a_manager_may_and_it_is_written_down_without_numbers(self, world: World) -> None:
        made = self.by_hand(world, world.manager)
        entry = AuditEntry.objects.get(action="national_list.loaded")
        assert (made.by_user_id, entry.changes) == (
            world.manager.user_id,
            {"added": [0, 1], "removed": [0, 0]},
        )

    @pytest.mark.parametrize("who", ["agent", "outsider"])
    def test_an_agent_and_an_outsider_may_not(self, world: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            self.by_hand(world, getattr(world, who))
        assert not DncImport.objects.exists()

    def test_the_wall_stands_behind_that(self, world: World) -> None:
        loaded(world.gulf.group, *THREE)
        with behind_the_wall(world.outsider):
            assert (DncArea.objects.count(), numbers(world.gulf.group)) == (0, [])


class TestTheCommand:
    def test_loads_a_file_and_says_what_it_did(
        self, world: World, tmp_path: object, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = f"{tmp_path}/list.txt"
        with open(path, "w") as file:
            file.write("239,5550142\n")
        call_command("dnc", path, "--group", world.gulf.group.name, "--json")
        assert json.loads(capsys.readouterr().out)["added"] == 1
        assert numbers(world.gulf.group) == [2395550142]

    def test_ends_with_a_sign_of_its_own_when_the_file_is_wrong(self, world: World, tmp_path: object) -> None:
        path = f"{tmp_path}/list.txt"
        with open(path, "w") as file:
            file.write("nothing\nhere\n")
        with pytest.raises(SystemExit) as ended:
            call_command("dnc", path, "--group", str(world.gulf.group_id))
        assert ended.value.code == 3


def test_the_scope_of_a_manager_holds_the_group(world: World) -> None:
    assert world.gulf.group_id in scope(world.manager).groups
