"""A real mailbox for a test: Dovecot as a process of ours on the loopback, its mail in a directory of the test's."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
USER, PASSWORD = "sales", "pw"
# Dovecot serves nobody's mail as root.
ACCOUNT = "nobody"
CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {account}
default_internal_user = {account}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:{root}/mail
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
"""


def is_installed() -> bool:
    return Path(DOVECOT).exists()


@dataclass(frozen=True, slots=True)
class MailServer:
    """`port` on the loopback; anybody may log in with the password and finds one and the same mailbox."""

    port: int
    root: Path

    def forget_numbers(self) -> None:
        """What a restored mailbox does: another UIDVALIDITY, every mail numbered anew."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.root / "mail" / name).unlink(missing_ok=True)
        for left in (self.root / "mail").glob("dovecot-uidvalidity*"):
            left.unlink()


@contextmanager
def running() -> Iterator[MailServer]:
    root = Path(tempfile.mkdtemp(prefix="freshup-imap-"))
    process = None
    try:
        for name in ("mail", "home", "run", "state"):
            (root / name).mkdir()
        account = pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        root.chmod(0o755)
        if os.geteuid() == 0:
            for path in (root, *root.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        port = _free_port()
        group = "nogroup" if os.geteuid() == 0 else _group_of(account.pw_gid)
        written = CONFIGURATION.format(
            root=root,
            account=account.pw_name,
            group=group,
            uid=account.pw_uid,
            gid=account.pw_gid,
            port=port,
            password=PASSWORD,
        )
        (root / "conf").write_text(written)
        process = subprocess.Popen([DOVECOT, "-F", "-c", str(root / "conf")])
        _wait(port, root)
        yield MailServer(port, root)
    finally:
        if process is not None:
            process.terminate()
            process.wait(20)
        shutil.rmtree(root, ignore_errors=True)


def _wait(port: int, root: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            log = root / "log"
            assert time.monotonic() < until, log.read_text() if log.exists() else "no log"
            time.sleep(0.05)


def _group_of(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
