"""Tests of `deploy`: real servers in a folder of their own, killed and seen to come back."""
