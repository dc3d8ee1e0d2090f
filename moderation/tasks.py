"""Background work of moderation: what is compared no longer is forgotten."""

from celery import shared_task

from moderation.services.verdicts import forget_old_traces


@shared_task(name="moderation.forget_traces")
def forget_traces() -> None:
    """Forget traces older than the policy looks back."""
    forget_old_traces()
