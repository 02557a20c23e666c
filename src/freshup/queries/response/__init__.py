"""Who has to do what now, and how the store keeps its promises."""
