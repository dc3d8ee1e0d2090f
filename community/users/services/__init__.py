"""Verbs about users, one family a file."""
