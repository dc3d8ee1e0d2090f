"""Threads: what people say about a match, anchored to what happened in it."""
