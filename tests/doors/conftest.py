"""Sockets for the doors' tests: those of the edge's own."""

from tests.edge.conftest import fresh_policies, opened

__all__ = ["fresh_policies", "opened"]
