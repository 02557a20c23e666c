"""What a text costs, whatever is in it: counted once more by packing it letter by letter."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from freshup.domain.conversations import segments

PLAIN = "abc XYZ 0189 .,!?\n@£$"
DOUBLE = "€^{}[]~|\\"
WIDE = "íőЖ“”’…中"
PAIRED = "😀🚗🇺🇸"
letters = st.one_of(*(st.sampled_from(kind) for kind in (PLAIN, DOUBLE, WIDE, PAIRED)))


def written(length: int, kinds: tuple[str, ...], chance: Random) -> str:
    return "".join(chance.choice(chance.choice(kinds)) for _ in range(length))


# Around the ends of the first segments, where letters of two places have to decide.
texts = st.builds(
    written,
    st.one_of(st.integers(0, 20), st.integers(55, 90), st.integers(120, 340)),
    st.sampled_from(
        [(PLAIN,), (PLAIN, PLAIN, DOUBLE), (DOUBLE,), (PLAIN, WIDE), (PLAIN, PAIRED), (WIDE, PAIRED)]
    ),
    st.randoms(use_true_random=False),
)


def packed(text: str) -> int:
    """Segments, filled one after the other; what takes two places goes whole into one of them (3GPP TS 23.040)."""
    wide = any(letter not in PLAIN + DOUBLE for letter in text)
    sizes = [(2 if letter > "\uffff" else 1) if wide else (2 if letter in DOUBLE else 1) for letter in text]
    alone, joined = (70, 67) if wide else (160, 153)
    if sum(sizes) <= alone:
        return int(bool(text))
    filled, used = 1, 0
    for size in sizes:
        if used + size > joined:
            filled, used = filled + 1, 0
        used += size
    return filled


@settings(max_examples=150, deadline=None)
@given(texts)
def test_costs_what_it_takes_to_pack_it(text: str) -> None:
    assert segments(text).count == packed(text)


@settings(max_examples=80, deadline=None)
@given(texts, letters)
def test_more_words_never_cost_less(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count
