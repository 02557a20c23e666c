"""`freshup decode`: what a document says, as one JSON object, without database, network or settings."""

from __future__ import annotations

import argparse
import json
import mimetypes
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from freshup.adapters.decoding import decode
from freshup.domain.intake.prospect import Decoded, Document, Prospect, Vehicle

UNDERSTOOD, UNREADABLE, QUARANTINED = 0, 2, 3
_VEHICLE_KEYS = ("interest", "status", "year", "make", "model", "trim", "vin", "stock")


class _Stop(Exception):
    """The command line is wrong, or help was asked for."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong on the given stream, and leaves the process to its caller."""

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        super().__init__(prog="freshup decode", description="Show what a lead document says, as JSON.")
        self._stdout, self._stderr = stdout, stderr

    def print_help(self, file: object = None) -> None:
        self._stdout.write(self.format_help())

    def exit(self, status: int = 0, message: str | None = None) -> None:  # type: ignore[override]
        raise _Stop(status)

    def error(self, message: str) -> None:  # type: ignore[override]
        self._stderr.write(f"{self.format_usage()}freshup decode: {message}\n")
        raise _Stop(UNREADABLE)


def run(argv: list[str], *, now: datetime, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Exit code 0 for parsed, repaired and not a lead, 3 for quarantined, 2 for a file that can't be read."""
    parser = _Parser(stdout, stderr)
    parser.add_argument("--timezone", default="UTC", metavar="ZONE", help="for times without an offset (UTC)")
    parser.add_argument("file", metavar="FILE", help="XML, mail, JSON or anything else; - for standard input")
    try:
        given = parser.parse_args(argv)
        zone = ZoneInfo(given.timezone)
        body = stdin.read() if given.file == "-" else Path(given.file).read_bytes()
    except _Stop as stop:
        return stop.code
    except (ZoneInfoNotFoundError, ValueError):
        stderr.write(f"freshup decode: unknown time zone {given.timezone!r}\n")
        return UNREADABLE
    except OSError as trouble:
        stderr.write(f"freshup decode: can't read {given.file}: {trouble.strerror or trouble}\n")
        return UNREADABLE
    decoded = decode(_document(body, given.file, zone, now))
    stdout.write(json.dumps(as_json(decoded), ensure_ascii=True, indent=2) + "\n")
    return QUARANTINED if decoded.outcome == "quarantined" else UNDERSTOOD


def _document(body: bytes, name: str, zone: ZoneInfo, now: datetime) -> Document:
    kind = mimetypes.guess_type(name)[0] if name != "-" else None
    return Document(body, kind or "", {}, zone, now.astimezone(UTC), filename=name if name != "-" else None)


def as_json(decoded: Decoded) -> dict[str, object]:
    """The fixed shape that other programs read."""
    return {
        "outcome": decoded.outcome,
        "reason": decoded.reason,
        "repairs": list(decoded.repairs),
        "prospects": [_prospect(prospect) for prospect in decoded.prospects],
    }


def _prospect(prospect: Prospect) -> dict[str, object]:
    at = prospect.requested_at
    return {
        "first": prospect.first,
        "last": prospect.last,
        "email": prospect.email,
        "phones": list(dict.fromkeys(phone.e164 for phone in prospect.phones if phone.reaches_a_person)),
        "vehicles": [_vehicle(one, _VEHICLE_KEYS) for one in prospect.vehicles],
        "trade_ins": [_vehicle(one, (*_VEHICLE_KEYS, "odometer")) for one in prospect.trade_ins],
        "comments": prospect.comments,
        "timeframe": prospect.timeframe,
        "provider": prospect.provider,
        "source_ids": [{"source": one.source or None, "id": one.id} for one in prospect.source_ids],
        "requested_at": at.isoformat().replace("+00:00", "Z") if at is not None else None,
        "postal_code": prospect.postal_code,
    }


def _vehicle(vehicle: Vehicle, keys: Sequence[str]) -> dict[str, object]:
    values = asdict(vehicle)
    return {key: values[key] for key in keys}
