"""Questions about users: their roles, the people behind actor ids, what they follow."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db.models import Exists, Max, OuterRef, Q
from guardian.models import UserObjectPermission

from community.core import clock, sql
from community.users.errors import UnknownUserError
from community.users.models import Aversion, Choice, Device, Follow, Revocation, User
from community.users.roles import MODERATE, Role

# Twice the longest life of a connect token: one renewed by a process that had not heard yet
# ends within it.
REVOCATION_KEPT_S = 7_200

# Every command asks these two.
_VERIFIED: Final = """\
SELECT 1 FROM "account_emailaddress" JOIN "users_user" ON "users_user".id = user_id
WHERE actor_id = %s AND verified LIMIT 1"""
_JOINED_AFTER: Final = 'SELECT 1 FROM "users_user" WHERE actor_id = %s AND date_joined > %s'


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Who others see: hue is a colour, 0-359; is_demo talks by a script."""

    handle: str
    hue: int
    bio: str
    is_demo: bool


def roles_of(user_id: int) -> frozenset[Role]:
    """The roles a user has; none when there is no such user."""
    names = User.groups.through.objects.filter(user_id=user_id).values_list(
        "group__name", flat=True
    )
    return frozenset(Role(name) for name in names if name in set(Role))


def actor_id_of(username: str) -> str:
    """The actor id of a user by name; raises UnknownUserError."""
    found = User.objects.filter(username=username).values_list("actor_id", flat=True).first()
    if found is None:
        raise UnknownUserError(username=username)
    return found


def id_of(username: str) -> int:
    """The key of a user by name; raises UnknownUserError."""
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if found is None:
        raise UnknownUserError(username=username)
    return found


def names_of(actor_ids: Iterable[str]) -> dict[str, str]:
    """Usernames by actor id; an actor whose account is gone is left out."""
    rows = User.objects.filter(actor_id__in=set(actor_ids))
    return dict(rows.values_list("actor_id", "username"))


def profiles_of(actor_ids: Iterable[str]) -> dict[str, Profile]:
    """Profiles by actor id; an actor whose account is gone is left out. One query."""
    rows = User.objects.filter(actor_id__in=set(actor_ids))
    return {
        actor: Profile(handle=handle, hue=hue, bio=bio, is_demo=is_demo)
        for actor, handle, hue, bio, is_demo in rows.values_list(
            "actor_id", "username", "hue", "bio", "is_demo"
        )
    }


def profile_of(person: User, *, as_of: datetime) -> Profile:
    """A profile as of a moment: words set since are not there yet."""
    is_due = person.bio_at is None or person.bio_at <= as_of
    return Profile(
        handle=person.username,
        hue=person.hue,
        bio=person.bio if is_due else "",
        is_demo=person.is_demo,
    )


def actors_of(handles: Iterable[str]) -> dict[str, str]:
    """Actor ids by handle, of open accounts; one query."""
    wanted = {handle.lower() for handle in handles}
    rows = User.objects.filter(username__in=wanted, is_active=True)
    return dict(rows.values_list("username", "actor_id"))


def may(actor_id: str, permission: str) -> bool:
    """Whether an actor whose account is open has a permission, such as `change_fixture`."""
    user = User.objects.filter(actor_id=actor_id, is_active=True).first()
    return user is not None and user.has_perm(f"community.{permission}")


def is_somebody(actor_id: str, *, as_of: datetime) -> bool:
    """Whether an actor is a user, whenever they joined: who asks about themselves knows that."""
    del as_of
    return User.objects.filter(actor_id=actor_id).exists()


def joined_after(actor_id: str, moment: datetime) -> bool:
    """Whether an actor's account is younger than a moment."""
    return sql.row(_JOINED_AFTER, actor_id, moment) is not None


def revocations() -> dict[str, int]:
    """Until when sessions of a subject are ended, in milliseconds, by subject; one query."""
    since = clock.now() - timedelta(seconds=REVOCATION_KEPT_S)
    rows = Revocation.objects.filter(at__gt=since).values_list("subject").annotate(last=Max("at"))
    return {subject: clock.to_ms(last) for subject, last in rows}


def moved_name(subject: str) -> str:
    """What a revocation names when only the moment of a subject changed, not who it is."""
    return f"watch.{subject}"


def is_verified(actor_id: str) -> bool:
    """Whether an actor has shown an email address to be theirs."""
    return sql.row(_VERIFIED, actor_id) is not None


def moderates(actor_id: str, competition_id: str) -> bool:
    """Whether an actor may moderate a competition: it is given to him, or he is an operator."""
    there = UserObjectPermission.objects.filter(
        user=OuterRef("pk"), permission__codename=MODERATE, object_pk=competition_id
    )
    may = (
        Q(is_superuser=True)
        | _has_role(Role.OPERATOR)
        | (_has_role(Role.MODERATOR) & Q(Exists(there)))
    )
    return User.objects.filter(may, actor_id=actor_id, is_active=True).exists()


