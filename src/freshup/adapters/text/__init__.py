"""Who delivers text messages: a folder a provider."""
