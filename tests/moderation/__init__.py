"""Screening, held posts, reports and decisions."""
