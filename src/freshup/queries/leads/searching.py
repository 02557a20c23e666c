"""Search as you type: by parts of the name, e-mail address, and any end of a phone number.

The index of search words is walked store by store in the order of the words, and the walks are merged; so the
first page of twenty thousand Smiths costs what a page of one does. Whoever sees only their own leads is served
from the newest of these until the word is long enough to be rare: before that, a walk along the store's words
would mostly meet other people's customers, at a microsecond each.
"""

from typing import Any, Final

from freshup.domain.people.search_keys import after_prefix
from freshup.queries.access import Scope
from freshup.queries.leads.filters import PAGE_ROWS, Cursor, Filters, read_cursor
from freshup.queries.leads.listing import GUARD, condition, guard_values
from freshup.queries.leads.rows import COLUMNS, DRESSED, Page, fetched, lead_row

# Words looked at for one page: with a second word or a filter each costs about 10 µs.
BUDGET_WORDS: Final = 1_500
BUDGET_WORDS_MIN: Final = 300
# Own leads are gone through newest first, at 20 µs each: row-level security asks for each word whose it is.
OWN_LEADS_MAX: Final = 800
OWN_LEADS_MIN: Final = 50
ORDER: Final = ("key", "person_id", "rooftop_id")
Place = tuple[str, int, int]


def page_of_hits(scope: Scope, filters: Filters, cursor_text: str = "") -> Page:
    """Whom the words find, in the order of the words, each with their latest opportunity at that store."""
    cursor = read_cursor(cursor_text, str, int, int)
    found, stop = _walk(scope, filters, cursor)
    rows, more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    if cursor is not None and cursor.back:
        if stop is None and not more:
            return page_of_hits(scope, filters)
        rows = rows[::-1]
        start = _place(rows[0]) if more else stop
        return Page(
            rows=tuple(lead_row(row[3:]) for row in rows),
            newer=str(Cursor(start, back=True)) if start else None,
            older=str(Cursor(_place(rows[-1]))) if rows else None,
            stopped=stop is not None and not more,
        )
    end = _place(rows[-1]) if more else stop
    first = _place(rows[0]) if rows else cursor and cursor.values
    return Page(
        rows=tuple(lead_row(row[3:]) for row in rows),
        newer=str(Cursor(first, back=True)) if cursor and first else None,
        older=str(Cursor(end)) if end else None,
        stopped=stop is not None and not more,
    )


def is_rare(word: str) -> bool:
    """Whether few people of a store have a word that begins so: five letters of a name, seven digits."""
    return len(word) >= (7 if word.isdigit() else 5)


def _place(row: tuple[Any, ...]) -> Place:
    return row[0], row[1], row[2]


def _walk(
    scope: Scope, filters: Filters, cursor: Cursor | None
) -> tuple[list[tuple[Any, ...]], Place | None]:
    """Up to a page and one more of hits from the cursor on, and where the walk had to stop (None: it did not)."""
    # The longest word is likely the rarest: it leads, the others are asked of each person it finds.
    leading, *others = sorted(filters.words, key=lambda alternatives: -len(alternatives[0]))
    back = cursor.back if cursor else False
    way, sign = ("DESC", "<") if back else ("ASC", ">")
    fits, values = condition(filters)
    params = guard_values(scope, filters) | values | {"rows": PAGE_ROWS + 1}
    walks = _walks(scope, filters, leading, way, _beyond(cursor, sign, params), params)
    if not walks:
        return [], None
    asked = _asked_of_each(leading, others, params)
    order = f"key {way}, person_id {way}, rooftop_id {way}"
    sql = f"""
        WITH walked AS MATERIALIZED ({" UNION ALL ".join(walks)}),
        stop AS MATERIALIZED (
            SELECT key, person_id, rooftop_id FROM walked WHERE last ORDER BY {order} LIMIT 1),
        page AS MATERIALIZED (
            SELECT hit.key, hit.person_id AS hit_person, hit.rooftop_id AS hit_store, latest.* FROM (
                SELECT w.key, w.person_id, w.rooftop_id FROM walked w
                WHERE NOT EXISTS (SELECT 1 FROM stop
                    WHERE (w.key, w.person_id, w.rooftop_id) {sign} (stop.key, stop.person_id, stop.rooftop_id))
                ORDER BY {order} OFFSET 0) hit,
            LATERAL (
                SELECT {COLUMNS} FROM opportunity WHERE person_id = hit.person_id AND rooftop_id = hit.rooftop_id
                    AND {GUARD} AND {fits}
                ORDER BY last_activity_at DESC, id DESC LIMIT 1) latest
            WHERE {asked}
            ORDER BY hit.key {way}, hit.person_id {way}, hit.rooftop_id {way} LIMIT %(rows)s)
        SELECT stop.key, stop.person_id, stop.rooftop_id, dressed.*
        FROM (VALUES (0), (1)) AS part(n)
        LEFT JOIN stop ON part.n = 0 LEFT JOIN ({DRESSED}) dressed ON part.n = 1
        WHERE stop.key IS NOT NULL OR dressed.id IS NOT NULL
        """
    found = fetched(sql, params)
    stops = [row for row in found if row[0] is not None]
    hits = sorted((row[3:] for row in found if row[0] is None), key=_place, reverse=back)
    return hits, _place(stops[0]) if stops else None


