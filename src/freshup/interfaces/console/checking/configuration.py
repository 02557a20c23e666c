"""Settings, the home's files and modes, and Django's own checks."""

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from freshup.bootstrap.home import SECRET_FILE, VAPID_FILE, HomeUnusable, home, vapid_private_key
from freshup.domain.platform.findings import Finding, ok, warning, wrong
from freshup.domain.platform.host import judge_file
from freshup.domain.platform.settings import SettingsFacts, judge_settings

# A directory may be passed through by the database's account, and looked into by nobody.
PASSED_THROUGH = 0o066


def facts() -> SettingsFacts:
    address = urlsplit(settings.FRESHUP_BASE_URL)
    return SettingsFacts(
        scheme=address.scheme,
        host=address.hostname or "",
        debug=settings.DEBUG,
        allowed_hosts=tuple(settings.ALLOWED_HOSTS),
        trusted_proxies=settings.FRESHUP_TRUSTED_PROXIES,
        secret_length=len(settings.SECRET_KEY),
        secret_is_kept=bool(os.environ.get("FRESHUP_SECRET_KEY")) or os.access(home() / SECRET_FILE, os.R_OK),
        metrics_token_length=len(settings.FRESHUP_METRICS_TOKEN),
        email=settings.FRESHUP_EMAIL.partition(":")[0],
        mail_from=settings.DEFAULT_FROM_EMAIL,
        intake_domain=settings.FRESHUP_INTAKE_DOMAIN,
        demo=settings.FRESHUP_DEMO,
        sandbox_trouble=settings.FRESHUP_SANDBOX_TROUBLE,
        push_key=_has_push_key(),
    )


def configuration() -> list[Finding]:
    return judge_settings(facts())


def system_checks() -> list[Finding]:
    """What Django's own `check` says; those of the database belong to migrations and are left to them."""
    found = [
        _said(one) for one in checks.run_checks() if one.level >= checks.WARNING and not one.is_silenced()
    ]
    return found or [ok("django", "Django's own checks find nothing")]


def home_and_files() -> list[Finding]:
    directory = home()
    if not directory.is_dir():
        return [wrong("home", f"{directory} is not there", "run `freshup serve` once, or set FRESHUP_HOME")]
    if not os.access(directory, os.W_OK):
        return [wrong("home", f"{directory} can't be written to", "give it to the account Freshup runs as")]
    found = [_judged(directory, PASSED_THROUGH)]
    found += [_judged(directory / name) for name in (SECRET_FILE, VAPID_FILE) if (directory / name).exists()]
    storage = Path(settings.FRESHUP_STORAGE)
    if storage.exists() and not os.access(storage, os.W_OK):
        says = f"{storage} can't be written to: large inquiries and files are refused"
        found.append(wrong("home", says, "give it to the account Freshup runs as"))
    return found


def _judged(path: Path, open_to_all: int = 0o077) -> Finding:
    there = path.stat()
    return judge_file(
        str(path),
        mode=stat.S_IMODE(there.st_mode),
        ours=there.st_uid == os.geteuid(),
        open_to_all=open_to_all,
    )


def _said(one: checks.CheckMessage) -> Finding:
    says = " ".join(f"{one.id or ''} {one.msg}".split())
    return (wrong if one.level >= checks.ERROR else warning)(
        "django", says, " ".join((one.hint or "see its documentation").split())
    )


def _has_push_key() -> bool:
    try:
        return bool(vapid_private_key())
    except HomeUnusable:
        return False
