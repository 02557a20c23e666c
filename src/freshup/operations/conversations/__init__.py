"""What goes out to customers and comes back: the outbox, messages by hand, calls, replies."""

from freshup.operations.conversations.by_hand import CannotReach as CannotReach
from freshup.operations.conversations.by_hand import Written as Written
from freshup.operations.conversations.by_hand import write_by_hand as write_by_hand
from freshup.operations.conversations.calling import PlacedCall as PlacedCall
from freshup.operations.conversations.calling import place_call as place_call
from freshup.operations.conversations.claiming import claim_outbox as claim_outbox
from freshup.operations.conversations.receiving import Incoming as Incoming
from freshup.operations.conversations.receiving import receive_reply as receive_reply
from freshup.operations.conversations.senders import Senders as Senders
from freshup.operations.conversations.sending import send_batch as send_batch
from freshup.operations.conversations.sending import settle_forgotten as settle_forgotten
