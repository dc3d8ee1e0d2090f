"""Tests of the reputation slice."""
