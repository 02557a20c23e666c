"""A telephone that only pretends: it rings, answers or not by the number's digest, and reports like a real one."""

from freshup.adapters.voice.sandbox.pretending import SandboxCalls as SandboxCalls
from freshup.adapters.voice.sandbox.pretending import incoming_call as incoming_call
from freshup.adapters.voice.sandbox.reading import FAULTS as FAULTS
from freshup.adapters.voice.sandbox.reading import RECORDING as RECORDING
from freshup.adapters.voice.sandbox.reading import STATUS as STATUS
from freshup.adapters.voice.sandbox.reading import number as number
from freshup.adapters.voice.sandbox.reading import read as read
