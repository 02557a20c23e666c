"""Which pages are looked at, by whom, and what each of them takes at both sizes."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from freshup.domain.people.search_keys import after_prefix
from freshup.interfaces.console.benches.processes import ProcessDied
from freshup.interfaces.console.benches.reading import Reader, number_of_rows
from freshup.interfaces.console.benches.report import percentile
from freshup.interfaces.console.benches.stage import Stage
from freshup.interfaces.console.benches.town import VIEWERS, Marks, Town
from freshup.queries.inbox import PAGE_ROWS as INBOX_ROWS
from freshup.queries.inbox import SHELVES as VIEWS

DEEP: Final = 100
STATEMENTS: Final = (sys.executable, "-m", "freshup.interfaces.console.benches.statements")
# Searched for: nobody, one, fifty, and two letters that begin many names.
SEARCHES: Final = {
    "search_0_hits": "xylograph",
    "search_1_hit": "zwickmuehle",
    "search_50_hits": "quillfeather",
    "search_10000_hits": "ma",
}
LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "leads_first_page": {},
    "leads_all_stages": {"stage": "all"},
    "leads_waiting": {"view": "waiting"},
    "leads_of_a_tier": {"tier": "medium"},
    # None of what was lived through came so far: the search for it ends with its budget.
    "leads_of_a_tier_without_any": {"tier": "hot"},
    "leads_rare_filter": {"tier": "low", "grade": "C", "stage": "lost"},
    "leads_of_a_source": {"source": "Lotline", "stage": "closed"},
    "search_two_words": {"q": "j m"},
    "search_two_words_in_vain": {"q": "maria xy"},
    **{name: {"q": words} for name, words in SEARCHES.items()},
}
HITS: Final = """
SELECT count(*) FROM (
    SELECT DISTINCT k.person_id, k.rooftop_id FROM search_key k
    WHERE k.rooftop_id = ANY (%(stores)s) AND k.key >= %(low)s AND k.key < %(high)s
      AND (%(user)s::bigint IS NULL OR EXISTS (
        SELECT FROM opportunity o JOIN staff s ON s.id = o.owner_id
        WHERE s.user_id = %(user)s AND o.person_id = k.person_id AND o.rooftop_id = k.rooftop_id))) found
"""


@dataclass(slots=True)
class Scene:
    """One of the two databases, with a web process in front of it and somebody signed in for each viewer."""

    stage: Stage
    marks: Marks
    readers: dict[str, Reader]
    leads: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, its number where it is one of many, and its statements."""

    path: str
    number: int
    statements: int


# By viewer and name of the page.
Visits = dict[tuple[str, str], Visit]


def visits(scene: Scene) -> Visits:
    """Every page of every viewer, found by following links, its statements counted."""
    found = {
        (viewer, name): place
        for viewer in VIEWERS
        for name, place in _paths(scene, viewer, scene.readers[viewer]).items()
    }
    asked = [(scene.readers[viewer].session, path) for (viewer, _), (path, _) in found.items()]
    counts = _statements(scene.stage, asked)
    return {
        which: Visit(path, number, count)
        for (which, (path, number)), count in zip(found.items(), counts, strict=True)
    }


def _paths(scene: Scene, viewer: str, reader: Reader) -> dict[str, tuple[str, int]]:
    leads = reverse("leads")
    paths = {name: (f"{leads}?{urlencode(query)}" if query else leads, 1) for name, query in LISTS.items()}
    paths["leads_hundredth_page"] = reader.deep(paths["leads_all_stages"][0], DEEP)
    paths["search_hundredth_page"] = reader.deep(paths["search_10000_hits"][0], DEEP)
    inbox = reverse("inbox")
    for view in VIEWS:
        paths[f"inbox_{view}"] = (f"{inbox}?{urlencode({'view': view})}", 1)
    paths["inbox_hundredth_page"] = reader.deep(paths["inbox_all"][0], DEEP, INBOX_ROWS)
    paths["inbox_list"] = (reverse("inbox_list"), 1)
    if scene.marks.talk and scene.marks.long_talk:
        paths["conversation_short"] = (reverse("conversation", args=[scene.marks.talk]), 1)
        paths["conversation_long"] = (reverse("conversation", args=[scene.marks.long_talk]), 1)
    paths["up_next"] = (reverse("up_next"), 1)
    paths["up_next_queue"] = (reverse("up_next_queue"), 1)
    if viewer != "agent":
        paths["board"] = (reverse("board"), 1)
        paths["board_compliance"] = (reverse("board_compliance"), 1)
    paths["lead_short_story"] = (reverse("lead", args=[scene.marks.short]), 1)
    paths["lead_long_story"] = (reverse("lead", args=[scene.marks.long]), 1)
    return paths


def _statements(stage: Stage, asked: list[tuple[str, str]]) -> list[int]:
    counted = subprocess.run(
        STATEMENTS, input=json.dumps(asked), env=stage.environment("web"), capture_output=True, text=True
    )
    if counted.returncode != 0:
        raise ProcessDied(f"counting statements: {counted.stderr.strip()[-2000:]}")
    counts: list[int] = json.loads(counted.stdout)
    return counts


def measure(few: Scene, many: Scene, *, warm: int, requests: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each page at both sizes, one right after the other, so that the machine is the same for both."""
    small, large = visits(few), visits(many)
    for (viewer, name), visit in large.items():
        other = small[viewer, name]
        before = few.readers[viewer].times(other.path, warm=warm, count=requests)
        after = many.readers[viewer].times(visit.path, warm=warm, count=requests)
        page = many.readers[viewer].get(visit.path)[0]
        other_page = few.readers[viewer].get(other.path)[0]
        yield (
            f"{viewer}/{name}",
            _compared(before, after)
            | {
                "statements_few": other.statements,
                "statements": visit.statements,
                "kb": round(len(page.encode()) / 1000, 1),
                "rows_few": number_of_rows(other_page),
                "rows": number_of_rows(page),
                "page_number_few": other.number,
                "page_number": visit.number,
            },
        )


def _compared(before: list[float], after: list[float]) -> dict[str, float]:
    p50_few, p95_few = percentile(before, 0.5), percentile(before, 0.95)
    p50, p95 = percentile(after, 0.5), percentile(after, 0.95)
    return {
        "p50_ms_few": round(p50_few, 2),
        "p95_ms_few": round(p95_few, 2),
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "growth": round(p95 / p95_few, 3),
        "growth_p50": round(p50 / p50_few, 3),
    }


def hits(scene: Scene, town: Town, viewer: str, words: str) -> int:
    """How many people of the viewer's own scope the words find."""
    stores = list(town.first_group) if viewer == "principal" else [town.first_store]
    user = town.users[viewer] if viewer == "agent" else None
    params = {"stores": stores, "low": words, "high": after_prefix(words), "user": user}
    with scene.stage.connect() as outside:
        row = outside.execute(HITS, params).fetchone()
    return int(row[0]) if row else 0
