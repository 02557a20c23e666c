"""One question, one short answer, a hard end in time and size; nothing is tried twice."""

import json
import time
from collections.abc import Sequence
from typing import Any, Final

import httpx2
import openai

from freshup.ports.accounts import Account
from freshup.ports.drafting import SECONDS_MAX, UnableToDraft

CONNECT_SECONDS_MAX: Final = 2.0
READ_SECONDS_MAX: Final = 6.0
TOKENS_MAX: Final = 220
# Far more than so many tokens are; a server that sends more is none.
BYTES_MAX: Final = 64 * 1024


class OpenAIDrafter:
    """A redirect is not followed: the key goes to the address the store typed and nowhere else."""

    def __init__(self, *, api_url: str, api_key: str, model: str, seconds_max: float = SECONDS_MAX) -> None:
        self._model = model
        self._seconds_max = seconds_max
        timeout = httpx2.Timeout(min(READ_SECONDS_MAX, seconds_max), connect=CONNECT_SECONDS_MAX)
        self._client = openai.OpenAI(
            base_url=api_url,
            # A server in the house may want none, the library insists on one.
            api_key=api_key or "none",
            timeout=timeout,
            max_retries=0,
            http_client=httpx2.Client(timeout=timeout, follow_redirects=False),
        )

    def draft(self, said: Sequence[tuple[str, str]]) -> str:
        until = time.monotonic() + self._seconds_max
        messages: Any = [{"role": role, "content": words} for role, words in said]
        chunks: list[bytes] = []
        try:
            # Read piece by piece: the time-out of the line begins anew with each byte of a server that drips.
            with self._client.chat.completions.with_streaming_response.create(
                model=self._model, messages=messages, max_tokens=TOKENS_MAX, temperature=0.2
            ) as answer:
                for chunk in answer.iter_bytes():
                    chunks.append(chunk)
                    if time.monotonic() > until:
                        raise UnableToDraft("too slow")
                    if sum(map(len, chunks)) > BYTES_MAX:
                        raise UnableToDraft("too much")
        except openai.APITimeoutError:
            raise UnableToDraft("too slow") from None
        except openai.APIConnectionError:
            raise UnableToDraft("out of reach") from None
        except openai.APIStatusError as refused:
            raise UnableToDraft(f"answered {refused.status_code}") from None
        except httpx2.HTTPError as broken:
            raise UnableToDraft(type(broken).__name__) from None
        return _words(b"".join(chunks))

    def close(self) -> None:
        self._client.close()


def drafter_of(account: Account) -> OpenAIDrafter:
    return OpenAIDrafter(
        api_url=account.settings.get("api_url", ""),
        api_key=account.secrets.get("api_key", ""),
        model=account.settings.get("model", ""),
    )


def _words(body: bytes) -> str:
    try:
        words = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise UnableToDraft("no words in the answer") from None
    if not isinstance(words, str) or not words.strip():
        raise UnableToDraft("no words in the answer")
    return words.strip()
