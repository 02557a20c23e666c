"""What the demo says first: where to look, as whom, with which password."""

from pathlib import Path

from freshup.interfaces.console.rehearsal.dealership import LOGINS, PASSWORD, Keys
from freshup.interfaces.console.rehearsal.greeting import greeting
from freshup.interfaces.console.rehearsal.keepsake import Keepsake
from freshup.interfaces.console.rehearsal.stream import Doors


def test_it_names_every_log_in_and_what_to_try_first() -> None:
    kept = Keepsake({"honda": Keys("s1", "m1", "f1")}, {one.who: one.email for one in LOGINS}, PASSWORD)
    said = greeting(kept, Doors(8000, 2525, "in.example.com"), "http://localhost:8000", outbox=Path("outbox"))
    for one in LOGINS:
        assert one.email in said
    for page in ("/up-next/", "/board/", "/board/compliance/", "/outbox/"):
        assert f"http://localhost:8000{page}" in said
    assert max(map(len, said.splitlines()[:14])) <= 120
