"""Adapters: each turns one provider's raw file into a recording of feed events; pure, no Django."""
