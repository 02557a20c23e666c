"""Visits to a store's own site, from the tag to the score."""
