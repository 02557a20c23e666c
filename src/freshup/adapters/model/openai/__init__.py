"""Any server that speaks the chat completions of OpenAI's interface, in the house or outside it."""

from freshup.adapters.model.openai.drafter import OpenAIDrafter, drafter_of

__all__ = ["OpenAIDrafter", "drafter_of"]
