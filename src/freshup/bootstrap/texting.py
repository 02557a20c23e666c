"""Who delivers text messages where a store is connected to nobody: the sandbox."""

from pathlib import Path

from django.conf import settings

from freshup.adapters.text.sandbox import SandboxText
from freshup.ports.texting import TextSender


def sandbox_texts() -> Path:
    return Path(settings.FRESHUP_HOME) / "texts"


def text_sender() -> TextSender:
    """A sender of its own for each caller."""
    return SandboxText(sandbox_texts(), troubled=settings.FRESHUP_SANDBOX_TROUBLE)
