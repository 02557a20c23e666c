"""What we want of the outside world, as shapes; `adapters` fill them, `bootstrap` chooses."""
