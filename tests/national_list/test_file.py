"""A file of the list is read as the registry writes it, and in bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.consent.national_file import (
    AREAS_MAX,
    FEW,
    AreaNumbers,
    WrongFile,
    read_national,
    shrinks,
)


def read(*lines: str, full: bool = True) -> dict[str, list[int]]:
    found = read_national([f"{line}\n".encode() for line in lines], full=full)
    return {area: list(numbers) for area, numbers in found.listed.items()}


def wrong(*lines: bytes, full: bool = True) -> tuple[str, object]:
    with pytest.raises(WrongFile) as turned_away:
        read_national(lines, full=full)
    return turned_away.value.reason.code, turned_away.value.reason.params.get("line")


@pytest.mark.parametrize(
    "line",
    [
        "239,5550142",
        "2395550142",
        "239-555-0142",
        "(239) 555-0142",
        "239 555 0142",
        "  239,5550142  ",
        "239,5550142,A,2026-11-01",
        "239,5550142\r",
    ],
)
def test_a_number_is_read_however_it_is_written(line: str) -> None:
    assert read(line) == {"239": [5550142]}


def test_a_heading_a_mark_of_the_encoding_and_empty_lines_are_passed_over() -> None:
    assert read("\ufeffAreaCode,PhoneNumber", "", "239,5550142", "") == {"239": [5550142]}
    assert read("\ufeff239,5550142") == {"239": [5550142]}


@pytest.mark.parametrize(
    "line", [b"239,555014", b"239,55501422", b"139,5550142", b"hello", b"\x00\x01", b"239,5550142,X"]
)  # fmt: skip
def test_a_wrong_line_is_named(line: bytes) -> None:
    assert wrong(b"239,5550141\n", line) == ("dnc.wrong_line", 2)


def test_a_line_without_end_is_no_list() -> None:
    assert wrong(b"2" * 201) == ("dnc.long_line", 1)


def test_a_file_without_numbers_is_turned_away() -> None:
    assert wrong() == ("dnc.empty", None)
    assert wrong(b"AreaCode\n") == ("dnc.empty", None)


def test_a_number_that_goes_has_no_place_in_a_whole_list() -> None:
    assert wrong(b"239,5550142,D\n") == ("dnc.change_in_list", 1)


def test_more_area_codes_than_there_are_is_no_list() -> None:
    lines = [f"{200 + n},5550142\n".encode() for n in range(AREAS_MAX + 1)]
    assert wrong(*lines) == ("dnc.too_many_areas", AREAS_MAX + 1)


def test_of_several_changes_the_last_counts() -> None:
    found = read_national(
        [b"239,5550142,A\n", b"239,5550142,D\n", b"239,5550143,D\n", b"239,5550143,A\n"], full=False
    )
    assert (list(found.listed["239"]), list(found.gone["239"])) == ([5550143], [5550142])


@given(
    added=st.lists(st.integers(0, 9_999_999), max_size=60),
    dropped=st.lists(st.integers(0, 9_999_999), max_size=30),
    dense=st.booleans(),
)
def test_the_numbers_of_an_area_are_a_set_in_order(added: list[int], dropped: list[int], dense: bool) -> None:
    numbers, plain = AreaNumbers(), set(added)
    filling = set(range(FEW + 1)) if dense else set()
    for one in [*filling, *added]:
        numbers.add(one)
    plain |= filling
    for one in dropped + added[:5]:
        assert numbers.discard(one) == (one in plain)
        plain.discard(one)
    assert (list(numbers), len(numbers)) == (sorted(plain), len(plain))


@pytest.mark.parametrize(
    ("before", "removed", "broken"), [(0, 0, False), (10, 4, False), (10, 5, True), (1, 1, True)]
)
def test_two_fifths_may_go(before: int, removed: int, broken: bool) -> None:
    assert shrinks(before, removed) is broken
