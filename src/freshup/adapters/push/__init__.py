"""Ways to wake a device."""
