"""The HTTP API: DRF lives here and nowhere else."""
