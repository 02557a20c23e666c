"""The server's settings: safe against a power cut, sized for the machine, silent about customers."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
INCLUDED_FILE = "freshup.conf"
OWN_FILE = "local.conf"
LOG_DIRECTORY = "log"


def memory_bytes() -> int:
    """What this machine, or the container it is, may use."""
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return physical
    return min(physical, int(limit)) if limit.isdigit() else physical


def settings_for(*, memory: int, lz4: bool) -> dict[str, str]:
    shared = min(512, max(64, memory // MEGABYTE // 8))
    cache = max(256, memory // MEGABYTE // 2)
    return {
        "listen_addresses": "",
        "max_connections": "100",
        # A lead that was answered with 202 survives a power cut: these three are never off.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{cache}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "max_wal_size": "4GB",
        "checkpoint_completion_target": "0.9",
        "checkpoint_timeout": "15min",
        "wal_compression": "lz4" if lz4 else "on",
        # Pages and drains are short statements: compiling them costs more than it saves.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "autovacuum_vacuum_cost_limit": "2000",
        "logging_collector": "on",
        "log_directory": LOG_DIRECTORY,
        # A file for each day of the week, overwritten a week later.
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_file_mode": "0600",
        "log_line_prefix": "%m [%p] %u@%d ",
        # Statements and their parameters hold names and phone numbers, and logs are kept and passed around:
        # no statement is logged, not even a slow one, and an error by its message without its values.
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_duration_statement": "-1",
        "log_checkpoints": "on",
        "log_lock_waits": "on",
    }


def write_settings(data_dir: Path, settings: dict[str, str]) -> None:
    """Anew at each start: the machine may have grown, the release changed. `local.conf` has the last word."""
    lines = ["# Written at every start. Put your own settings into local.conf beside it."]
    lines += [f"{name} = '{value}'" for name, value in settings.items()]
    _replace(data_dir / INCLUDED_FILE, "\n".join(lines) + "\n")
    main = data_dir / "postgresql.conf"
    text = main.read_text()
    for name in (INCLUDED_FILE, OWN_FILE):
        line = f"include_if_exists '{name}'"
        if line not in text:
            text = f"{text}{line}\n"
    if text != main.read_text():
        _replace(main, text)


def _replace(path: Path, text: str) -> None:
    """Never half a file; owner as the directory's, since root may be writing for the server's account."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text)
    draft.chmod(0o600)
    owner = path.parent.stat()
    if owner.st_uid != draft.stat().st_uid:
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)
