"""The user: an internal key, and a random actor id that is the only identity facts know."""

from functools import partial

from django.contrib.auth.models import AbstractUser
from django.db import models

from community.core.ids import random_id


class User(AbstractUser):
    """Somebody with an account; closing it severs actor_id from the person."""

    actor_id = models.CharField(
        max_length=40, unique=True, editable=False, default=partial(random_id, "actor")
    )

    class Meta(AbstractUser.Meta):
        app_label = "community"
        db_table = "users_user"
