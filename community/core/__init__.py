"""Types, clock, ids, canonical JSON, Merkle trees, limits, locks and errors; knows no domain and no models."""
