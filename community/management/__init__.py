"""Command lines; each one call to a service or a selector."""
