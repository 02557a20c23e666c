"""Settings that are unsafe, or that will surprise somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from freshup.domain.platform.findings import Finding, ok, warning, wrong

AREA: Final = "settings"
NEAR: Final = frozenset({"localhost", "127.0.0.1", "::1", ""})
SECRET_LENGTH_MIN: Final = 32
TOKEN_LENGTH_MIN: Final = 16


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """As the processes will have them; `scheme` and `host` are our own address. Of secrets only how long they are."""

    scheme: str
    host: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    secret_length: int
    # In the environment, or in the home where only this account may read it; else one that ends with the process.
    secret_is_kept: bool
    metrics_token_length: int
    email: str
    mail_from: str
    intake_domain: str
    demo: bool
    sandbox_trouble: bool
    push_key: bool

    @property
    def is_production(self) -> bool:
        """Whether anybody else is meant to come: an address that is not this machine's own."""
        return self.host not in NEAR and not self.host.endswith(".localhost") and not self.demo


def judge_settings(facts: SettingsFacts) -> list[Finding]:
    found = [*_address(facts), *_secrets(facts)]
    if facts.debug:
        found.append(wrong(AREA, "DEBUG is on", "switch it off: error pages show settings and customers"))
    if "*" in facts.allowed_hosts:
        found.append(
            wrong(
                AREA,
                "every host name is allowed",
                "name the hosts in FRESHUP_HOSTS: links in mails follow it",
            )
        )
    if facts.is_production:
        found += _for_others(facts)
    return found


def _address(facts: SettingsFacts) -> list[Finding]:
    if not facts.host:
        return [wrong(AREA, "FRESHUP_BASE_URL is no address", "write it like https://freshup.example.com")]
    if not facts.is_production:
        return [ok(AREA, f"for this machine only ({facts.host})")]
    if facts.scheme != "https":
        says = f"FRESHUP_BASE_URL is {facts.scheme}, so passwords and customers travel in the open"
        return [wrong(AREA, says, "put a proxy with TLS in front and write https://… there")]
    if not facts.trusted_proxies:
        says = "the address is https, but no proxy is trusted: every visitor seems to come from the proxy"
        return [warning(AREA, says, "set FRESHUP_TRUSTED_PROXIES to the number of proxies in front (1)")]
    return [ok(AREA, f"https://{facts.host}, behind {facts.trusted_proxies} trusted proxy(s)")]


def _secrets(facts: SettingsFacts) -> list[Finding]:
    found = []
    if not facts.secret_is_kept:
        says = "the secret key can't be read, so each process makes one of its own"
        found.append(
            wrong(
                AREA,
                says,
                "let this account read the file `secret` in FRESHUP_HOME, or set FRESHUP_SECRET_KEY",
            )
        )
    elif facts.secret_length < SECRET_LENGTH_MIN:
        says = f"the secret key has {facts.secret_length} characters"
        found.append(
            wrong(
                AREA,
                says,
                f"give it {SECRET_LENGTH_MIN} random ones; everybody signs in anew, accounts are sealed anew",
            )
        )
    else:
        found.append(ok(AREA, "the secret key is kept and long enough"))
    if 0 < facts.metrics_token_length < TOKEN_LENGTH_MIN:
        found.append(
            warning(AREA, "FRESHUP_METRICS_TOKEN is short", f"give it {TOKEN_LENGTH_MIN} random characters")
        )
    if not facts.push_key:
        says = "the key for push messages can't be read: no alert reaches a phone by push"
        found.append(warning(AREA, says, "let this account read the file `vapid` in FRESHUP_HOME"))
    return found


def _for_others(facts: SettingsFacts) -> list[Finding]:
    """What is right on a desk and wrong in a store."""
    checked = [
        (facts.email == "sandbox", "FRESHUP_EMAIL is the sandbox: password mails lie in files and reach nobody",
         "set it to smtp+starttls://user:password@host"),
        (facts.email != "sandbox" and "localhost" in facts.mail_from, "FRESHUP_MAIL_FROM is an address of localhost",
         "set it to an address of a domain of yours, or receivers throw the mail away"),
        (facts.intake_domain.endswith("localhost"), "FRESHUP_INTAKE_DOMAIN is not set: nobody can mail a lead in",
         "set it to a domain whose MX is this host, or use mailboxes (docs/how-to/connect-e-mail.md)"),
        (facts.sandbox_trouble, "FRESHUP_SANDBOX_TROUBLE is on", "switch it off: the sandbox then fails on purpose"),
    ]  # fmt: skip
    return [warning(AREA, says, advice) for is_so, says, advice in checked if is_so]
