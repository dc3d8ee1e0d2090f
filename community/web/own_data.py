"""Everything we hold on somebody, in one document for them to take away."""

from datetime import datetime

import msgspec
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from community.core import clock
from community.core.types import JsonObject
from community.users import selectors
from community.users.models import User
from community.users.standing import standing_of
from community.web.own_words import own_words


def own_data(user: User, *, as_of: datetime) -> JsonObject:
    """What each part of the house holds; secrets by their kind alone, moderators not at all."""
    actor = user.actor_id
    return {
        "made_at": clock.now_ms(),
        "actor": actor,
        "profile": {
            "handle": user.username,
            "hue": user.hue,
            "bio": user.bio,
            "joined_at": clock.to_ms(user.date_joined),
            "last_login": clock.to_ms(user.last_login) if user.last_login else None,
        },
        "roles": sorted(selectors.roles_of(user.pk)),
        "addresses": [
            {"email": row.email, "verified": row.verified}
            for row in EmailAddress.objects.filter(user=user)
        ],
        "second_factors": [
            {"type": row.type, "since": clock.to_ms(row.created_at)}
            for row in Authenticator.objects.filter(user=user)
        ],
        "devices": [
            {
                "label": row.label,
                "since": clock.to_ms(row.since),
                "seen_at": clock.to_ms(row.seen_at),
            }
            for row in selectors.devices_of(user.pk)
        ],
        "follows": [{row.kind: row.target} for row in selectors.follows_of(actor)],
        "kept_away": [{kind: other} for kind, other in selectors.aversions_of(actor)],
        "notices_off": sorted(selectors.choices_of([actor]).get(actor, ())),
        "delay_s": user.delay_s,
        "standing": _standing(actor),
        **own_words(actor, as_of=as_of),
    }


def _standing(actor: str) -> JsonObject:
    """The sanction in force, without who set it."""
    told: JsonObject = msgspec.to_builtins(standing_of(actor))
    del told["by"]
    return told
