"""Providers a store is connected to: set up, reported by, counted."""
