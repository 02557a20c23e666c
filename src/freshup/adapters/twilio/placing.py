"""Calls by Twilio's REST API: the agent's leg, and a message played into the customer's."""

from typing import Final

from freshup.adapters.twilio.client import asked, client_of
from freshup.adapters.twilio.voice import EVENTS, VOICE_BRIDGE, VOICE_DROP, VOICE_STATUS
from freshup.domain.consent import Permit
from freshup.ports.accounts import Account
from freshup.ports.calling import OutgoingCall, Placed
from freshup.ports.mail import UnableToSend

EVENT_LIST: Final = EVENTS.split()


class TwilioCalls:
    """`ports.calling.CallPlacer`."""

    name = "twilio"

    def __init__(self, account: Account) -> None:
        self._account = account
        self._client, self._http = client_of(account)

    def bridge(self, call: OutgoingCall, *, permit: Permit) -> Placed:
        """Raises UnableToSend, UnsureIfSent."""
        if permit.channel != "call":
            raise UnableToSend("the permit is for another channel", permanent=True)
        base, mark = self._account.hook_url, f"m={call.reference}"
        made = asked(
            self._http,
            lambda: self._client.calls.create(
                to=call.agent_phone,
                from_=call.caller_id,
                url=f"{base}{VOICE_BRIDGE}/?{mark}",
                status_callback=f"{base}{VOICE_STATUS}/?{mark}&leg=agent",
                status_callback_event=EVENT_LIST,
                timeout=call.seconds,
            ),
        )
        return Placed(str(made.sid))

    def drop(self, leg_id: str, *, reference: int) -> Placed:
        """Raises UnableToSend, UnsureIfSent."""
        url = f"{self._account.hook_url}{VOICE_DROP}/?m={reference}"
        made = asked(self._http, lambda: self._client.calls(leg_id).update(url=url, method="POST"))
        return Placed(str(made.sid))

    def close(self) -> None:
        """The pool is everybody's and stays."""
