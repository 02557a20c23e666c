"""Hosts in network namespaces of their own around one switch, and a cable that can be pulled.

Nothing of the machine's own network is touched: the switch is a bridge in a namespace too. Names carry the number of
the process that made them, so that what a killed trial left is found and taken away by the next one.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Final, TypeVar

from freshup.interfaces.console.trials.verdict import TrialFailed

PREFIX: Final = "freshup"
BRIDGE: Final = "switch"
# RFC 5737: addresses for examples, routed nowhere.
SUBNET: Final = "192.0.2"
NAMESPACES: Final = Path("/run/netns")
CLONE_NEWNET: Final = 0x40000000
Result = TypeVar("Result")


def forbidden() -> str:
    """Why this machine cannot play several hosts; empty where it can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "network namespaces are root's to make"
    missing = [program for program in ("ip", "nsenter", "setpriv") if which(program) is None]
    if missing:
        return f"{' and '.join(missing)} not found (packages iproute2 and util-linux)"
    probe = f"{PREFIX}{os.getpid()}-probe"
    try:
        made = _ip("netns", "add", probe)
        bridged = made.returncode == 0 and _ip("-n", probe, "link", "add", BRIDGE, "type", "bridge")
    finally:
        _ip("netns", "del", probe)
    if not bridged:
        return f"network namespaces are not permitted here: {made.stderr.strip()}"
    return "" if bridged.returncode == 0 else f"no bridge can be made here: {bridged.stderr.strip()}"


@dataclass(frozen=True, slots=True)
class Host:
    """A host of the trial: its place in the network and how to run something there."""

    name: str
    address: str
    namespace: str
    switch: str
    port: str

    def command(self, *command: str) -> list[str]:
        """The same, inside: nsenter becomes the program, so a signal to it needs nobody to pass it on."""
        return ["nsenter", f"--net={NAMESPACES / self.namespace}", *command]

    def cut(self) -> None:
        """Pull the cable: nobody is told, what was under way stays half open."""
        _must("-n", self.switch, "link", "set", self.port, "down")

    def rejoin(self) -> None:
        _must("-n", self.switch, "link", "set", self.port, "up")

    def inside(self, ask: Callable[[], Result]) -> Result:
        """The answer of a function that runs in a thread of this host: its sockets are the host's own."""
        answers: list[Result] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                _enter(NAMESPACES / self.namespace)
                answers.append(ask())
            except BaseException as error:
                errors.append(error)

        thread = Thread(target=run)
        thread.start()
        thread.join()
        if errors:
            raise errors[0]
        return answers[0]


@dataclass(slots=True)
class Network:
    hosts: dict[str, Host] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Host:
        return self.hosts[name]


@contextmanager
def network(names: Sequence[str]) -> Iterator[Network]:
    """Hosts with these names on one switch; gone afterwards with whatever still runs in them."""
    sweep()
    mine = f"{PREFIX}{os.getpid()}-"
    switch = f"{mine}switch"
    try:
        _must("netns", "add", switch)
        _must("-n", switch, "link", "add", BRIDGE, "type", "bridge")
        _must("-n", switch, "link", "set", BRIDGE, "up")
        made = Network()
        for number, name in enumerate(names):
            made.hosts[name] = _host(f"{mine}{name}", switch, name, f"{SUBNET}.{10 + number}")
        yield made
    finally:
        _remove(mine)


def _host(namespace: str, switch: str, name: str, address: str) -> Host:
    # The name of an interface has 15 characters at most; beyond them the kernel refuses it.
    port = f"to-{name}"[:15]
    _must("netns", "add", namespace)
    _must("-n", switch, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace)
    _must("-n", switch, "link", "set", port, "master", BRIDGE, "up")
    _must("-n", namespace, "link", "set", "lo", "up")
    _must("-n", namespace, "address", "add", f"{address}/24", "dev", "eth0")
    _must("-n", namespace, "link", "set", "eth0", "up")
    return Host(name, address, namespace, switch, port)


def sweep() -> None:
    """Take away what trials that were killed have left."""
    for name in namespaces():
        found = re.fullmatch(rf"{PREFIX}(\d+)-\w+", name)
        if found and not Path(f"/proc/{found[1]}").exists():
            _remove(f"{PREFIX}{found[1]}-")


def _remove(prefix: str) -> None:
    """The hosts with their processes; a namespace lives as long as somebody is inside."""
    for name in namespaces():
        if name.startswith(prefix):
            for pid in _ip("netns", "pids", name).stdout.split():
                if int(pid) != os.getpid():
                    _kill(int(pid))
            _ip("netns", "del", name)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def namespaces() -> list[str]:
    return [line.split()[0] for line in _ip("netns", "list").stdout.splitlines() if line]


def _must(*words: str) -> None:
    done = _ip(*words)
    if done.returncode != 0:
        raise TrialFailed(f"ip {' '.join(words)}: {done.stderr.strip()}")


def _ip(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["ip", *words], capture_output=True, text=True)


def _enter(namespace: Path) -> None:
    """This thread alone goes there. Python has `os.setns` from 3.12 on."""
    with namespace.open() as handle:
        if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
