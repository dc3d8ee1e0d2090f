"""Verbs of the threads."""
