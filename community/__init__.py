"""Terrace: the Django project (bare files) and its core app (folders)."""
