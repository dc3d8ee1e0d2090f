"""Verbs of moderation, a family a module."""
