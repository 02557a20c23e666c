import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cadences_web.conftest import FollowedUp


def said(key: str, *more: str) -> str:
    out = StringIO()
    call_command("cadence", key, "--store", "gulf honda", *more, stdout=out)
    return out.getvalue()


class TestTheCommand:
    def test_shows_what_the_law_of_florida_holds(self, gulf: FollowedUp) -> None:
        lines = said("internet", "--tier", "hot", "--at", "2026-11-21T23:10")
        assert "held: " in lines
        assert "7 calls" in lines

    def test_can_be_read_by_programs(self, gulf: FollowedUp) -> None:
        found = json.loads(said("internet", "--state", "oh", "--at", "2026-11-18T11:00", "--json"))
        assert (found["state"], found["held"], found["refused"]) == ("OH", 0, 0)
        assert found["steps"][0]["kind"] == "call"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("nothing",), "has no cadence nothing"),
            (("internet", "--at", "tomorrow"), "is no time"),
            (("internet", "--state", "XX"), "is no state"),
        ],
    )
    def test_says_what_it_cannot_take(self, gulf: FollowedUp, arguments: tuple[str, ...], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            said(*arguments)
