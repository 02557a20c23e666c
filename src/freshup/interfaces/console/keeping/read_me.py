"""The README of an export: what each file is, how values are written, what is not in it and why."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from freshup.queries.platform.taken_away import STAYS, TAKEN

HEAD: Final = """\
Freshup export of {stores}
Taken {at:%Y-%m-%d %H:%M:%S} UTC. Everything is from that one moment.

Each table stands here twice: NAME.csv for spreadsheets, NAME.jsonl with one JSON object a line for programs.

- Times are UTC, as 2026-11-24T13:00:00+00:00; dates are 2026-11-24.
- Columns that end in _cents are money, in hundredths of the store's currency.
- Columns that end in _id are the id of a row in another table: person_id is the id in person, rooftop_id the store in
  rooftop, staff_id in staff, by_user_id and actor_id in account.
- In the CSV, text that a spreadsheet would run as a formula (it begins with = + - or @) has an apostrophe in front.
  Telephone numbers are among it. The JSON has every value as it is.
- Raw bytes (submission: body, corrected_body) are in the JSON only: as text, or as {{"base64": "..."}}.
- Files lie in files/TABLE/, named by the id of their row.

"""
STORES_NAMED_MAX: Final = 20


def read_me(
    stores: Sequence[str], at: datetime, rows: Mapping[str, int], files: int, missing: Sequence[str]
) -> str:
    named = ", ".join(stores[:STORES_NAMED_MAX])
    if len(stores) > STORES_NAMED_MAX:
        named += f" and {len(stores) - STORES_NAMED_MAX} more stores"
    lines = [HEAD.format(stores=named, at=at), "WHAT IS HERE\n"]
    lines += [f"{count:>10,}  {table:<22} {TAKEN[table].words}" for table, count in rows.items()]
    lines += [f"{files:>10,}  {'files':<22} Attachments, recordings, large inquiries, inventory files"]
    if missing:
        lines += ["", "Named by rows, but not to be found in the store of files: " + ", ".join(missing)]
    lines += ["", "WHAT IS NOT HERE, AND WHY\n"]
    lines += [f"            {name:<30} {why}" for name, why in sorted(STAYS.items())]
    return "\n".join(lines) + "\n"


def counts_json(rows: Mapping[str, int], files: int) -> str:
    return json.dumps({"rows": dict(rows), "files": files}, indent=1) + "\n"
