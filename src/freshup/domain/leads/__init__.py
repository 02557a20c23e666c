"""Leads and opportunities: stages, closing reasons, repeats, and which inquiry joins which buying effort."""

from freshup.domain.leads.repeats import ATTACHES_WITHIN as ATTACHES_WITHIN
from freshup.domain.leads.repeats import SAME_CONTENT_WITHIN as SAME_CONTENT_WITHIN
from freshup.domain.leads.repeats import Attachment as Attachment
from freshup.domain.leads.repeats import EarlierLead as EarlierLead
from freshup.domain.leads.repeats import LeadMark as LeadMark
from freshup.domain.leads.repeats import OpenOpportunity as OpenOpportunity
from freshup.domain.leads.repeats import Repeat as Repeat
from freshup.domain.leads.repeats import attaches_to as attaches_to
from freshup.domain.leads.repeats import content_hash as content_hash
from freshup.domain.leads.repeats import duplicate_of as duplicate_of
from freshup.domain.leads.repeats import lead_ids as lead_ids
from freshup.domain.leads.repeats import lead_mark as lead_mark
from freshup.domain.leads.repeats import same_sender as same_sender
from freshup.domain.leads.sentences import SENTENCES as SENTENCES
from freshup.domain.leads.stages import BAD_REASONS as BAD_REASONS
from freshup.domain.leads.stages import CLOSED_STAGES as CLOSED_STAGES
from freshup.domain.leads.stages import LOST_REASONS as LOST_REASONS
from freshup.domain.leads.stages import OPEN_STAGES as OPEN_STAGES
from freshup.domain.leads.stages import REASONS_BY_STAGE as REASONS_BY_STAGE
from freshup.domain.leads.stages import Fact as Fact
from freshup.domain.leads.stages import OpportunityKind as OpportunityKind
from freshup.domain.leads.stages import Stage as Stage
from freshup.domain.leads.stages import closing_problem as closing_problem
from freshup.domain.leads.stages import opportunity_kind as opportunity_kind
from freshup.domain.leads.stages import stage_after as stage_after
from freshup.domain.leads.stages import stage_of as stage_of
