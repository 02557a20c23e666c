"""A finished restore, told: the comparison, what was held, what is lost, what is still to be done."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from freshup.interfaces.console.keeping.restoring import Restored
from freshup.interfaces.console.keeping.words import OTHER_SECRET, PUT_IT, TAKE_IT, about


def told(done: Restored, *, home: str, took_secret: bool) -> Iterator[str]:
    yield from about(done.manifest)
    yield f"{'table':<28} {'in the backup':>14} {'restored':>14}"
    for one in done.comparison.lines:
        yield f"{one.table:<28} {one.said.rows:>14,} {one.found.rows:>14,} {'the same' if one.same else 'DIFFERENT'}"
    walls = ", ".join(f"{count} {name}" for name, count in done.comparison.walls_found.items())
    yield f"walls the same: {walls}"
    yield f"files: {done.files_put_back:,} put back, {done.files_there:,} were there, each compared by its hash"
    yield from _sending(done)
    yield from _replaced(done)
    if done.sent_away:
        yield "Restart web and workers: they hold settings of the replaced database in memory."
    if not done.same_secret and not took_secret:
        what = TAKE_IT if done.manifest.with_secret else PUT_IT.format(home=home)
        yield OTHER_SECRET.format(what=what)
    yield "Everybody signs in anew."


def _sending(done: Restored) -> Iterator[str]:
    if done.held is None:
        yield "sending goes on: what was due to go out goes out"
        return
    yield (
        f"held: {done.held.messages} messages stand as unsure in the outbox, {done.held.follow_ups} follow-ups are"
        f" paused, {done.held.calls} calls were not placed. They may have gone out after the backup was made. Look,"
        " then let them go on: on the lead's page, or all of them by `freshup restore --sending resume`"
    )


def _replaced(done: Restored) -> Iterator[str]:
    for words, count in done.replaced.since.items():
        yield f"after the backup, and so not in it: {count:,} {words}"
    if done.carried_over:
        yield f"{done.carried_over} opt-outs that came after the backup were taken over"
    if done.replaced.since.get("people erased"):
        yield "Erase those people again: the backup knows them still."
    if done.replaced.aside:
        yield (
            f"the replaced database is kept as {done.replaced.aside}; when it is not needed any more:"
            " freshup restore --drop-old"
        )


def told_as_json(done: Restored) -> dict[str, Any]:
    """The fixed shape that other programs read."""
    return {
        "made_at": done.manifest.made_at.isoformat(),
        "rows": done.manifest.rows,
        "tables": {
            one.table: {"rows": one.said.rows, "restored": one.found.rows, "same": one.same}
            for one in done.comparison.lines
        },
        "walls": dict(done.comparison.walls_found),
        "files": {"put_back": done.files_put_back, "there": done.files_there},
        "held": asdict(done.held) if done.held else None,
        "lost": done.replaced.since,
        "opt_outs_taken_over": done.carried_over,
        "kept_as": done.replaced.aside,
        "same_secret": done.same_secret,
    }
