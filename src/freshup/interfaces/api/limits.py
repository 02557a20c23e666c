"""How much one sender may bring, so that no sender can block another. Counted in memory, for each process."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

BODY_BYTES_MAX: Final = 25 * 1024 * 1024
BODY_BYTES_WORDS: Final = "25 MB (26,214,400 bytes)"
NAMES_MAX: Final = 20_000


class Buckets:
    """A token bucket for each name; the names heard last are remembered."""

    def __init__(self, per_minute: float, *, burst: float | None = None) -> None:
        self._per_second = per_minute / 60
        self._burst = burst or per_minute
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, now: float) -> bool:
        """Whether there was a token to take. `now` is monotonic seconds."""
        level = self._level(name, now)
        self._set(name, level - 1 if level >= 1 else level, now)
        return level >= 1

    def seconds_to_wait(self, name: str, now: float) -> float:
        """0 while there is a token; takes none."""
        return max(0.0, (1 - self._level(name, now)) / self._per_second)

    def _level(self, name: str, now: float) -> float:
        level, at = self._levels.get(name, (self._burst, now))
        return min(self._burst, level + (now - at) * self._per_second)

    def _set(self, name: str, level: float, now: float) -> None:
        self._levels[name] = (level, now)
        self._levels.move_to_end(name)
        while len(self._levels) > NAMES_MAX:
            self._levels.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a sender may do now: come in (perhaps at the end of the line), or come back after some seconds."""

    wait_seconds: float = 0.0
    over_limit: bool = False

    @property
    def is_refused(self) -> bool:
        return self.wait_seconds > 0


class IntakeLimits:
    """Keys and client addresses of the intake doors.

    Over the soft limit a submission is still taken, but everybody else's are worked first: losing an inquiry
    is worse than answering it late. Only the hard limit, far above any real sender, refuses.
    """

    def __init__(
        self, *, soft: float = 600, hard: float = 60_000, per_address: float = 3_000, guesses: float = 60
    ) -> None:
        self._lock = Lock()
        self._soft, self._hard = Buckets(soft), Buckets(hard)
        self._address_soft, self._address_hard = Buckets(per_address), Buckets(2 * hard)
        self._guesses = Buckets(guesses)
        self._good: OrderedDict[str, None] = OrderedDict()

    def ask(self, key: str, address: str | None, now: float) -> Turn:
        """May this address hand something in for this key?

        An address that guesses keys waits, unless the key is known to be good: a provider who sends for fifty
        stores and has one old key among them keeps delivering for the other forty-nine.
        """
        who = network(address)
        with self._lock:
            if key not in self._good and (wait := self._guesses.seconds_to_wait(who, now)):
                return Turn(wait)
            wait = max(self._hard.seconds_to_wait(key, now), self._address_hard.seconds_to_wait(who, now))
            if wait:
                return Turn(wait)
            self._hard.take(key, now)
            self._address_hard.take(who, now)
            fits = self._soft.take(key, now)
            return Turn(over_limit=not (self._address_soft.take(who, now) and fits))

    def guessed(self, key: str, address: str | None, now: float) -> None:
        """The key turned out to be nobody's."""
        with self._lock:
            self._good.pop(key, None)
            self._guesses.take(network(address), now)

    def found(self, key: str) -> None:
        """The key turned out to be somebody's."""
        with self._lock:
            self._good[key] = None
            self._good.move_to_end(key)
            while len(self._good) > NAMES_MAX:
                self._good.popitem(last=False)


def network(address: str | None) -> str:
    """Who counts as one sender: an IPv4 address, or the /64 that every IPv6 customer has to himself."""
    if address is None:
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address


class Room:
    """How many bytes of unfinished bodies this process holds; full means: come back in a moment."""

    def __init__(self, bytes_max: int = 256 * 1024 * 1024) -> None:
        self._bytes_max = bytes_max
        self._held = 0

    def take(self, size: int) -> bool:
        if self._held + size > self._bytes_max:
            return False
        self._held += size
        return True

    def holder(self, held: list[int]) -> Callable[[int], bool]:
        """For `read_body`: takes room for each piece and notes it in `held`, to be given back together."""

        def take(size: int) -> bool:
            if not self.take(size):
                return False
            held.append(size)
            return True

        return take

    def give_back(self, size: int) -> None:
        self._held -= size


@cache
def intake_limits() -> IntakeLimits:
    """The one of this process, for all its doors."""
    return IntakeLimits()
