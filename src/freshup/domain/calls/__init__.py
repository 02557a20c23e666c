"""The telephone: how a call is answered, what is said, what may be recorded, and what a call comes to."""

from freshup.domain.calls.outcomes import Told as Told
from freshup.domain.calls.outcomes import borne_out as borne_out
from freshup.domain.calls.outcomes import suggested as suggested
from freshup.domain.calls.plan import CallPlan as CallPlan
from freshup.domain.calls.plan import Problem as Problem
from freshup.domain.calls.recording import recording_consent as recording_consent
from freshup.domain.calls.routing import CallFacts as CallFacts
from freshup.domain.calls.routing import StoreFacts as StoreFacts
from freshup.domain.calls.routing import route as route
from freshup.domain.calls.sentences import SENTENCES as SENTENCES
from freshup.domain.calls.steps import Connect as Connect
from freshup.domain.calls.steps import HangUp as HangUp
from freshup.domain.calls.steps import Ring as Ring
from freshup.domain.calls.steps import Say as Say
from freshup.domain.calls.steps import Step as Step
from freshup.domain.calls.steps import Voicemail as Voicemail
from freshup.domain.calls.steps import Whisper as Whisper
from freshup.domain.calls.words import spoken as spoken
from freshup.domain.calls.worth import Ended as Ended
from freshup.domain.calls.worth import Worth as Worth
from freshup.domain.calls.worth import worth as worth
