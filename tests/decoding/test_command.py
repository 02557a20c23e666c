"""`freshup decode`, as other programs call it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from freshup.interfaces.console.decode import run
from tests.decoding.samples import CUSTOMER, TRADE, WANTED, adf, mail

NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)


def call(*argv: str, stdin: bytes = b"") -> tuple[int, Any, str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    code = run(list(argv), now=NOW, stdin=io.BytesIO(stdin), stdout=stdout, stderr=stderr)
    return (
        code,
        json.loads(stdout.getvalue()) if stdout.getvalue().startswith("{") else None,
        stderr.getvalue(),
    )


class TestDecode:
    def test_prints_the_agreed_shape(self) -> None:
        code, said, _ = call("-", stdin=adf(vehicles=TRADE + WANTED).encode())
        assert code == 0
        assert said == {
            "outcome": "parsed",
            "reason": None,
            "repairs": [],
            "prospects": [
                {
                    "first": "Dana",
                    "last": "Reed",
                    "email": "dana.reed@example.com",
                    "phones": ["+18135550142"],
                    "vehicles": [
                        {
                            "interest": "buy",
                            "status": "used",
                            "year": 2021,
                            "make": "Honda",
                            "model": "Civic",
                            "trim": "EX",
                            "vin": "1HGBH41JXMN109186",
                            "stock": "P1234",
                        }
                    ],
                    "trade_ins": [
                        {
                            "interest": "trade-in",
                            "status": "used",
                            "year": 2015,
                            "make": "Ford",
                            "model": "Focus",
                            "trim": None,
                            "vin": None,
                            "stock": None,
                            "odometer": 88000,
                        }
                    ],
                    "comments": "Is it still there?",
                    "timeframe": None,
                    "provider": "CarSite",
                    "source_ids": [{"source": "CarSite", "id": "C-77"}],
                    "requested_at": "2026-06-01T13:30:00Z",
                    "postal_code": None,
                }
            ],
        }

    def test_reads_files_by_what_is_in_them(self, tmp_path: Path) -> None:
        for name, body in (("a.xml", adf().encode()), ("a.eml", mail(adf())), ("a.json", mail(adf()))):
            (tmp_path / name).write_bytes(body)
            code, said, _ = call(str(tmp_path / name))
            assert (code, said["prospects"][0]["last"]) == (0, "Reed")

    def test_leaves_out_fax_and_pager(self) -> None:
        fax = CUSTOMER.replace("</contact>", '<phone type="fax">813-555-0199</phone></contact>')
        assert call("-", stdin=adf(customer=fax).encode())[1]["prospects"][0]["phones"] == ["+18135550142"]

    def test_reads_times_in_the_zone_given(self) -> None:
        body = adf().replace("09:30:00-04:00", "09:30:00").encode()
        assert call("-", stdin=body)[1]["prospects"][0]["requested_at"] == "2026-06-01T09:30:00Z"
        assert (
            call("--timezone", "America/Chicago", "-", stdin=body)[1]["prospects"][0]["requested_at"]
            == "2026-06-01T14:30:00Z"
        )

    def test_counts_an_offer_to_sell_as_a_trade_in(self) -> None:
        said = call("-", stdin=adf(vehicles=TRADE.replace("trade-in", "sell")).encode())[1]
        assert (said["prospects"][0]["vehicles"], said["prospects"][0]["trade_ins"][0]["interest"]) == (
            [],
            "sell",
        )

    def test_exit_code_of_quarantine(self) -> None:
        assert call("-", stdin=b"")[0] == 3

    @pytest.mark.parametrize(
        "argv",
        [
            ["/nowhere/at.all"],
            ["."],
            ["--timezone", "Mars/Base", "-"],
            ["--timezone", "../x", "-"],
            [],
            ["--what", "-"],
        ],
    )
    def test_exit_code_of_what_cannot_be_read(self, argv: list[str]) -> None:
        code, said, complaint = call(*argv)
        assert (code, said) == (2, None)
        assert complaint
        assert "Traceback" not in complaint

    def test_needs_no_django(self) -> None:
        check = "import sys, freshup.interfaces.console.decode; sys.exit('django' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
