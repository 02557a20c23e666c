"""Routing: whose a lead is, who was considered, and why."""

from freshup.domain.routing.choosing import choose as choose
from freshup.domain.routing.credits import CREDIT_SENTENCES
from freshup.domain.routing.facts import Candidate as Candidate
from freshup.domain.routing.facts import Considered as Considered
from freshup.domain.routing.facts import Decision as Decision
from freshup.domain.routing.facts import PreviousOwner as PreviousOwner
from freshup.domain.routing.facts import RoutingFacts as RoutingFacts
from freshup.domain.routing.facts import routing_facts as routing_facts
from freshup.domain.routing.facts import with_assignment as with_assignment
from freshup.domain.routing.fitting import applies as applies
from freshup.domain.routing.fitting import in_target as in_target
from freshup.domain.routing.rules import DEFAULT as DEFAULT
from freshup.domain.routing.rules import DEPARTMENTS as DEPARTMENTS
from freshup.domain.routing.rules import METHODS as METHODS
from freshup.domain.routing.rules import SLOTS as SLOTS
from freshup.domain.routing.rules import RoutingRule as RoutingRule
from freshup.domain.routing.rules import RoutingRules as RoutingRules
from freshup.domain.routing.rules import Target as Target
from freshup.domain.routing.rules import When as When
from freshup.domain.routing.sentences import SENTENCES as ROUTING_SENTENCES
from freshup.domain.routing.skating import SKATING_SENTENCES
from freshup.domain.routing.transfer import TRANSFER_SENTENCES
from freshup.domain.routing.turns import level as level

SENTENCES: dict[str, str] = {
    **ROUTING_SENTENCES,
    **CREDIT_SENTENCES,
    **SKATING_SENTENCES,
    **TRANSFER_SENTENCES,
}
