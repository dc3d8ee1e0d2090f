"""Verbs of the matches: set a fixture down, correct a score."""
