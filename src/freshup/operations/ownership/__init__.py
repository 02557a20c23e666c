"""Whose a customer is, and who earned what: rulings, credits, hand-over, many at once, and to another store."""

from freshup.operations.ownership.credits import CreditRefused as CreditRefused
from freshup.operations.ownership.credits import record_credit as record_credit
from freshup.operations.ownership.departing import Dealt as Dealt
from freshup.operations.ownership.departing import Destination as Destination
from freshup.operations.ownership.departing import give_away as give_away
from freshup.operations.ownership.departing import preview_giving as preview_giving
from freshup.operations.ownership.handing import hand_over_at_check_in as hand_over_at_check_in
from freshup.operations.ownership.rulings import rule as rule
from freshup.operations.ownership.transferring import TransferRefused as TransferRefused
from freshup.operations.ownership.transferring import preview_transfer as preview_transfer
from freshup.operations.ownership.transferring import transfer as transfer
