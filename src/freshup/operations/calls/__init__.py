"""Calls: placed through the store's number, answered, logged, recorded; lines and how they are answered."""
