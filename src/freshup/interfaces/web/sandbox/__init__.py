"""The customer's side of an installation that is tried out."""
