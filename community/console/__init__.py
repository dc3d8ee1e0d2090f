"""The admin site: the desk of operators, moderators and product managers."""
