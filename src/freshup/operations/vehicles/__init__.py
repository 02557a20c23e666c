"""The inventory: a vendor's file is received, looked at, and applied or turned away whole."""

from freshup.operations.vehicles.importing import APPLIED as APPLIED
from freshup.operations.vehicles.importing import REJECTED as REJECTED
from freshup.operations.vehicles.importing import WAITING as WAITING
from freshup.operations.vehicles.importing import Applied as Applied
from freshup.operations.vehicles.importing import FileTooLarge as FileTooLarge
from freshup.operations.vehicles.importing import NotWaiting as NotWaiting
from freshup.operations.vehicles.importing import Preview as Preview
from freshup.operations.vehicles.importing import apply as apply
from freshup.operations.vehicles.importing import choose as choose
from freshup.operations.vehicles.importing import dry_run as dry_run
from freshup.operations.vehicles.importing import preview as preview
from freshup.operations.vehicles.importing import receive as receive
from freshup.operations.vehicles.importing import reject as reject
