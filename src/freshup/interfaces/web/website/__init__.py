"""The store's own website: what it shows of ours, and what we learn from it."""
