"""Tests of feeds: ingress, signing and the providers."""
