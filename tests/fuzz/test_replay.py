"""Every input that ever reached something new, or broke something, is read again: without the fuzzer, in seconds."""

import gc

import pytest

from tests.fuzz.corpus import CORPUS, CRASHES, files_of
from tests.fuzz.harmless import made_harmless, offences
from tests.fuzz.limits import MEGABYTES_MAX, Peak, TooDear, bounded, stopped_after
from tests.fuzz.storable import assert_storable
from tests.fuzz.targets import TARGETS

CORPUS_BYTES_MAX = 1_500_000
CORPUS_FILES_MAX = 700


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_what_was_found_before_is_read_in_time_and_in_bounds(name: str) -> None:
    files = files_of(name)
    assert files, "a target without a corpus is looked at by nobody"
    gc.collect()
    peak = Peak()
    before = peak.forget()
    for path in files:
        with stopped_after():
            bounded(TARGETS[name], path.read_bytes())
    assert peak.megabytes - before <= MEGABYTES_MAX


def test_the_corpus_is_small_and_holds_nobodys_number_or_address() -> None:
    files = [path for folder in (CORPUS, CRASHES) for path in folder.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} <= set(TARGETS)
    assert len(files) <= CORPUS_FILES_MAX
    assert sum(path.stat().st_size for path in files) <= CORPUS_BYTES_MAX
    assert {path.name: found for path in files if (found := offences(path.read_bytes()))} == {}


class TestTheJudgeItself:
    """A limit that nothing passes would prove nothing."""

    def test_stops_a_reader_that_never_comes_back(self) -> None:
        def forever(content: bytes) -> None:
            while True:
                len(content)

        with pytest.raises(TooDear), stopped_after(0.05):
            forever(b"")

    def test_counts_the_seconds_of_the_processor(self) -> None:
        with pytest.raises(TooDear):
            bounded(lambda content: list(range(200_000)) and None, b"", seconds=0.0001)

    def test_sees_the_memory_that_was_held_for_a_moment(self) -> None:
        peak = Peak()
        before = peak.forget()
        if not before:
            pytest.skip("no /proc here")
        bytearray(b"x") * 100_000_000
        assert peak.megabytes - before > 80

    @pytest.mark.parametrize("value", ["Da\0na", {"a": "\ud800"}, ("x" * 11,), 2**63, object()])
    def test_knows_what_the_database_refuses(self, value: object) -> None:
        with pytest.raises(AssertionError):
            assert_storable(value, longest=10)

    @pytest.mark.parametrize(
        "theirs",
        [
            b"call 222-222-2222 now",
            b"+1 (333) 333 3333",
            b"2222222222",
            b"who@where.zz",
            b"w\0@\0w\0.\0z\0z\0",
        ],
    )
    def test_knows_what_could_be_somebodys(self, theirs: bytes) -> None:
        assert offences(theirs)
        assert not offences(made_harmless(theirs.replace(b"\0", b"")))

    @pytest.mark.parametrize(
        "nobodys", [b"813-555-0142", b"+18135550142", b"a@example.com", b"b@mail.example.net", b"1764000000"]
    )
    def test_lets_stand_what_is_nobodys(self, nobodys: bytes) -> None:
        assert not offences(nobodys)
        assert made_harmless(nobodys) == nobodys
