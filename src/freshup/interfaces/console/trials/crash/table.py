"""The crash table, as JSON and for people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from freshup.interfaces.console.trials.crash.judging import Verdict
from freshup.interfaces.console.trials.crash.rounds import Round

COLUMNS: Final = {
    "fault": "fault", "moments": "blows", "leads": "leads", "lost": "lost", "doubled": "doubled",
    "messages": "messages", "twice": "twice", "uncertain": "uncertain", "stuck": "stuck",
    "recovery_seconds": "recovery s", "refused": "refused", "p99_ms": "p99 ms", "memory_mb": "MB",
}  # fmt: skip
MUST_BE_NONE: Final = ("lost", "doubled", "twice", "stuck", "vanished", "given_up")


def report(
    rounds: Sequence[Round], verdict: Verdict, *, skipped: Mapping[str, str], strays: Sequence[str], written: int,
    unwritten: Sequence[str], settled: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Everything that was counted; `ok` when nothing is lost, doubled, sent twice, stuck or not come back."""
    rows = [_row(one, verdict) for one in rounds]
    total = {
        name: sum(row[name] for row in rows) for name in ("leads", "messages", "uncertain", *MUST_BE_NONE)
    }
    accepted = {number for one in rounds for number in one.told.accepted}
    leads_out = sum(verdict.leads[number] for number in accepted)
    well = not any(total[name] for name in MUST_BE_NONE)
    came_back = all(
        row["recovery_seconds"] is not None and row["emptied_seconds"] is not None for row in rows
    )
    return {
        "ok": well and came_back and not unwritten and not strays and not verdict.unknown_keys,
        "leads_in": total["leads"],
        "leads_out": leads_out,
        "quarantined": len(verdict.quarantined & accepted),
        **{name: total[name] for name in MUST_BE_NONE},
        "messages": total["messages"],
        "by_purpose": dict(verdict.kinds),
        "states": dict(verdict.states),
        "endings": verdict.endings,
        "uncertain": total["uncertain"],
        "staff_written": written,
        "staff_lost": len(unwritten),
        "strays": list(strays),
        "unknown_to_us": verdict.unknown_keys,
        "settled": dict(settled),
        "rounds": rows,
        "skipped": dict(skipped),
    }


def _row(one: Round, verdict: Verdict) -> dict[str, Any]:
    def of(counts: Any) -> int:
        return verdict.of(counts, one.first, one.count)

    return {
        "fault": one.name,
        "moments": one.moments,
        "leads": len(one.told.accepted),
        "lost": of(verdict.lost),
        "doubled": of(verdict.doubled),
        "messages": of(verdict.taken),
        "twice": of(verdict.twice),
        "uncertain": of(verdict.uncertain),
        "stuck": of(verdict.stuck),
        "vanished": of(verdict.vanished),
        "given_up": len(one.told.given_up - one.told.accepted),
        "recovery_seconds": None if one.recovery_seconds is None else round(one.recovery_seconds, 1),
        "emptied_seconds": None if one.emptied_seconds is None else round(one.emptied_seconds, 1),
        "refused": one.told.refused,
        "answers": dict(one.told.answers),
        "p99_ms": one.p99_ms(),
        "memory_mb": round(one.web_mb + one.others_mb + one.database_mb),
        "web_mb": round(one.web_mb),
        "others_mb": round(one.others_mb),
        "database_mb": round(one.database_mb),
    }


def table(result: Mapping[str, Any]) -> str:
    """One line a fault, the sum, and what does not fit into a line."""
    rows = [[_said(row[name]) for name in COLUMNS] for row in result["rounds"]]
    lines = [[*COLUMNS.values()], *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
    said = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    said += [f"{name}: skipped, {why}" for name, why in result["skipped"].items()]
    said.append(
        f"{result['leads_in']:,} leads in, {result['leads_out']:,} out; lost {result['lost']}, doubled"
        f" {result['doubled']}; {result['messages']:,} messages, {result['twice']} twice, {result['uncertain']}"
        f" uncertain and shown, {result['stuck']} stuck, {result['vanished']} vanished;"
        f" {result['staff_written']} written by hand"
    )
    said += [f"left behind: {command}" for command in result["strays"]]
    if result["staff_lost"] or result["unknown_to_us"]:
        said.append(
            f"{result['staff_lost']} written by hand never went; {result['unknown_to_us']} taken of which"
            " the database knows nothing"
        )
    said.append("nothing lost, nothing doubled" if result["ok"] else "IT DID NOT HOLD")
    return "\n".join(said)


def _said(value: Any) -> str:
    if value is None:
        return "never"
    return f"{value:,}" if isinstance(value, int) else str(value)
