"""What happens on a stand: votes are given, heard and settled; through services and subscribers."""

from community.core.ids import random_id
from community.reputation import selectors
from community.reputation.models import Award, Balance, Deed
from community.reputation.services import hear
from community.reputation.services.settle import settle
from community.streams import subscriptions
from community.streams.models import Cursor
from community.streams.selectors import LIVE
from community.threads.services import reactions
from tests.threads.speech import sent

SUBSCRIBERS = ("reputation.threads", "reputation.users")


def vote(by, post_id, reaction="up", *, on=True, op=None):
    return reactions.react(post_id=post_id, reaction=reaction, on=on, by=by, sent=op or sent())


def only_hear(order=SUBSCRIBERS):
    """Have every fact heard, and nothing settled yet."""
    for name in order:
        while subscriptions.drain(name):
            pass


def hear_all(order=SUBSCRIBERS):
    """Have every fact heard, and what was heard settled, as workers do."""
    only_hear(order)
    while waiting := hear.waiting(100):
        for actor in waiting:
            settle(actor=actor)


def points(actor):
    return selectors.points_of(actor, as_of=LIVE)


def ledger():
    """Every award there is, without the moment it was written down."""
    rows = Award.objects.order_by("id")
    return list(rows.values_list("id", "actor", "kind", "amount", "at", "reversal_of"))


def balances():
    """Every balance there is."""
    return list(Balance.objects.order_by("actor").values())


def someone_else():
    """An actor of whom nothing is known but his id."""
    return random_id("actor")


def forget_all():
    """Have the subscribers begin at the first fact again, with what they made still there."""
    for name in SUBSCRIBERS:
        Cursor.objects.filter(subscriber=name).update(offset=0)


def credited():
    """What each deed is credited, in points, by kind."""
    return {(deed.kind, deed.credited / 1_000_000) for deed in Deed.objects.all()}
