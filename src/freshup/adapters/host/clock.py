"""Whether this machine's clock is kept by somebody (NTP): the kernel is asked, nobody else."""

import ctypes
import sys
from typing import Final

# struct timex of adjtimex(2): five words before `status`; in all 208 bytes on 64-bit Linux.
SIZE: Final = 208
STATUS_AT: Final = 40
STA_UNSYNC: Final = 0x0040


def is_synchronised() -> bool | None:
    """None where the kernel does not say: another system, or a container that may not ask."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != 8:
        return None
    asked = ctypes.create_string_buffer(SIZE)
    # With no mode set it only reads.
    if ctypes.CDLL(None, use_errno=True).adjtimex(asked) < 0:
        return None
    status = int.from_bytes(asked.raw[STATUS_AT : STATUS_AT + 4], sys.byteorder, signed=True)
    return not status & STA_UNSYNC
