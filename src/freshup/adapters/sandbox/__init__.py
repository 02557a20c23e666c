"""The built-in provider as it behaves: how texts and mails fare after they were taken, and how it reports that."""
