"""Users: a person's row, and a random actor id that is the only identity facts know of it."""

import re
import secrets
from collections.abc import Iterator
from functools import partial

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from community.core.ids import random_id

HANDLE_LENGTH_MAX = 24
# Lower case alone: two handles never look alike by case, and a mention has one spelling.
HANDLE = re.compile(r"[a-z0-9_]{3,24}")
BIO_LENGTH_MAX = 280
HUES = 360


class User(AbstractUser):
    """Somebody with an account; closing it severs actor_id from the person.

    username is the handle others see. hue: the colour beside it, 0-359; bio: a few words.
    is_demo: talks by a script. Names and words stand here alone, never in facts.
    """

    username = models.CharField(
        "handle",
        max_length=HANDLE_LENGTH_MAX,
        unique=True,
        validators=[
            RegexValidator(
                rf"\A{HANDLE.pattern}\Z", "3 to 24 small letters, digits or underscores."
            )
        ],
        error_messages={"unique": "Somebody has this handle already."},
    )
    hue = models.SmallIntegerField(default=partial(secrets.randbelow, HUES))
    bio = models.CharField(max_length=BIO_LENGTH_MAX, blank=True, default="")
    # When its words were set; None of words older than this column.
    bio_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    actor_id = models.CharField(
        max_length=40, unique=True, editable=False, default=partial(random_id, "actor")
    )
    # How far behind live they watch, on every device; 0 is live.
    delay_s = models.PositiveSmallIntegerField(default=0, editable=False)
    # What was signed in before is signed out; None when that was never asked.
    sessions_ended_at = models.DateTimeField(null=True, editable=False)

    class Meta(AbstractUser.Meta):
        app_label = "community"
        db_table = "users_user"
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=rf"^{HANDLE.pattern}$"), name="users_user_handle"
            ),
            models.CheckConstraint(
                condition=Q(hue__gte=0, hue__lt=HUES), name="users_user_hue_on_circle"
            ),
        ]

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

    subject: an actor id, a session's pseudonym of that day, a device, or whose moment changed
    (`watch.` before it). Kept for REVOCATION_KEPT_S.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=48)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "community"
        db_table = "users_revocation"

    def __str__(self) -> str:
        """What was ended."""
        return self.subject


class Standing(models.Model):
    """The sanction in force on a user, at most one; no row is good standing.

    competition: where it holds, by id; empty everywhere. by: an actor id, empty for a machine.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    kind = models.CharField(max_length=10)  # facts.StandingKind, never none
    reason = models.CharField(max_length=20)  # facts.StandingReason
    until = models.DateTimeField(null=True)
    competition = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "users_standing"

    def __str__(self) -> str:
        return self.kind


class Follow(models.Model):
    """A match or a club that a user follows, by its id."""

    class Kind(models.TextChoices):
        """What can be followed."""

        MATCH = "match"
        CLUB = "club"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    target = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "users_follow"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "target"], name="users_follow_once"),
        ]
        indexes = [models.Index(fields=["kind", "target"], name="users_follow_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Aversion(models.Model):
    """Somebody whom a user muted (sees no more of) or blocked (is not answered by, either)."""

    class Kind(models.TextChoices):
        """How far away the other is kept."""

        MUTE = "mute"
        BLOCK = "block"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="aversions")
    other = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    since = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "users_aversion"
        constraints = [
            models.UniqueConstraint(fields=["user", "other", "kind"], name="users_aversion_once"),
            models.CheckConstraint(condition=~Q(user=models.F("other")), name="users_aversion_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id}"


class Choice(models.Model):
    """A kind of notice that a user does not want to be told of."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="choices")
    kind = models.CharField(max_length=20)

    class Meta:
        app_label = "community"
        db_table = "users_choice"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="users_choice_once"),
        ]

    def __str__(self) -> str:
        return self.kind


class Device(models.Model):
    """A browser somebody is signed in with; name is what tokens call it, label what people do."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=40)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "users_device"

    def __str__(self) -> str:
        return self.label
