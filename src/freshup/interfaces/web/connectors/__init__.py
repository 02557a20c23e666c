"""Settings: the providers a store is connected to, how each is doing, and what each reported."""
