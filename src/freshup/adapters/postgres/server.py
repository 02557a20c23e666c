"""One server process: its data made, started, waited for, adopted, ended. The caller holds the lock."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from freshup.adapters.postgres.account import Account, plain_environment
from freshup.adapters.postgres.address import SOCKET_NAME, Address
from freshup.adapters.postgres.binaries import Binaries
from freshup.adapters.postgres.errors import PostgresUnavailable
from freshup.adapters.postgres.postmaster import disown, forget_socket_lock, recorded_pid, server_pid
from freshup.adapters.postgres.tuning import LOG_DIRECTORY, memory_bytes, settings_for, write_settings
from freshup.adapters.postgres.waiting import SECONDS_BETWEEN_LOOKS, wait_until

SUPERUSER = "postgres"
# Replaying 4 GB of log on a slow disk takes a minute or two.
SECONDS_TO_START_MAX = 120
SECONDS_TO_STOP_MAX = 120
# A starting server opens its socket within milliseconds; one that runs without it has lost it.
SECONDS_WITHOUT_SOCKET_MAX = 10
SECONDS_FOR_SURVIVORS_MAX = 20


class Status(Enum):
    """What pg_isready's exit code says."""

    RUNNING = 0
    STARTING = 1
    STOPPED = 2


@dataclass(frozen=True, slots=True)
class Server:
    address: Address
    programs: Binaries
    say: Callable[[str], None]

    @property
    def data_dir(self) -> Path:
        return Path(self.address.data_dir)

    @property
    def start_log(self) -> Path:
        """What the server says before its own log is open."""
        return Path(f"{self.address.data_dir}.start.log")

    def status(self) -> Status:
        if not Path(self.address.socket_dir).is_dir():
            return Status.STOPPED
        # Named, since a log-in of the caller's own name would be refused and noted in the log each time.
        place = [
            "-h",
            self.address.socket_dir,
            "-p",
            str(self.address.port),
            "-U",
            SUPERUSER,
            "-d",
            "postgres",
        ]
        command = [str(self.programs["pg_isready"]), "-q", "-t", "3", *place]
        code = subprocess.run(command, env=plain_environment(), capture_output=True).returncode
        return Status(code) if code in (0, 1) else Status.STOPPED

    def make_data(self, account: Account) -> None:
        """A cluster appears under its name only when it is complete: initdb may be killed half-way."""
        if (self.data_dir / "PG_VERSION").exists():
            return
        draft = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        account.own(draft)
        self.say("making the database cluster")
        made = account.run(
            self.programs["initdb"], "-D", draft, "-U", SUPERUSER, *_locale(self.programs.version)
        )
        if made.returncode != 0:
            raise PostgresUnavailable(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        try:
            draft.rename(self.data_dir)
        except OSError as error:
            raise PostgresUnavailable(
                f"{self.data_dir} holds something else and is in the way: {error}"
            ) from error

    def adopt(self) -> bool:
        """Waits for a server that is up or coming up; ends one that runs but has lost its socket."""
        until = time.monotonic() + SECONDS_WITHOUT_SOCKET_MAX
        while self._is_alive() and self.status() is Status.STOPPED:
            if time.monotonic() > until:
                self.say("the server has lost its socket: restarting it")
                self.stop()
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return self._is_alive() and self._await_start(self._is_alive)

    def start(self, account: Account) -> None:
        write_settings(self.data_dir, settings_for(memory=memory_bytes(), lz4=self._has_lz4(account)))
        until = time.monotonic() + SECONDS_FOR_SURVIVORS_MAX
        while True:
            if recorded_pid(self.data_dir) is not None:
                disown(self.data_dir)
            forget_socket_lock(Path(self.address.socket_dir) / f"{SOCKET_NAME}.lock", self.data_dir)
            if self._await_start(partial(_runs, self._launch(account))):
                return
            # The children of a killed server end by themselves, within moments.
            survivors = "shared memory block" in self.start_log.read_text(errors="replace")
            if not survivors or time.monotonic() > until:
                raise self._failure("PostgreSQL did not start")
            time.sleep(0.5)

    def stop(self) -> bool:
        """Ends the server after a checkpoint, rolling back what runs; False where none ran."""
        pid = server_pid(self.data_dir)
        if pid is None:
            return False
        # What `pg_ctl stop -m fast` sends.
        os.kill(pid, signal.SIGINT)
        try:
            wait_until(
                lambda: not self._is_alive(),
                seconds_max=SECONDS_TO_STOP_MAX,
                what="the database is stopping",
                say=self.say,
            )
        except PostgresUnavailable as error:
            raise self._failure(str(error)) from error
        return True

    def _launch(self, account: Account) -> "subprocess.Popen[bytes]":
        """In a session of its own: neither Ctrl-C nor the end of the starter reaches it."""
        places = ["-D", self.address.data_dir, "-k", self.address.socket_dir, "-p", str(self.address.port)]
        with self.start_log.open("wb") as log:
            try:
                return subprocess.Popen(
                    [str(self.programs["postgres"]), *places],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=plain_environment(),
                    start_new_session=True,
                    umask=0o077,
                    user=account.user,
                    group=account.group,
                    extra_groups=account.extra_groups,
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise PostgresUnavailable(f"cannot run {self.programs['postgres']}: {error}") from error

    def _await_start(self, alive: Callable[[], bool]) -> bool:
        """True once it accepts connections, False once it has ended. Recovery after a crash may take long."""
        try:
            wait_until(
                lambda: self.status() is Status.RUNNING or not alive(),
                seconds_max=SECONDS_TO_START_MAX,
                what="the database is starting",
                say=self.say,
            )
        except PostgresUnavailable as error:
            raise self._failure(str(error)) from error
        return alive()

    def _is_alive(self) -> bool:
        return server_pid(self.data_dir) is not None

    def _has_lz4(self, account: Account) -> bool:
        """Whether these programs were built with it."""
        question = ["-D", self.address.data_dir, "-c", "wal_compression=lz4", "-C", "wal_compression"]
        return account.run(self.programs["postgres"], *question).returncode == 0

    def _failure(self, reason: str) -> PostgresUnavailable:
        logs = sorted((self.data_dir / LOG_DIRECTORY).glob("*.log"), key=lambda log: log.stat().st_mtime)
        return PostgresUnavailable(reason, logs=(self.start_log, *logs[-1:]))


def _runs(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None


def _locale(version: int) -> list[str]:
    """One order of characters on every machine: PostgreSQL's own since 17, the C library's before."""
    common = ["--encoding=UTF8", "--auth-local=trust", "--auth-host=reject", "--data-checksums"]
    if version >= 17:
        return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*common, "--locale=C.UTF-8"]
