"""The demo's crowd: accounts that a script talks by, and that say so wherever they are shown."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from community.core import clock
from community.users.models import User

# Older than any account that is held to a newcomer's pace.
JOINED_BEFORE = timedelta(days=30)


@transaction.atomic
def ensure_crowd(handles: Collection[str]) -> list[str]:
    """Make sure that demo accounts of these handles are there; their actor ids, by handle.

    Nobody can sign in as one. A handle that a person holds is left to them.
    """
    joined_at = clock.now() - JOINED_BEFORE
    User.objects.bulk_create(
        [
            User(
                username=handle,
                password=make_password(None),
                is_demo=True,
                date_joined=joined_at,
                bio="A demo fan: a script talks here.",
            )
            for handle in handles
        ],
        ignore_conflicts=True,
    )
    rows = User.objects.filter(username__in=handles, is_demo=True).order_by("username")
    return list(rows.values_list("actor_id", flat=True))
