"""Tests of the whole, in real processes: what is killed, what is lost (nothing), what is shown."""
