"""Reputation: what people earned by what others think of it, fading; knows no thread."""
