"""Twilio: texts and calls by its REST API, and what it reports by signed webhooks."""
