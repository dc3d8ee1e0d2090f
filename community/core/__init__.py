"""Types, clock, ids, canonical JSON, Merkle trees, limits, errors; knows no domain, no models."""
