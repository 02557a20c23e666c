"""Who delivers e-mail: a folder a provider."""
