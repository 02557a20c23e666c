"""The figures of a simulated month: what is shipped holds together, and what can't be is refused by name."""

from pathlib import Path

import pytest

from freshup.interfaces.console.rehearsal.parameters import SHIPPED, Impossible, parameters


def refused(tmp_path: Path, words: str) -> str:
    file = tmp_path / "mine.toml"
    file.write_text(words)
    with pytest.raises(Impossible) as told:
        parameters(file)
    return str(told.value)


class TestTheShippedFigures:
    def test_are_possible(self) -> None:
        assert parameters().of("grain", "seconds") == parameters().grain_seconds == 900

    def test_say_where_they_come_from(self) -> None:
        """Every figure has a comment above it or above its section that names a source."""
        told = False
        for line in SHIPPED.read_text().splitlines():
            if line.startswith("["):
                told = told if line == "[[sources]]" else False
            elif line.startswith("#"):
                told = True
            elif "=" in line:
                assert told, line

    def test_reach_fewer_the_later_and_the_more_often_they_are_tried(self) -> None:
        asked = parameters()
        delays = [asked.delay_factor(minutes) for minutes in (1, 10, 45, 120, 600, 5_000)]
        attempts = [asked.attempt_factor(n) for n in range(12)]
        assert delays == sorted(delays, reverse=True)
        assert delays[0] > delays[-1]
        assert attempts == sorted(attempts, reverse=True)


class TestAFileOfOnesOwn:
    def test_changes_what_it_names_and_nothing_else(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text("[arrivals]\ninquiries_a_day = 9\n")
        mine, shipped = parameters(file), parameters()
        assert mine.of("arrivals", "inquiries_a_day") == 9
        assert mine.of("arrivals", "hours") == shipped.of("arrivals", "hours")
        assert mine.sources == shipped.sources

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (
                "[arrivals]\ninquiries_a_day = -1\n",
                "arrivals.inquiries_a_day = -1 is impossible: from 0.01 to 100",
            ),
            ("[arrivals]\ninquiries_an_hour = 1\n", "arrivals.inquiries_an_hour is unknown"),
            ("[weather]\nrain = 1\n", "[weather] is no section"),
            ("[arrivals]\nhours = [1, 2]\n", "arrivals.hours must be 24 figures"),
            ('[visits]\nbuys = "often"\n', "visits.buys = often is impossible: from 0 to 1"),
            ("[contact]\nrefuses = { fax = 0.1 }\n", "contact.refuses must name text, email"),
            ("[contact]\nbad_number = [0.1]\n", "contact.bad_number must be one figure"),
            ("[visits]\nbuys = 0.3\nbuys = 0.4\n", "mine.toml is no TOML"),
            (
                '[[sources]]\nname = "Fax"\nkind = "fax"\nshare = 1\ndialects = ["adf_posted"]\n',
                "sources.kind = fax is impossible",
            ),
            (
                '[[sources]]\nname = "Web"\nkind = "chat"\nshare = 1\ndialects = ["in_verse"]\n',
                "nobody writes in_verse",
            ),
        ],
    )
    def test_is_refused_by_name_where_it_is_impossible(self, tmp_path: Path, words: str, why: str) -> None:
        assert why in refused(tmp_path, words)