def competitions_of(actor_id: str) -> frozenset[str] | None:
    """The competitions an actor may moderate, by id; None when he may moderate all there are."""
    user = User.objects.filter(actor_id=actor_id, is_active=True).first()
    if user is None:
        return frozenset()
    roles = roles_of(user.pk)
    if user.is_superuser or Role.OPERATOR in roles:
        return None
    if Role.MODERATOR not in roles:
        return frozenset()
    return given_to(user.pk)


def given_to(user_id: int) -> frozenset[str]:
    """The competitions given to somebody to look after, by id; they hold with the role alone."""
    held = UserObjectPermission.objects.filter(user=user_id, permission__codename=MODERATE)
    return frozenset(held.values_list("object_pk", flat=True))


def follows_of(actor_id: str) -> list[Follow]:
    """What an actor follows, the newest first."""
    return list(Follow.objects.filter(user__actor_id=actor_id).order_by("-since", "-pk"))


def followed_among(actor_id: str, targets: Collection[str]) -> set[str]:
    """Those of some matches and clubs, by id, that an actor follows."""
    rows = Follow.objects.filter(user__actor_id=actor_id, target__in=targets)
    return set(rows.values_list("target", flat=True))


def followers_of(match: str, clubs: Collection[str]) -> set[str]:
    """Actor ids of who follows a match, or a club that plays in it."""
    rows = Follow.objects.filter(
        Q(kind=Follow.Kind.MATCH, target=match) | Q(kind=Follow.Kind.CLUB, target__in=clubs),
        user__is_active=True,
    )
    return set(rows.values_list("user__actor_id", flat=True))


def followers_after(
    actor_id: str, *, match: str, clubs: Collection[str], since_by: datetime, limit: int
) -> list[str]:
    """Who follows a match or one of its clubs since a moment at the latest, by actor id.

    Those past an actor id, at most limit.
    """
    rows = Follow.objects.filter(
        Q(kind=Follow.Kind.MATCH, target=match) | Q(kind=Follow.Kind.CLUB, target__in=clubs),
        since__lte=since_by,
        user__is_active=True,
        user__actor_id__gt=actor_id,
    )
    return list(
        rows.order_by("user__actor_id").values_list("user__actor_id", flat=True).distinct()[:limit]
    )


def blocks_between(one: str, other: str) -> bool:
    """Whether either of two actors blocked the other."""
    rows = Aversion.objects.filter(kind=Aversion.Kind.BLOCK)
    there = Q(user__actor_id=one, other__actor_id=other)
    back = Q(user__actor_id=other, other__actor_id=one)
    return rows.filter(there | back).exists()


def blockers_among(actor_id: str, others: Collection[str]) -> set[str]:
    """Those of some actors who blocked an actor or whom he blocked; one query."""
    rows = Aversion.objects.filter(kind=Aversion.Kind.BLOCK).filter(
        Q(user__actor_id=actor_id, other__actor_id__in=others)
        | Q(other__actor_id=actor_id, user__actor_id__in=others)
    )
    pairs = rows.values_list("user__actor_id", "other__actor_id")
    return {actor for pair in pairs for actor in pair} - {actor_id}


def unheard_among(actor_id: str, others: Collection[str]) -> set[str]:
    """Those of some actors who hear nothing of an actor: a block either way, or their mute."""
    theirs = Aversion.objects.filter(user__actor_id__in=others, other__actor_id=actor_id)
    muted = set(theirs.values_list("user__actor_id", flat=True))
    return muted | blockers_among(actor_id, others)


def unseen_by(actor_id: str) -> set[str]:
    """Actor ids of whom an actor muted or blocked: he is shown nothing of theirs."""
    rows = Aversion.objects.filter(user__actor_id=actor_id)
    return set(rows.values_list("other__actor_id", flat=True))


def aversions_of(actor_id: str) -> list[tuple[str, str]]:
    """(kind, actor id) of whom an actor muted or blocked, the newest first."""
    rows = Aversion.objects.filter(user__actor_id=actor_id).order_by("-since", "-pk")
    return list(rows.values_list("kind", "other__actor_id"))


def choices_of(actor_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The kinds of notice that actors do not want; who wants all is left out. One query."""
    rows = Choice.objects.filter(user__actor_id__in=set(actor_ids))
    found: dict[str, frozenset[str]] = {}
    for actor, kind in rows.values_list("user__actor_id", "kind"):
        found[actor] = found.get(actor, frozenset()) | {kind}
    return found


def devices_of(user_id: int) -> list[Device]:
    """The devices a user is signed in with, the latest seen first; ended sessions are left out."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
    return list(Device.objects.filter(Exists(alive), user_id=user_id).order_by("-seen_at"))


def person(handle: str) -> User:
    """An open account by its handle; raises UnknownUserError."""
    found = User.objects.filter(username=handle.lower(), is_active=True).first()
    if found is None:
        raise UnknownUserError(handle=handle)
    return found


def _has_role(role: Role) -> Q:
    groups = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=role)
    return Q(Exists(groups))
