"""Whether a person opened a mail and followed its link, or a machine did: a filter of the mail server, a preview.

What machines do is kept and never scored. The signs: what the request says of itself, that it comes within seconds of
the delivery, that every link of the mail is followed within moments, and programs known to fetch by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

# Nobody has read a mail so soon. A text is in the hand at once: only what comes with its delivery is no person.
AT_ONCE: Final[dict[str, timedelta]] = {"email": timedelta(seconds=15), "text": timedelta(seconds=4)}
# Filters follow all links of a mail side by side; a person needs longer for two.
ALL_LINKS_WITHIN: Final = timedelta(seconds=10)
# Parts of the names by which programs that fetch without a person call themselves, in lower case: filters of mail,
# previews of messengers, libraries of programmers.
PROGRAMS: Final = (
    "barracuda", "proofpoint", "mimecast", "messagelabs", "symantec", "forcepoint", "trendmicro", "fireeye",
    "cloudmark", "sophos", "ironport", "safelinks", "urldefense", "urlscan", "virustotal", "bitdefender",
    "kaspersky", "checkpoint", "avanan", "zscaler", "vadesecure", "bot/", "-bot", "robot", "crawler", "spider",
    "facebookexternalhit", "facebot", "twitterbot", "whatsapp", "telegrambot", "slackbot", "skypeuripreview",
    "linkedinbot", "discordbot", "applebot", "googlebot", "bingbot", "bingpreview", "google-pagerenderer",
    "googlemessages", "snapchat", "preview", "prefetch", "headlesschrome", "phantomjs", "lighthouse", "monitoring",
    "curl/", "wget/", "python", "go-http-client", "java/", "libwww", "okhttp", "node-fetch", "axios", "httpclient",
    "guzzle", "ruby", "scrapy",
)  # fmt: skip
# Services that fetch the pictures of a mail for the reader. Apple's (Mail Privacy Protection) does it for every mail it
# delivers and gives no more of a name than this; the others fetch when somebody looks.
FETCHES_AT_DELIVERY: Final = ("mozilla/5.0",)
# By these a browser says that nobody has asked for the page yet.
EARLY_HEADERS: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")
EARLY_WORDS: Final = ("prefetch", "preview", "prerender")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request for a link or for the picture of a mail. `reached_at`: when the message was delivered, as far as is
    known, else when it went out. Header names in lower case.
    """

    kind: str
    at: datetime
    channel: str = "email"
    reached_at: datetime | None = None
    user_agent: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def machine(fetch: Fetch) -> str:
    """Why no person did this, as a code; empty where it may have been one."""
    if any(word in fetch.headers.get(name, "").lower() for name in EARLY_HEADERS for word in EARLY_WORDS):
        return "prefetch"
    if fetch.reached_at is None or fetch.at - fetch.reached_at < AT_ONCE.get(fetch.channel, AT_ONCE["email"]):
        return "at_once"
    return _program(fetch)


def _program(fetch: Fetch) -> str:
    if fetch.user_agent is None:
        return ""
    agent = fetch.user_agent.strip().lower()
    if not agent:
        return "no_name"
    if fetch.kind == "opened" and agent in FETCHES_AT_DELIVERY:
        return "proxy"
    return "program" if any(name in agent for name in PROGRAMS) else ""


def followed_all(
    at: datetime, followed: Sequence[tuple[int, datetime]], links: int, within: timedelta = ALL_LINKS_WITHIN
) -> bool:
    """Whether all links of a message (two or more) were followed around this moment: (link, when) of each."""
    around = {link for link, moment in followed if abs(moment - at) <= within}
    return links >= 2 and len(around) >= links
