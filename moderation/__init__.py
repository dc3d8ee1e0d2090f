"""Screening, cases and integrity; its first rooms come with talk."""