def _beyond(cursor: Cursor | None, sign: str, params: dict[str, Any]) -> str:
    """Past the cursor: the first comparison is what the index understands, the second tells stores apart."""
    if cursor is None:
        return "true"
    params |= dict(zip(("c_key", "c_person", "c_store"), cursor.values, strict=True))
    return (
        f"(key, person_id) {sign}= (%(c_key)s, %(c_person)s::bigint)"
        f" AND (key, person_id, rooftop_id) {sign} (%(c_key)s, %(c_person)s::bigint, %(c_store)s::bigint)"
    )


def _walks(
    scope: Scope, filters: Filters, leading: tuple[str, ...], way: str, beyond: str, params: dict[str, Any]
) -> list[str]:
    """Where the words of people who may be meant come from: stores' words, and those of one's own leads."""
    rare = is_rare(leading[0])
    stores = [id for id in filters.stores if id in scope.rooftops or (rare and scope.owners)]
    order = f"key {way}, person_id {way}"
    walks = []
    if stores:
        params |= {"walked": stores, "budget": max(BUDGET_WORDS_MIN, BUDGET_WORDS // len(stores))}
        params |= {"low": list(leading), "high": [after_prefix(word) for word in leading]}
        walks.append(f"""
            SELECT w.* FROM unnest(%(walked)s::bigint[]) AS s(id),
                unnest(%(low)s::text[], %(high)s::text[]) AS r(low, high), LATERAL (
                SELECT key, person_id, rooftop_id, row_number() OVER (ORDER BY {order}) = %(budget)s AS last
                FROM search_key WHERE rooftop_id = s.id AND key >= r.low AND key < r.high AND {beyond}
                ORDER BY {order} LIMIT %(budget)s) w""")
    if scope.owners and len(stores) < len(filters.stores):
        params["own"] = max(OWN_LEADS_MIN, OWN_LEADS_MAX // len(scope.owners))
        begins = _begins(leading, "lead", params)
        walks.append(f"""
            SELECT k.key, k.person_id, k.rooftop_id, false AS last FROM (
                SELECT DISTINCT o.person_id, o.rooftop_id FROM unnest(%(mine)s::bigint[]) AS s(id), LATERAL (
                    SELECT person_id, rooftop_id FROM opportunity WHERE owner_id = s.id
                    ORDER BY last_activity_at DESC, id DESC LIMIT %(own)s) o
                WHERE o.rooftop_id = ANY(%(part)s::bigint[])) o (whose, store),
            LATERAL (SELECT key, person_id, rooftop_id FROM search_key
                WHERE person_id = o.whose AND {begins} OFFSET 0) k
            WHERE k.rooftop_id = o.store AND {beyond}""")
    return walks


def _asked_of_each(leading: tuple[str, ...], others: list[tuple[str, ...]], params: dict[str, Any]) -> str:
    """That a person has the other words too, and is not shown before by an earlier word of theirs that fits."""
    begins = _begins(leading, "lead", params)
    asked = [f"NOT EXISTS ({OF_SAME_PERSON.format(f'key < hit.key AND {begins}')})"]
    for n, alternatives in enumerate(others):
        asked.append(f"EXISTS ({OF_SAME_PERSON.format(_begins(alternatives, f'also{n}_', params))})")
    return " AND ".join(asked)


# The words of one person, by the index over people: the store is asked afterwards, or the planner might walk the
# store's words for each of them. `OFFSET 0` also keeps it from making a join over everybody of the question.
OF_SAME_PERSON: Final = """SELECT 1 FROM (
    SELECT key, rooftop_id FROM search_key WHERE person_id = hit.person_id AND {} OFFSET 0) o
    WHERE o.rooftop_id = hit.rooftop_id"""


def _begins(prefixes: tuple[str, ...], name: str, params: dict[str, Any]) -> str:
    """A word that begins with one of the prefixes, as ranges: `LIKE` can use no index here."""
    parts = []
    for n, prefix in enumerate(prefixes):
        parts.append(f"(key >= %({name}{n}a)s AND key < %({name}{n}b)s)")
        params |= {f"{name}{n}a": prefix, f"{name}{n}b": after_prefix(prefix)}
    return f"({' OR '.join(parts)})"
