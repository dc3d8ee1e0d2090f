"""Addresses to ask from: meters stand in the Redis that runs share, so each has its own network."""

import secrets


def anywhere():
    """An address in a network of its own."""
    network = secrets.token_hex(4)
    return f"2001:db8:{network[:4]}:{network[4:]}::1"
