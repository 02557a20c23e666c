"""Where large bytes lie."""
