"""What the demo says when it is there: where, as whom, and how to hand a lead in oneself."""

from pathlib import Path
from typing import Final

from django.urls import reverse

from freshup.interfaces.console.rehearsal.dealership import LOGINS
from freshup.interfaces.console.rehearsal.keepsake import Keepsake
from freshup.interfaces.console.rehearsal.stream import Doors

SAMPLE: Final = (
    '<adf><prospect><vehicle interest="buy" status="new"><year>2027</year><make>Honda</make><model>CR-V</model>'
    '</vehicle><customer><contact><name part="full">Jo Sample</name><email>jo@example.com</email>'
    "<phone>239-555-0199</phone></contact><comments>Can I drive it today?</comments></customer></prospect></adf>"
)

# What to look at first: the name of the page, as whom, and what is there.
FIRST: Final = (
    ("up_next", "agent", "Up next: call, or answer, one after the other"),
    ("board", "manager", "The board: whose clock runs, who is late"),
    ("board_compliance", "manager", "How fast the store answers, claimed and verified"),
    ("connectors", "manager", "What messages, calls and forms go through, and whether it works"),
)


def greeting(kept: Keepsake, doors: Doors, url: str, *, outbox: Path) -> str:
    keys = kept.keys["honda"]
    head = f"  {'sign in as':22}  {'password':14}  {'':18}  sees"
    rows = (f"  {one.email:22}  {kept.password:14}  {one.name:18}  {one.sees}" for one in LOGINS)
    return "\n".join(
        (
            "",
            f"Freshup is at {url}",
            "",
            head,
            *rows,
            "",
            "Try first:",
            "",
            *(f"  {url}{reverse(name):20}  as {who:10}  {words}" for name, who, words in FIRST),
            "",
            "Be a customer on the store's own website, with chat, form and web tag:",
            "",
            f"  {url}{reverse('demo_site', args=[keys.form])}",
            "",
            "Hand a lead in, by HTTP or by mail:",
            "",
            f"  curl -H 'Content-Type: application/x-adf+xml' -d '{SAMPLE}' {url}/in/{keys.server}/",
            "",
            f"  {keys.mail}@{doors.domain}  by SMTP at localhost:{doors.smtp_port}",
            "",
            f"What is sent goes to the sandbox: {url}{reverse('outbox')} (files in {outbox}); some customers answer.",
            "The stores' other people see to what is theirs while they are open; what is yours waits for you.",
            "Ctrl-C stops everything.",
            "",
        )
    )
