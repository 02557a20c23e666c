"""Trials: whole installations of their own, broken on purpose, judged from outside."""
