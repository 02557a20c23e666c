"""The figures as lines for people."""

from collections.abc import Mapping
from typing import Any


def shown(figures: Mapping[str, Any]) -> str:
    width = max(map(len, figures))
    lines = [
        f"{name.replace('_', ' '):{width}}  {_said(value)}" for name, value in figures.items() if name != "ok"
    ]
    verdict = "nothing lost, nothing doubled" if figures["ok"] else "NOT as promised: see the lines above"
    return "\n".join([*lines, verdict])


def _said(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(one)}" for name, one in value.items()) or "none"
    if isinstance(value, list | tuple):
        return "; ".join(
            " ".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value
        )
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
