"""Tests of the matches slice."""
