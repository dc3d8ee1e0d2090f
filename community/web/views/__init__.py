"""Doors of the pages: parse, ask, answer."""
