"""The core app; being ready means being wired."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """Registers folds, subscribers and checks, and names the Celery app, once models are loaded."""

    name = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire the house, once."""
        from community import celery, checks, wiring

        celery.app.set_default()
        wiring.wire()
        checks.register()
