"""The user: an internal key, and a random actor id that is the only identity facts know."""

from collections.abc import Iterator
from functools import partial

from django.contrib.auth.models import AbstractUser
from django.db import models

from community.core.ids import random_id


class User(AbstractUser):
    """Somebody with an account; closing it severs actor_id from the person."""

    actor_id = models.CharField(
        max_length=40, unique=True, editable=False, default=partial(random_id, "actor")
    )
    # What was signed in before is signed out; None when that was never asked.
    sessions_ended_at = models.DateTimeField(null=True, editable=False)

    class Meta(AbstractUser.Meta):
        app_label = "community"
        db_table = "users_user"

    def get_session_auth_hash(self) -> str:
        """What a session is held to: the password, and when sessions were last ended."""
        return self._bound(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each older secret key."""
        return map(self._bound, super().get_session_auth_fallback_hash())

    def _bound(self, known: str) -> str:
        ended_at = self.sessions_ended_at
        # Whoever never ended his sessions keeps those he has.
        return known if ended_at is None else f"{known}.{ended_at.isoformat()}"


class Revocation(models.Model):
    """Sockets of a subject that were let in until a moment are ended.

    subject: an actor id, or a session's pseudonym of that day. Kept for REVOCATION_KEPT_S.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "community"
        db_table = "users_revocation"

    def __str__(self) -> str:
        """What was ended."""
        return self.subject
