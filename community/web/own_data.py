"""Everything we hold on somebody, in one document for them to take away."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from community.core import clock
from community.core.types import JsonObject
from community.streams import selectors as streams
from community.users import selectors
from community.users.models import User
from community.users.standing import standing_of

_FACTS_AT_ONCE = 500


def own_data(user: User, *, as_of: datetime) -> JsonObject:
    """What each part of the house holds, as its owner may see it; secrets by their kind alone."""
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
        "standing": msgspec.to_builtins(standing_of(actor)),
        "facts": list(_facts(f"user.{actor}", as_of=as_of)),
    }


def _facts(stream: str, *, as_of: datetime) -> Iterator[JsonObject]:
    """The log's own words on a user, from the first up to a moment."""
    after = 0
    while found := streams.facts_after(stream, after=after, limit=_FACTS_AT_ONCE, as_of=as_of):
        for offset, fact in found:
            yield {"offset": offset, **msgspec.to_builtins(fact)}
        after = found[-1][0]
