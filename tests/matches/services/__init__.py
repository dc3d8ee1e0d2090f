"""Verbs of the matches."""
