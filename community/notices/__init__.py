"""Notices: what a user is told that happened, one by one, and how far they have read."""
