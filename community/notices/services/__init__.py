"""Verbs on notices: tell users of something, strike what did not happen, read."""
