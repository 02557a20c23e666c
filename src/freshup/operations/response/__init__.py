"""Clocks that stop, tasks people have, alerts that reach them, and the ladder of what nobody answered."""

from freshup.operations.response.clocks import note_facts as note_facts
from freshup.operations.response.clocks import still_due as still_due
from freshup.operations.response.clocks import stop_clocks as stop_clocks
