"""Tests of the provider adapters: pure, no database."""
