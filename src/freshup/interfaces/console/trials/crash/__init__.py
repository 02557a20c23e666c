"""`freshup trial crash`: the real processes under load, broken at random moments, and what came of it."""
