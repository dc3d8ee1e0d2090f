"""Tests of community.notices."""
