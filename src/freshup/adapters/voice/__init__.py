"""Telephones."""
