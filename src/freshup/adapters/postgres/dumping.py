"""A database as a file and back, by PostgreSQL's own pg_dump, pg_restore and psql."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import IO, Any, Final

from psycopg.conninfo import make_conninfo

from freshup.adapters.postgres.account import plain_environment
from freshup.adapters.postgres.binaries import Binaries

CHUNK_BYTES: Final = 1024 * 1024
# The wheel's programs know no other compression than gzip. 3 takes half the time of the usual 6 for a tenth more bytes.
COMPRESSION: Final = "gzip:3"
COMPRESSION_BEFORE_16: Final = "3"
# The programs of 17 and newer set this for whoever restores, and a server of 15 or 16 has never heard of it.
UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout = 0;\n"
# Building indexes is most of a restore.
WHILE_RESTORING: Final = "-c maintenance_work_mem=256MB -c synchronous_commit=off -c statement_timeout=0"
SAID_MAX: Final = 2_000


class DumpFailed(Exception):
    """One of the programs ended with an error; the text is what it said."""


def dumped(
    programs: Binaries, parameters: Mapping[str, Any], *, snapshot: str, without_rows_of: Sequence[str]
) -> Iterator[bytes]:
    """The database as that exported snapshot sees it, in pg_dump's custom format. Raises DumpFailed.

    Owners are left out: whoever restores owns it. Grants and policies name our two roles and stay.
    """
    command = [
        *(programs["pg_dump"], "--format=custom", "--no-owner", "--no-password", "--lock-wait-timeout=60s"),
        f"--compress={COMPRESSION if programs.version >= 16 else COMPRESSION_BEFORE_16}",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data=public.{table}" for table in without_rows_of),
        f"--dbname={_place(parameters)}",
    ]
    with _complaints() as complaints, _running(command, parameters, complaints) as program:
        while chunk := _out(program).read(CHUNK_BYTES):
            yield chunk
        _check("pg_dump", program.wait(), complaints)


def load(programs: Binaries, parameters: Mapping[str, Any], dump: Iterable[bytes]) -> None:
    """Fill the empty database from a dump, in one transaction: all of it or nothing. Raises DumpFailed.

    psql and not pg_restore alone speaks to the server, so that one statement old servers do not know can be left out.
    """
    unpack = [programs["pg_restore"], "--no-owner", "--file=-"]
    run = [
        *(programs["psql"], "--no-psqlrc", "--quiet", "--no-password", "--single-transaction"),
        *("--output=/dev/null", "--set=ON_ERROR_STOP=1", f"--dbname={_place(parameters)}"),
    ]
    with (
        _complaints() as unpack_said,
        _complaints() as run_said,
        _running(unpack, parameters, unpack_said, stdin=subprocess.PIPE) as source,
        _running(run, parameters, run_said, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as target,
    ):
        feeder = Thread(target=_feed, args=(dump, _in(source)), daemon=True)
        feeder.start()
        _pass_on(_out(source), _in(target))
        feeder.join()
        unpacked, ran = source.wait(), target.wait()
        _check("psql", ran, run_said)
        _check("pg_restore", unpacked, unpack_said)


def _pass_on(source: IO[bytes], target: IO[bytes]) -> None:
    """All statements but the one; it stands before the first rows, which are passed on as they are."""
    try:
        for line in source:
            if line.startswith(b"SET row_security"):
                target.write(line)
                break
            if line != UNKNOWN_BEFORE_17:
                target.write(line)
        while chunk := source.read(CHUNK_BYTES):
            target.write(chunk)
        target.close()
    except BrokenPipeError:
        # It stopped at an error, which its exit code and its words tell.
        source.read()


def _feed(dump: Iterable[bytes], target: IO[bytes]) -> None:
    try:
        for chunk in dump:
            target.write(chunk)
        target.close()
    except BrokenPipeError:
        return


def _place(parameters: Mapping[str, Any]) -> str:
    """A password on the command line stands in every list of processes; it goes by the environment."""
    return make_conninfo("", **{key: value for key, value in parameters.items() if key != "password"})


@contextmanager
def _running(
    command: Sequence[Any], parameters: Mapping[str, Any], said: IO[bytes], **streams: Any
) -> "Iterator[subprocess.Popen[bytes]]":
    environment = {**plain_environment(), "PGOPTIONS": WHILE_RESTORING}
    if password := parameters.get("password"):
        environment["PGPASSWORD"] = str(password)
    if home := os.environ.get("HOME"):
        # Where a certificate for the customer's own server lies.
        environment["HOME"] = home
    try:
        program = subprocess.Popen(
            [str(part) for part in command],
            env=environment,
            stderr=said,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **streams},
        )
    except OSError as error:
        raise DumpFailed(f"cannot run {command[0]}: {error}") from error
    try:
        yield program
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        for stream in (program.stdin, program.stdout):
            if stream is not None:
                _close(stream)


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return


@contextmanager
def _complaints() -> Iterator[IO[bytes]]:
    """A file, since a pipe nobody reads holds up whoever writes into it."""
    with tempfile.TemporaryFile() as file:
        yield file


def _check(name: str, code: int, complaints: IO[bytes]) -> None:
    if code != 0:
        complaints.seek(0)
        said = complaints.read(SAID_MAX).decode(errors="replace").strip()
        raise DumpFailed(f"{name} ended with code {code}: {said}")


def _out(program: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert program.stdout is not None
    return program.stdout


def _in(program: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert program.stdin is not None
    return program.stdin
