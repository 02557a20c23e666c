"""Known inputs, cut and spliced: what the fuzzers do for hours, for a moment in every test run."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.corpus import files_of
from tests.fuzz.limits import bounded, stopped_after
from tests.fuzz.targets import TARGETS

# What readers trip over: ends of things, other encodings, and what JSON, forms and mail smuggle in.
ODD = [
    b"\0", b"%00", b"\\u0000", b"\\ud800", b"&#0;", b"&#xD800;", b"\xff\xfe", b"\xed\xa0\x80", b"]]>", b"<!--",
    b"--B", b"=?utf-7?q?+2AA-?=", b"=?unicode_escape?q?=5Cud800?=", b'"' * 40, b"[" * 400, b"<a>" * 300, b"9" * 400,
    b"\r\n\r\n", "\u202e\u0130\ufdfa\U0001f697".encode(), b"1e999", b"-0", b"{}", b"null",
]  # fmt: skip
SLOW = {"picture": 10, "services": 15, "mail": 40, "letter": 40}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_whatever_is_cut_out_or_put_in_is_read_or_turned_away(name: str) -> None:
    known = [path.read_bytes() for path in files_of(name)]

    @settings(
        max_examples=SLOW.get(name, 30), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(known), st.sampled_from(known), st.data())
    def mutated(one: bytes, other: bytes, data: st.DataObject) -> None:
        body = bytearray(one)
        for _ in range(data.draw(st.integers(1, 4))):
            at, length = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, 12))
            begins = data.draw(st.integers(0, len(other)))
            piece = data.draw(
                st.one_of(st.sampled_from(ODD), st.binary(max_size=4), st.just(other[begins : begins + 200]))
            )
            body[at : at + length] = piece
        with stopped_after():
            bounded(TARGETS[name], bytes(body))

    mutated()
