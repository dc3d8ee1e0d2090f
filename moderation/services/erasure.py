"""Forget what somebody wrote to moderators, or waits to say: the account is closed."""

from django.db import transaction

from moderation.models import Held, Report, Trace


@transaction.atomic
def forget(actor: str) -> None:
    """Erase an actor's held words, notes and traces; verdicts and decisions hold none."""
    mine = Held.objects.filter(author=actor)
    mine.filter(state=Held.State.WAITING).update(state=Held.State.ERASED)
    mine.update(draft=None, salt=b"")
    Report.objects.filter(reporter=actor).update(note="")
    Trace.objects.filter(author=actor).delete()
