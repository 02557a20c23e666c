"""Findings as lines for a person, or as JSON for a program."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from freshup.domain.platform.findings import Finding, counted


def lines(findings: Sequence[Finding]) -> list[str]:
    """One line each, and one that sums them up."""
    count = counted(findings)
    told = [
        f"{one.state:8} {one.area:13} {one.says}{f' → {one.advice}' if one.advice else ''}"
        for one in findings
    ]
    return [*told, f"{count['ok']} ok, {count['warning']} to look at, {count['wrong']} wrong"]


def as_json(findings: Sequence[Finding]) -> str:
    count = counted(findings)
    said: dict[str, object] = {"healthy": not count["wrong"]}
    said |= {str(state): number for state, number in count.items()}
    said["findings"] = [asdict(one) for one in findings]
    return json.dumps(said, indent=2, ensure_ascii=False)
