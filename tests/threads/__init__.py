"""Tests of the threads slice."""
