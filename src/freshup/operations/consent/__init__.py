"""Consent as it is given, taken back and asked: opt-outs, the way out in every mail, the log of the gate."""

from freshup.operations.consent.decisions import GATE_DECISION as GATE_DECISION
from freshup.operations.consent.decisions import record_decisions as record_decisions
from freshup.operations.consent.optouts import Reach as Reach
from freshup.operations.consent.optouts import lift as lift
from freshup.operations.consent.optouts import opt_out as opt_out
from freshup.operations.consent.unsubscribing import ForgedToken as ForgedToken
from freshup.operations.consent.unsubscribing import WayOut as WayOut
from freshup.operations.consent.unsubscribing import read_unsubscribe_token as read_unsubscribe_token
from freshup.operations.consent.unsubscribing import unsubscribe as unsubscribe
from freshup.operations.consent.unsubscribing import unsubscribe_token as unsubscribe_token
