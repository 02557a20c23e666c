"""Who delivers text messages: the sandbox, since no provider of texts can be configured yet."""

from pathlib import Path

from django.conf import settings

from freshup.adapters.text.sandbox import SandboxText
from freshup.ports.texting import TextSender


def sandbox_texts() -> Path:
    return Path(settings.FRESHUP_HOME) / "texts"


def text_sender() -> TextSender:
    """A sender of its own for each caller."""
    return SandboxText(sandbox_texts())
