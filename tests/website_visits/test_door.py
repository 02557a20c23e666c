"""The door the tag speaks to, over real HTTP: who may, what is answered, and what then lies in the database."""

import json

from tests.doors.conftest import FORM_KEY, KEY, OFF_KEY, ORIGIN, Site, eventually, site

__all__ = ["site"]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
NAMES = iter(f"{n:032d}" for n in range(1, 1_000))


def told(**said: object) -> tuple[str, bytes]:
    name = next(NAMES)
    return name, json.dumps({"visitor": name, "path": "/", **said}).encode()


def tell(site: Site, body: bytes, *, key: str = FORM_KEY, method: str = "POST", **headers: str) -> int:
    headers = {"User_Agent": CHROME, "Origin": ORIGIN, "Content_Type": "text/plain", **headers}
    return site.ask(f"/visits/{key}/", body, method, **headers)[0]


def visitors(site: Site, name: str) -> int:
    return site.count(f"web_visitor WHERE token = '{name}'")


class TestTheDoor:
    def test_writes_down_a_page_of_an_allowed_site(self, site: Site) -> None:
        name, body = told(path="/used/1")
        status, _, headers = site.ask(
            f"/visits/{FORM_KEY}/", body, User_Agent=CHROME, Origin=ORIGIN, Content_Type="text/plain"
        )
        assert (status, headers["access-control-allow-origin"]) == (204, ORIGIN)
        assert visitors(site, name) == 1

    def test_answers_a_browser_that_asks_first(self, site: Site) -> None:
        assert tell(site, b"", method="OPTIONS") == 204

    def test_writes_nothing_for_whoever_said_no(self, site: Site) -> None:
        name, body = told()
        assert tell(site, body, Sec_GPC="1") == 204
        assert visitors(site, name) == 0

    def test_writes_nothing_for_a_program(self, site: Site) -> None:
        name, body = told()
        assert tell(site, body, User_Agent="Mozilla/5.0 (compatible; bingbot/2.0)") == 204
        assert visitors(site, name) == 0

    def test_hears_no_other_site_and_no_other_key(self, site: Site) -> None:
        name, body = told()
        assert tell(site, body, Origin="https://evil.example.net") == 403
        assert site.ask(f"/visits/{FORM_KEY}/", body, User_Agent=CHROME)[0] == 403
        assert tell(site, body, key=KEY) == 403
        assert tell(site, body, key=OFF_KEY) == 403
        assert tell(site, body, key="nobodys") == 404
        assert visitors(site, name) == 0

    def test_turns_away_what_is_none_of_the_tags(self, site: Site) -> None:
        assert tell(site, b"{}") == 400
        assert tell(site, b"x" * 3_000) == 413
        assert tell(site, b"", method="GET") == 405

    def test_lets_one_visitor_flood_nobody(self, site: Site) -> None:
        name, body = told()
        answers = [tell(site, body) for _ in range(70)]
        assert 429 in answers
        assert answers[:50] == [204] * 50
        assert visitors(site, name) == 1
        # Somebody else at the same address is still heard.
        assert tell(site, told()[1]) == 204


class TestALeadFromTheSite:
    def test_becomes_known_with_its_visits_by_the_worker_alone(self, site: Site) -> None:
        name, body = told(path="/used/7", stock="U7")
        assert tell(site, body) == 204
        lead = {"first_name": "Vera", "last_name": "Visit", "email": "vera@example.com", "visitor": name}
        assert site.post(json.dumps(lead).encode(), Content_Type="application/json") == 202
        with site.worker():
            eventually(lambda: site.count(f"web_visitor WHERE token = '{name}' AND counted_pages = 1") == 1)
        assert site.count("opportunity WHERE facts->'behaviour'->>'vehicle_pages' = '1'") == 1
