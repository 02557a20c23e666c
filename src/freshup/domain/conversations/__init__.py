"""What the store says: the acknowledgement it sends by itself, and templates with blanks for everything else."""

from freshup.domain.conversations.acknowledging import OPENINGS as OPENINGS
from freshup.domain.conversations.acknowledging import SUBJECT_LENGTH_MAX as SUBJECT_LENGTH_MAX
from freshup.domain.conversations.acknowledging import Blanks as Blanks
from freshup.domain.conversations.acknowledging import Worded as Worded
from freshup.domain.conversations.acknowledging import acknowledgement as acknowledgement
from freshup.domain.conversations.acknowledging import opening_words as opening_words
from freshup.domain.conversations.blanks import FIELDS as FIELDS
from freshup.domain.conversations.blanks import FieldDoc as FieldDoc
from freshup.domain.conversations.checking import template_problems as template_problems
from freshup.domain.conversations.segments import Segments as Segments
from freshup.domain.conversations.segments import segments as segments
from freshup.domain.conversations.sentences import SENTENCES as SENTENCES
from freshup.domain.conversations.shipped import SHIPPED_TEMPLATES as SHIPPED_TEMPLATES
from freshup.domain.conversations.templates import CHANNELS as CHANNELS
from freshup.domain.conversations.templates import LANGUAGES as LANGUAGES
from freshup.domain.conversations.templates import Filled as Filled
from freshup.domain.conversations.templates import Template as Template
from freshup.domain.conversations.templates import as_email as as_email
from freshup.domain.conversations.templates import fields_of as fields_of
from freshup.domain.conversations.templates import fill as fill
from freshup.domain.conversations.templates import with_opt_out as with_opt_out
