import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.conversations import Segments, segments


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", Segments("GSM-7", 0, 0, 160)),
        ("Hello", Segments("GSM-7", 5, 1, 160)),
        ("x" * 160, Segments("GSM-7", 160, 1, 160)),
        ("x" * 161, Segments("GSM-7", 161, 2, 153)),
        ("x" * 306, Segments("GSM-7", 306, 2, 153)),
        ("x" * 307, Segments("GSM-7", 307, 3, 153)),
        ("€" * 80, Segments("GSM-7", 160, 1, 160)),
        ("€" * 81, Segments("GSM-7", 162, 2, 153)),
        # 152 septets and a pair that does not fit the 153rd: it goes whole into the second.
        ("x" * 152 + "€" + "x" * 152, Segments("GSM-7", 306, 3, 153)),
        ("¿Qué? ¡Sí, mañana!", Segments("UCS-2", 18, 1, 70, ("í",))),
        ("¿Qué? ¡Claro, mañana!", Segments("GSM-7", 21, 1, 160)),
        ("“" + "x" * 69, Segments("UCS-2", 70, 1, 70, ("“",))),
        ("“" + "x" * 70, Segments("UCS-2", 71, 2, 67, ("“",))),
        ("😀", Segments("UCS-2", 2, 1, 70, ("😀",))),
        ("x" * 66 + "😀" + "x" * 10, Segments("UCS-2", 78, 2, 67, ("😀",))),
    ],
)
def test_counted_by_hand(text: str, counted: Segments) -> None:
    assert segments(text) == counted


@given(st.text(max_size=900))
def test_everything_finds_room(text: str) -> None:
    found = segments(text)
    assert found.units <= found.count * found.per_segment
    assert (found.count == 0) == (text == "")
    assert bool(found.odd) == (found.encoding == "UCS-2")
