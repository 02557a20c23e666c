"""People: who an inquiry comes from, and whether the group knows them already."""

from freshup.domain.people.keys import canonical_email as canonical_email
from freshup.domain.people.keys import email_key as email_key
from freshup.domain.people.keys import is_masked as is_masked
from freshup.domain.people.keys import phone_key as phone_key
from freshup.domain.people.ladder import HOLDERS_MAX as HOLDERS_MAX
from freshup.domain.people.ladder import LADDER as LADDER
from freshup.domain.people.ladder import SENTENCES as SENTENCES
from freshup.domain.people.ladder import Incoming as Incoming
from freshup.domain.people.ladder import KnownPerson as KnownPerson
from freshup.domain.people.ladder import Match as Match
from freshup.domain.people.ladder import incoming as incoming
from freshup.domain.people.ladder import match as match
from freshup.domain.people.names import Likeness as Likeness
from freshup.domain.people.names import PersonName as PersonName
from freshup.domain.people.names import compare_names as compare_names
from freshup.domain.people.names import compatible as compatible
