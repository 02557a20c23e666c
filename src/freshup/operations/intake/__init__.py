"""Intake: receive raw, drain into leads, correct and retry what could not be read."""
