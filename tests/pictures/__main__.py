"""`python -m tests.pictures`: every screen as a picture, from a small demo in a home of its own.

Of a server that is already running when address and log-ins are given, as arguments or as
FRESHUP_PICTURES_URL and FRESHUP_PICTURES_LOGINS (`owner=ann@example.com:password,agent=…`).
Exit code 1 when a screen has a fault that a picture can't show.
"""

import argparse
import os
from pathlib import Path

from tests.demo.running import running_demo
from tests.pictures.camera import DEVICES, THEMES, Camera, Login
from tests.pictures.screens import SCREENS


def read_logins(text: str) -> dict[str, Login]:
    logins = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        who, _, rest = each.partition("=")
        email, _, password = rest.partition(":")
        logins[who] = Login(email, password)
    return logins


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--url", default=os.environ.get("FRESHUP_PICTURES_URL", ""))
    parser.add_argument("--logins", default=os.environ.get("FRESHUP_PICTURES_LOGINS", ""))
    parser.add_argument("--leads", type=int, default=300, help="how many the demo is given (default: 300)")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--only", nargs="*", default=[], help="names of screens")
    parser.add_argument("--device", choices=tuple(DEVICES), help="default: both")
    parser.add_argument("--theme", choices=THEMES, help="default: both")
    parser.add_argument("--whole-page", action="store_true")
    return parser.parse_args()


def take_pictures_of_a_demo(given: argparse.Namespace) -> int:
    """Loads a dealership, photographs it, and leaves nothing of it behind."""
    print(f"loading a demo of about {given.leads} inquiries", flush=True)
    with running_demo(leads=given.leads) as demo:
        logins = {who: Login(email, demo.kept["password"]) for who, email in demo.kept["logins"].items()}
        return take_pictures(given, demo.url, logins)


def take_pictures(given: argparse.Namespace, url: str, logins: dict[str, Login]) -> int:
    camera = Camera(url, logins, given.out, given.whole_page)
    wanted = [screen for screen in SCREENS if not given.only or screen.name in given.only]
    known = [screen for screen in wanted if screen.as_user is None or screen.as_user in camera.logins]
    for screen in wanted:
        if screen not in known:
            print(f"left out  {screen.name}-{screen.state}: no log-in for {screen.as_user}")
    devices = [given.device] if given.device else list(DEVICES)
    themes = [given.theme] if given.theme else list(THEMES)
    faulty = 0
    for shot in camera.take(known, devices, themes):
        faulty += bool(shot.faults)
        print(
            f"{'FAULT' if shot.faults else 'ok   '}  {shot.file}", *shot.faults, sep="\n         ", flush=True
        )
    print(f"{given.out}/: {faulty} with faults" if faulty else f"{given.out}/: no faults")
    return 1 if faulty else 0


if __name__ == "__main__":
    given = read_arguments()
    if given.url:
        raise SystemExit(take_pictures(given, given.url.rstrip("/"), read_logins(given.logins)))
    raise SystemExit(take_pictures_of_a_demo(given))
