"""Verbs of the feeds: ingest a batch, issue and revoke keys."""
