"""Reactions to facts of users: who closes the account is forgotten."""

from community.streams.subscriptions import Read, Subscription
from moderation.services.erasure import forget


def forget_the_closed(stream: str, read: list[Read]) -> None:
    """Erase what moderation holds of who closed the account."""
    if any(fact.type == "user.closed" for fact in read):
        forget(stream.partition(".")[2])


def forgetting() -> Subscription:
    """The subscription that forgets who left."""
    return Subscription(
        name="moderation.forgetting",
        kinds=frozenset({"user"}),
        react=forget_the_closed,
        queue="slow",
    )
