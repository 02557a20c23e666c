"""The inventory as pages and messages ask about it."""

from freshup.queries.vehicles.imports import ImportPage as ImportPage
from freshup.queries.vehicles.imports import ImportRow as ImportRow
from freshup.queries.vehicles.imports import import_of as import_of
from freshup.queries.vehicles.imports import imports as imports
from freshup.queries.vehicles.listing import UnitFilters as UnitFilters
from freshup.queries.vehicles.listing import UnitPage as UnitPage
from freshup.queries.vehicles.listing import units as units
from freshup.queries.vehicles.matching import units_like as units_like
from freshup.queries.vehicles.one import OfferedAt as OfferedAt
from freshup.queries.vehicles.one import UnitStory as UnitStory
from freshup.queries.vehicles.one import WantedBy as WantedBy
from freshup.queries.vehicles.one import unit_story as unit_story
from freshup.queries.vehicles.one import who_wants as who_wants
from freshup.queries.vehicles.rows import UnitRow as UnitRow
