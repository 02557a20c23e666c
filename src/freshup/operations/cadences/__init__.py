"""Follow-up that goes on without anybody remembering it: beginning, running, ending."""

from freshup.operations.cadences.exits import happened_to as happened_to
from freshup.operations.cadences.exits import outcome_logged as outcome_logged
from freshup.operations.cadences.exits import replan as replan
from freshup.operations.cadences.exits import start_over as start_over
from freshup.operations.cadences.learning import recount as recount
from freshup.operations.cadences.running import run_due as run_due
from freshup.operations.cadences.stopping import NothingRuns as NothingRuns
from freshup.operations.cadences.stopping import UnknownCadence as UnknownCadence
from freshup.operations.cadences.stopping import lift_stop as lift_stop
from freshup.operations.cadences.stopping import pause as pause
from freshup.operations.cadences.stopping import resume as resume
from freshup.operations.cadences.stopping import stop_everything as stop_everything
from freshup.operations.cadences.stopping import switch as switch
from freshup.operations.cadences.stopping import withdraw_tasks as withdraw_tasks
