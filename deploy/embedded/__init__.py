"""Embedded services: a private PostgreSQL and Redis for this checkout, and who keeps them."""
