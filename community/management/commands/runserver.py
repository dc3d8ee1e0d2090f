"""`manage.py runserver`: by Daphne, whose weight (Twisted) no other process carries."""

from daphne.management.commands.runserver import Command

__all__ = ["Command"]
