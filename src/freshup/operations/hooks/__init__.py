"""What providers report: understood, and handed to whoever acts on it."""
