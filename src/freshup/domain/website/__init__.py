"""The store's own website: who looks at what, and what a visitor is told."""
